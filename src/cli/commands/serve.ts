/** `serve`: the app on a port, until it is stopped. */
import { spawn } from 'node:child_process';
import { format } from 'node:util';
import { type Command, Option } from 'commander';
import { SpuriosityError } from '../../base/errors.js';
import { DEFAULT_HOST, DEFAULT_PORT, openServer } from '../../server/index.js';
import { parseWholeNumber } from '../option-numbers.js';
import { addHandler, type CommandResult } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { findWorkspace } from '../workspace-option.js';

const MAX_PORT = 65_535;

export interface ServeOptions {
  host: string;
  port?: number;
  allowHost?: string[];
  /** False for `--no-token`. */
  token: boolean;
  allowRoot?: string[];
  /** Whether to open the browser, too. */
  open?: boolean;
  /** Folder of another build of the app. */
  app?: string;
}

export function addServeCommand(program: Command): void {
  const serve = program
    .command('serve')
    .description('Open the app in a browser: annotate, browse, understand.')
    .option('--open', 'open the browser, too', false)
    .addOption(new Option('--app <folder>', 'another build of the app, for those who work on it').hideHelp())
    .addHelpText(
      'after',
      `
Examples:
  spuriosity serve                       where there is no workspace, the app asks for a folder of images
  spuriosity serve -w photos.spuriosity
  spuriosity serve --host 0.0.0.0        for people at other machines, too
  spuriosity serve --allow-root /data   data sets and encoders below this folder may be chosen in the app

The address carries a token, which the browser then keeps; whoever has not opened it is asked for it. SPURIOSITY_TOKEN names one that stays
the same from start to start. Ctrl-C ends the server; every answer that was given is stored.`,
    );
  addServerOptions(serve);
  addHandler<ServeOptions>(serve, async (terminal, options) => {
    return serveWorkspace(terminal, findWorkspace(options.workspace), options, { document: {} });
  });
}

/** Adds the options that say where the app is served; shared by `serve`, `run` and `demo`. */
export function addServerOptions(command: Command): Command {
  return command
    .option(
      '--host <address>',
      'address to listen on; another than this machine lets others in',
      DEFAULT_HOST,
    )
    .option(
      '--port <n>',
      `port to listen on; 0 takes any (default: ${DEFAULT_PORT}, or the next free one)`,
      parseWholeNumber(0, MAX_PORT),
    )
    .option(
      '--allow-host <name>',
      'a name of a proxy in front of this server; may be given several times',
      collect,
    )
    .option('--no-token', 'ask for no token: everybody with an account on this machine may then use the app')
    .option(
      '--allow-root <folder>',
      'a folder from which the app may take data sets and encoders; may be given several times',
      collect,
    );
}

function collect(text: string, texts: string[] = []): string[] {
  return [...texts, text];
}

/**
 * Serves until the terminal's signal fires, and closes in order.
 * @param folder of a workspace; null: the app begins with the start page
 * @param before what the command has done so far; its document is printed with the address as soon as that is known
 */
export async function serveWorkspace(
  terminal: Terminal,
  folder: string | null,
  { host, port, allowHost = [], allowRoot = [], token, open = false, app }: ServeOptions,
  before: CommandResult,
): Promise<CommandResult> {
  const server = await openServer(
    folder,
    {
      host,
      port: port ?? null,
      allowedHosts: allowHost,
      token: token ? process.env.SPURIOSITY_TOKEN : null,
      allowedRoots: allowRoot,
      appFolder: app,
      reportFault: (error) => terminal.observer.warn(formatFault(error)),
    },
    terminal.observer,
  );
  const { url } = server;
  terminal.document({ ...(before.document as object), url });
  terminal.print(`The app is at ${url}`);
  for (const other of server.networkUrls) terminal.print(`Others reach it at ${other}`);
  if (!token) {
    terminal.observer.warn(
      'No token is asked for: every program and every person with an account on this machine can read the images and the answers here, give answers, and start jobs in your name.',
    );
  }
  if (folder === null) terminal.print('No workspace is open yet: choose a folder of images there.');
  terminal.observer.info('Ctrl-C ends it.');
  if (open) openBrowser(url);
  try {
    await terminal.stop.wait();
  } finally {
    await server.close();
  }
  return { ...before, document: undefined };
}

/** With its stack, for a report; clients are told only that it happened. */
function formatFault(error: unknown): string {
  return error instanceof SpuriosityError ? error.message : `A fault of the program. ${format(error)}`;
}

/** As far as the system has a way to do it; the address was printed in any case. */
function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(command!, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
