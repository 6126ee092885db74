/**
 * A workspace served on a port, from the first request to an orderly end; where none is named, the start page, which makes or opens one.
 * In: a folder or null, where to listen. Out: the address, and `close`, after which every accepted answer is stored and every table written.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { UsageError } from '../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import { PACKAGE_FOLDER } from '../files/index.js';
import { readAppPage } from './app-files.js';
import { createApp } from './create-app.js';
import { isEverywhere, isLoopback, listNetworkAddresses } from './security/host-guard.js';
import { createToken } from './security/token-guard.js';
import { createServedStudy, type ServedStudy } from './served-study.js';
import { openServices, type Services } from './services.js';
import { listStartFolders } from './start/allowed-folders.js';
import { createStartDesk, type StartDesk } from './start/start-desk.js';

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 8765;
/** Further ports that are tried where nobody named one. */
const PORT_TRIES = 20;
/** The built app, as the package ships it. */
export const APP_FOLDER = join(PACKAGE_FOLDER, 'dist', 'web');
/** Longer than people think between two answers; a browser that sends on a connection which just ended would have to send again. */
const KEEP_ALIVE_MS = 65_000;
/** A request with a large file takes its time. */
const REQUEST_MS = 12 * 3_600_000;
/** Of a token that somebody chose. */
const SHORTEST_TOKEN = 16;
/** Time that requests under way have to finish when the server closes. */
const FINISH_MS = 500;
const FINISH_LOOK_MS = 20;

export interface ServerOptions {
  /** Address to listen on. */
  host: string;
  /** Null: `DEFAULT_PORT`, or the next free one. 0: any free one. */
  port: number | null;
  /** Further names that requests may use: of proxies. */
  allowedHosts: readonly string[];
  /** What requests must carry; undefined: one that is made now; null: nothing, and everybody on this machine may use the server. */
  token?: string | null;
  /** Folders from which people may take encoders for jobs, and data sets on the start page, beside what is open anyway. */
  allowedRoots?: readonly string[];
  appFolder?: string;
  /** Hears of what is a fault of the program. */
  reportFault: (error: unknown) => void;
}

export interface RunningServer {
  /** What to open in a browser, with the token where one is asked for. */
  url: string;
  /** The same for people at other machines; empty where only this one can reach the server. */
  networkUrls: string[];
  port: number;
  /** Stops accepting, finishes requests, says goodbye, stops jobs, writes tables, closes the workspace. */
  close(): Promise<void>;
}

/**
 * Throws `token-needed`, `token-short`, `port-taken`, `address-unavailable`, `workspace-busy`, `nothing-to-serve`, or what opening the
 * workspace throws.
 */
