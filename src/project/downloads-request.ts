/**
 * One GET request, with redirects and proxies, answered as a stream.
 * In: an address and headers. Out: the final answer's status, headers and body. Judges no status, keeps no connection.
 */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { CancelledError, ModelError } from '../base/errors.js';
import { chooseProxy, type Environment, openTunnel, toProxyHeaders } from './downloads-proxy.js';
import { PROGRAM_VERSION } from './version.js';

const MAX_REDIRECTS = 10;
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Longest silence of a server before the connection is given up. */
export const SILENCE_TIMEOUT_MS = 60_000;

export interface RequestOptions {
  headers: Record<string, string>;
  env: Environment;
  signal: AbortSignal | undefined;
}

/** Asks for an address. Rejects with ModelError `download-unreachable`, `download-redirects`, those of proxies, or CancelledError. */
export async function openResponse(address: string, options: RequestOptions): Promise<IncomingMessage> {
  let url = new URL(address);
  for (let redirectCount = 0; redirectCount <= MAX_REDIRECTS; redirectCount++) {
    const response = await request(url, options).catch((error: unknown) => {
      throw explain(error, url, options);
    });
    const { location } = response.headers;
    if (!REDIRECT_STATUSES.has(response.statusCode ?? 0) || location === undefined) return response;
    response.destroy();
    url = followRedirect(url, location);
  }
  throw redirectError(address, `leads from one address to another more than ${MAX_REDIRECTS} times`);
}

function followRedirect(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (to === null || !/^https?:$/.test(to.protocol))
    throw redirectError(from.href, 'leads to no web address');
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw redirectError(from.href, 'leads to an address without encryption');
  }
  return to;
}

function redirectError(address: string, problem: string): ModelError {
  return new ModelError('download-redirects', {
    what: `The address ${address} ${problem}.`,
    next: 'Download the file elsewhere and use --from FILE.',
  });
}

async function request(url: URL, { headers, env, signal }: RequestOptions): Promise<IncomingMessage> {
  const proxy = chooseProxy(url, env);
  const common = {
    headers: { 'User-Agent': `spuriosity/${PROGRAM_VERSION}`, ...headers },
    agent: false as const,
    signal,
  };
  if (url.protocol === 'https:') {
    const socket = proxy && (await openTunnel(proxy, url, signal));
    const createConnection = socket ? () => tls.connect({ socket, servername: url.hostname }) : undefined;
    return sendRequest(https.request(url, { ...common, createConnection }));
  }
  if (!proxy) return sendRequest(http.request(url, common));
  const { request: ask } = proxy.protocol === 'https:' ? https : http;
  const proxied = { ...common.headers, Host: url.host, ...toProxyHeaders(proxy) };
  return sendRequest(ask(proxy, { ...common, path: url.href, headers: proxied }));
}

function sendRequest(outgoing: http.ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing
      .on('response', resolve)
      .on('error', reject)
      .setTimeout(SILENCE_TIMEOUT_MS, () =>
        outgoing.destroy(new Error(`no answer for ${SILENCE_TIMEOUT_MS / 1000} s`)),
      )
      .end();
  });
}

/** What a person can do about a system's network error. */
function explain(error: unknown, url: URL, { env, signal }: Omit<RequestOptions, 'headers'>): unknown {
  if (signal?.aborted) return new CancelledError();
  if (error instanceof ModelError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const proxy = chooseProxy(url, env);
  return new ModelError('download-unreachable', {
    what: `${url.host} cannot be reached${proxy ? ` through the proxy ${proxy.host}` : ''} (${code ?? message}).`,
    next:
      `Check the connection${proxy ? ' and the proxy' : '; behind a proxy, set HTTPS_PROXY'}, or download ${url.href} on another machine ` +
      'and use --from FILE.',
    cause: error,
  });
}
