/**
 * Which names this server answers to, and which pages may talk to it.
 * In: the headers of a request. Out: nothing, or a refusal. Stops names of other sites that were made to point here (DNS
 * rebinding) and pages of other sites that send or read through a visitor's browser. Authenticates nobody; `token-guard.ts` does.
 */
import { hostname, networkInterfaces } from 'node:os';
import type { MiddlewareHandler } from 'hono';
import { RefusalError } from '../refusal.js';

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const EVERY_ADDRESS = ['0.0.0.0', '::', '[::]'];

export interface HostNames {
  /** Address that the server listens on. */
  bound: string;
  /** Further names, of proxies in front of it. */
  allowed: readonly string[];
}

/** True for addresses that only this machine can reach. */
export function isLoopback(bound: string): boolean {
  return LOCAL_NAMES.includes(bracketAddress(bound)) || /^127\.\d+\.\d+\.\d+$/.test(bound);
}

/** True for what stands for every address of this machine. */
export function isEverywhere(bound: string): boolean {
  return EVERY_ADDRESS.includes(bound);
}

/** Addresses of this machine that others may reach it under. */
export function listNetworkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
}

/** Refuses requests for other names, and requests that pages of other sites make. Ports are free: tunnels and proxies change them. */
export function createHostGuard({ bound, allowed }: HostNames): MiddlewareHandler {
  const proxies = new Set(allowed.map(toHostName));
  const names = new Set([...LOCAL_NAMES, ...listOwnNames(bound), ...allowed].map(toHostName));
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!names.has(toHostName(host))) {
      throw new RefusalError(403, 'host-unknown', {
        what: `This server does not answer to the name ${JSON.stringify(host)}.`,
        why: 'A page of another site could have made that name point here.',
        next: 'Use the address that `spuriosity serve` printed, or start it with --allow-host NAME.',
      });
    }
    assertSameSite(c.req.method, c.req.path, {
      host,
      origin: c.req.header('origin'),
      site: c.req.header('sec-fetch-site'),
      proxies,
    });
    await next();
  };
}

interface Sender {
  host: string;
  origin: string | undefined;
  site: string | undefined;
  proxies: ReadonlySet<string>;
}

function listOwnNames(bound: string): string[] {
  if (!isEverywhere(bound)) return [bound];
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return [hostname(), ...addresses.map(({ address }) => address)];
}

/** Other sites may link to pages of the app; they may neither send, nor read data or pictures. */
function assertSameSite(method: string, path: string, { host, origin, site, proxies }: Sender): void {
  const isPage = method === 'GET' && !/^\/(api|pictures)\//.test(path);
  const isForeignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const isForeignOrigin = origin !== undefined && !isOwnOrigin(origin, host, proxies);
  if (!isForeignOrigin && (isPage || !isForeignSite)) return;
  throw new RefusalError(403, 'other-site', {
    what: 'A page of another site may not use this server.',
    next: 'Open the app itself and do it there.',
  });
}

/** The host that was asked for, or a proxy that hides under which name it was asked. */
function isOwnOrigin(origin: string, host: string, proxies: ReadonlySet<string>): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.host === toUrl(host)?.host || proxies.has(url.hostname);
}

/** The name alone; empty for what is no host. */
function toHostName(host: string): string {
  return toUrl(host)?.hostname ?? '';
}

function toUrl(host: string): URL | null {
  const address = `http://${bracketAddress(host)}`;
  return URL.canParse(address) ? new URL(address) : null;
}

/** IPv6 addresses stand in brackets in a URL, without their zone. */
function bracketAddress(name: string): string {
  const isBare = name.split(':').length > 2 && !name.startsWith('[');
  return isBare ? `[${name.replace(/%.*$/, '')}]` : name;
}