export async function openServer(
  folder: string | null,
  options: ServerOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<RunningServer> {
  const { host, allowedHosts, allowedRoots = [], reportFault, appFolder = APP_FOLDER } = options;
  const token = chooseToken(options);
  const isPrivate = token !== null && isOnlyHere(options);
  // The data can be had all the same, and a build that is under way will end.
  await readAppPage(appFolder).catch((error: Error) => observer.warn(error.message));
  // The port is known only once the server listens; no request comes before.
  let app: ReturnType<typeof createApp> | undefined;
  let port = 0;
  const show = (services: Services | null) => {
    app = createApp({
      services,
      // Others who reach the server may make a workspace where there is none; nobody but the person here puts one in another's place.
      start: services === null || isPrivate ? start : null,
      appFolder,
      hosts: { bound: host, allowed: allowedHosts },
      access: token === null ? null : { token, port },
      reportFault,
    });
  };
  const open = (path: string) => openServices(path, observer, { reportFault, allowedRoots });
  const study = createServedStudy(open, show, reportFault);
  const start = folder === null || isPrivate ? openStart(study, isPrivate, allowedRoots) : null;
  if (folder !== null) await study.show(folder);
  const server = createAdaptorServer({ fetch: (request, env) => app!.fetch(request, env) }) as Server;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = REQUEST_MS;
  try {
    port = await listen(server, host, options.port);
    show(study.services);
    return {
      url: formatAddress(isEverywhere(host) ? 'localhost' : host, port, token),
      networkUrls: [
        ...(isEverywhere(host) ? listNetworkAddresses() : []).map((address) =>
          formatAddress(address, port, token),
        ),
        ...allowedHosts.map((name) => `https://${name}/${formatToken(token)}`),
      ],
      port,
      close: async () => {
        const closed = closeServer(server);
        study.services?.events.close();
        await closed;
        await start?.uploads.close();
        await study.close();
      },
    };
  } catch (error) {
    await study.close();
    throw error;
  }
}

async function listen(server: Server, host: string, wanted: number | null): Promise<number> {
  const ports = wanted === null ? Array.from({ length: PORT_TRIES }, (_, n) => DEFAULT_PORT + n) : [wanted];
  for (const port of ports) {
    const error = await tryToListen(server, host, port);
    if (error === null) return (server.address() as AddressInfo).port;
    if (error.code !== 'EADDRINUSE') {
      throw new UsageError('address-unavailable', {
        what: `The server cannot listen on ${host}, port ${port} (${error.code ?? error.message}).`,
        next: 'Name an address of this machine with --host, and a port above 1023 with --port.',
      });
    }
  }
  throw new UsageError('port-taken', {
    what:
      wanted === null
        ? `The ports ${DEFAULT_PORT} to ${DEFAULT_PORT + PORT_TRIES - 1} are taken.`
        : `Port ${wanted} is taken by another program.`,
    next: 'Name a free port with --port; --port 0 takes any.',
  });
}

function tryToListen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening);
      resolve(error);
    };
    const onListening = () => {
      server.off('error', onError);
      resolve(null);
    };
    server.once('error', onError).once('listening', onListening).listen(port, host);
  });
}

/** Resolves when no connection is left; those that do not end by themselves are cut. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection is kept for the next request unless it is told, after its last one, that there will be none.
  const look = setInterval(() => server.closeIdleConnections(), FINISH_LOOK_MS);
  const cut = setTimeout(() => server.closeAllConnections(), FINISH_MS);
  await closed;
  clearInterval(look);
  clearTimeout(cut);
}

/** Throws `nothing-to-serve` where there is no folder to choose from. */
function openStart(study: ServedStudy, isPrivate: boolean, allowedRoots: readonly string[]): StartDesk {
  const folders = listStartFolders(allowedRoots, isPrivate);
  if (folders.length > 0) return createStartDesk(folders, study, allowedRoots);
  throw new UsageError('nothing-to-serve', {
    what: 'No workspace was named, and no folder to choose a data set from.',
    why: 'Others can reach this server, or it asks for no token, so that it opens no folder by itself.',
    next: 'Name a workspace with -w FOLDER, or folders with --allow-root FOLDER.',
  });
}

/** Throws `token-short`, and `token-needed` where none is wanted on a server that other machines reach. */
function chooseToken(options: ServerOptions): string | null {
  const { token: given } = options;
  if (given === null && !isOnlyHere(options)) {
    throw new UsageError('token-needed', {
      what: 'A server that other machines reach asks for its token.',
      why: 'Without one everybody on the network could read the images and change the answers.',
      next: 'Leave --no-token out, or leave --host and --allow-host out.',
    });
  }
  if (given === null) return null;
  if (given === undefined) return createToken();
  if (given.length >= SHORTEST_TOKEN) return given;
  throw new UsageError('token-short', {
    what: `The token in SPURIOSITY_TOKEN has ${given.length} characters; it needs at least ${SHORTEST_TOKEN}.`,
    next: 'Choose a longer one, or leave it out: a token is then made for you.',
  });
}

/** Whether this machine alone reaches the server; a proxy lets others in as well. */
function isOnlyHere({ host, allowedHosts }: ServerOptions): boolean {
  return isLoopback(host) && allowedHosts.length === 0;
}

function formatAddress(host: string, port: number, token: string | null): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}/${formatToken(token)}`;
}

function formatToken(token: string | null): string {
  return token === null ? '' : `?token=${encodeURIComponent(token)}`;
}
