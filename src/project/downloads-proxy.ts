/**
 * Which proxy a request goes through, and the connection through it.
 * In: an address and the environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, upper or lower case). Out: a proxy's address,
 * or a socket to the server behind it. Speaks HTTP proxies only: no SOCKS.
 */
import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { ModelError } from '../base/errors.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** The proxy for an address, or null for a direct connection. ModelError `unsupported-proxy`. */
export function chooseProxy(url: URL, env: Environment): URL | null {
  const read = (name: string): string | undefined => env[name] || env[name.toUpperCase()] || undefined;
  const address = read(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? read('all_proxy');
  if (address === undefined || isExempt(url, read('no_proxy') ?? '')) return null;
  const text = address.includes('://') ? address : `http://${address}`;
  const proxy = URL.canParse(text) ? new URL(text) : null;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  throw new ModelError('unsupported-proxy', {
    what: `The proxy ${proxy ? `${proxy.protocol}//${proxy.host}` : JSON.stringify(address)} is no HTTP proxy.`,
    next: 'Set HTTPS_PROXY to an address such as http://proxy.example:3128, or download the file elsewhere and use --from FILE.',
  });
}

/** `NO_PROXY`: host names (with their subdomains), maybe with a port, separated by commas; `*` exempts all. */
function isExempt(url: URL, list: string): boolean {
  const port = url.port || DEFAULT_PORTS[url.protocol];
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name, entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase())!;
      const host = name!.replace(/^\*?\./, '');
      if (entryPort !== undefined && entryPort !== port) return false;
      return url.hostname === host || url.hostname.endsWith(`.${host}`);
    });
}

/** Headers that tell the proxy who asks; empty without a user in its address. */
export function toProxyHeaders(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(user).toString('base64')}` };
}

/** Opens a tunnel to the server of `url`. Rejects with ModelError `proxy-refused` or the system's error. */
export function openTunnel(proxy: URL, url: URL, signal: AbortSignal | undefined): Promise<Duplex> {
  const target = `${url.hostname}:${url.port || DEFAULT_PORTS[url.protocol]}`;
  const { request } = proxy.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const options = {
      method: 'CONNECT',
      path: target,
      headers: { Host: target, ...toProxyHeaders(proxy) },
      agent: false as const,
      signal,
    };
    request(proxy, options)
      .on('connect', (response, socket) => {
        if (response.statusCode === 200) return resolve(socket);
        socket.destroy();
        reject(proxyError(proxy, target, response.statusCode));
      })
      .on('response', (response) => {
        response.resume();
        reject(proxyError(proxy, target, response.statusCode));
      })
      .on('error', reject)
      .end();
  });
}

function proxyError(proxy: URL, target: string, status: number | undefined): ModelError {
  return new ModelError('proxy-refused', {
    what: `The proxy ${proxy.host} answered ${status} when asked to connect to ${target}.`,
    next:
      status === 407
        ? 'Put user and password into HTTPS_PROXY: http://user:password@host:port.'
        : 'Ask who runs the proxy, or download the file elsewhere and use --from FILE.',
  });
}
