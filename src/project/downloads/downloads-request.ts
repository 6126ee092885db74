/**
 * One GET request, with redirects and proxies, answered as a stream.
 * In: an address, headers and the environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, upper or lower case). Out: the final
 * answer's status, headers and body. Judges no status; speaks HTTP proxies only, no SOCKS.
 */
import type { Dispatcher } from 'undici';
import { CancelledError, ModelError } from '../../base/errors.js';
import { PROGRAM_VERSION } from '../workspace/index.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** An answer; its `body` is read to the end without pausing, or given up by `discardBody`. */
export type WebResponse = Dispatcher.ResponseData;

const MAX_REDIRECTS = 10;
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Longest silence of a server before the connection is given up. */
const SILENCE_TIMEOUT_MS = 60_000;
/**
 * More than ever waits to be read, when the reader writes what it gets without waiting: a reader who pauses while the server closes
 * the connection ends the whole program (nodejs/undici#5360, mended in undici 8, which needs Node 22).
 */
const UNREAD_LIMIT_BYTES = 2 ** 26;

export interface RequestOptions {
  headers: Record<string, string>;
  env: Environment;
  signal: AbortSignal | undefined;
}

/**
 * Asks for an address. Rejects with ModelError `download-unreachable`, `download-redirects`, `unsupported-proxy`, `proxy-refused`,
 * or CancelledError.
 */
export async function openResponse(address: string, options: RequestOptions): Promise<WebResponse> {
  const { request } = await import('undici');
  const proxies = readProxies(options.env);
  const requestOptions = {
    dispatcher: await openAgent(proxies),
    headers: { 'User-Agent': `spuriosity/${PROGRAM_VERSION}`, ...options.headers },
    signal: options.signal,
    highWaterMark: UNREAD_LIMIT_BYTES,
  };
  let url = new URL(address);
  for (let redirectCount = 0; redirectCount <= MAX_REDIRECTS; redirectCount++) {
    const response = await request(url, requestOptions).catch((error: unknown) => {
      if (options.signal?.aborted) throw new CancelledError();
      throw toReadableError(error, url, proxies);
    });
    const { location } = response.headers;
    if (!REDIRECT_STATUSES.has(response.statusCode) || typeof location !== 'string') return response;
    discardBody(response);
    url = followRedirect(url, location);
  }
  throw redirectError(address, `leads from one address to another more than ${MAX_REDIRECTS} times`);
}

/** Gives up an answer whose body nobody reads; the connection closes with it. */
export function discardBody({ body }: WebResponse): void {
  // A stream that is destroyed reports that it was aborted, to whoever listens.
  body.on('error', () => {}).destroy();
}

/** Addresses by kind of request, '' for none. */
interface Proxies {
  http: string;
  https: string;
  exempt: string;
}

/** ModelError `unsupported-proxy`. */
function readProxies(env: Environment): Proxies {
  const read = (name: string): string => env[name] || env[name.toUpperCase()] || '';
  const readProxy = (name: string) => toProxyAddress(read(name) || read('all_proxy'));
  return { http: readProxy('http_proxy'), https: readProxy('https_proxy'), exempt: read('no_proxy') };
}

function toProxyAddress(text: string): string {
  if (text === '') return '';
  const address = text.includes('://') ? text : `http://${text}`;
  const proxy = URL.canParse(address) ? new URL(address) : null;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy.href;
  throw new ModelError('unsupported-proxy', {
    what: `The proxy ${proxy ? `${proxy.protocol}//${proxy.host}` : JSON.stringify(text)} is no HTTP proxy.`,
    next: 'Set HTTPS_PROXY to an address such as http://proxy.example:3128, or download the file elsewhere and use --from FILE.',
  });
}

/** Without tunnels for plain addresses: few proxies allow them. */
async function openAgent({ http, https, exempt }: Proxies): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import('undici');
  return new EnvHttpProxyAgent({
    httpProxy: http,
    httpsProxy: https,
    noProxy: exempt,
    proxyTunnel: false,
    connect: { timeout: SILENCE_TIMEOUT_MS },
    headersTimeout: SILENCE_TIMEOUT_MS,
    bodyTimeout: SILENCE_TIMEOUT_MS,
  });
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

/** What a person can do about an error of the network or of undici. */
function toReadableError(error: unknown, url: URL, { http, https }: Proxies): ModelError {
  const { code, message } = error as NodeJS.ErrnoException;
  const address = (url.protocol === 'https:' && https) || http;
  const proxy = address && new URL(address).host;
  // The only place where undici tells the proxy's answer.
  const [, status] = /^Proxy response \((\d+)\)/.exec(message) ?? [];
  if (status !== undefined) return proxyError(proxy, url, status, error);
  return new ModelError('download-unreachable', {
    what: `${url.host} cannot be reached (${code ?? message}).`,
    next:
      `Check the connection${proxy ? ` and the proxy ${proxy}` : '; behind a proxy, set HTTPS_PROXY'}, ` +
      `or download ${url.href} on another machine and use --from FILE.`,
    cause: error,
  });
}

function proxyError(proxy: string, url: URL, status: string, cause: unknown): ModelError {
  return new ModelError('proxy-refused', {
    what: `The proxy ${proxy} answered ${status} when asked to connect to ${url.host}.`,
    next:
      status === '407'
        ? 'Put user and password into HTTPS_PROXY: http://user:password@host:port.'
        : 'Ask who runs the proxy, or download the file elsewhere and use --from FILE.',
    cause,
  });
}
