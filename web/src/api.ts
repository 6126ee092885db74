/**
 * How the app talks to the server, typed by the protocol's table of routes. In a static copy the same reads are files.
 * In: a route and its parameters. Out: its response, or a `RequestError` that says what to do. Keeps nothing; queries.ts does.
 */
import {
  type Body,
  type Failure,
  type GetRoute,
  type Parameters,
  type PostRoute,
  type Query,
  type Response as RouteResponse,
  toPath,
  WORKER_HEADER,
  WORKER_PARAMETER,
} from '../../src/protocol/index.js';

declare global {
  interface Window {
    /** Set in the page of a static copy; the app is then read-only. */
    SPURIOSITY_STATIC?: boolean;
  }
}

/** True in a copy made by `export site`: only browsing, no server. */
export const IS_STATIC = window.SPURIOSITY_STATIC === true;

let personName: string | null = null;

/** Says who asks from now on: while they judge blind, the server answers with nothing of others. */
export function sayPerson(name: string | null): void {
  personName = name;
}

/** The address of what the browser loads by itself (a picture, a download, the event stream), with who asks. */
export function withPerson(address: string, person: string | null = personName): string {
  return IS_STATIC || person === null
    ? address
    : `${address}?${WORKER_PARAMETER}=${encodeURIComponent(person)}`;
}

/** Longer bodies may not outlive their page: browsers allow 64 KiB in flight. In UTF-16 units, of which three bytes can come. */
const MAX_KEPT_LENGTH = 20_000;

/** Between one try to reach a server that does not answer and the next. */
export const RETRY_MS = 2000;

/** A refusal of the server, or no answer at all (`code` "offline"). */
export class RequestError extends Error {
  readonly code: string;
  readonly next: string | null;
  readonly status: number;

  constructor(status: number, { error }: Failure) {
    super([error.what, error.why].filter(Boolean).join(' '));
    this.name = 'RequestError';
    this.status = status;
    this.code = error.code;
    this.next = error.next;
  }
}

/** Reads a route. In a static copy, routes with a query have no file and fail. */
export async function read<R extends GetRoute>(
  route: R,
  parameters: Parameters<R>,
  query?: Query<R>,
  signal?: AbortSignal,
): Promise<RouteResponse<R>> {
  const path = toPath(route, parameters);
  const address = IS_STATIC
    ? `data${path.replace(/^\/api/, '')}.json`
    : `${path}${formatQuery(query as object | undefined)}`.slice(1);
  return request(address, { signal });
}

/** Posts to a route; a body that is a string goes as CSV. */
export async function send<R extends PostRoute>(
  route: R,
  parameters: Parameters<R>,
  body: Body<R>,
): Promise<RouteResponse<R>> {
  const isText = typeof body === 'string';
  const text = isText ? body : JSON.stringify(body);
  return request(toPath(route, parameters).slice(1), {
    method: 'POST',
    headers: { 'content-type': isText ? 'text/csv' : 'application/json' },
    body: text,
    // An answer given just before the page is closed arrives all the same.
    keepalive: text.length <= MAX_KEPT_LENGTH,
  });
}

/** Sends a file as it is; the signal stops it. */
export async function sendFile(address: string, file: Blob, signal?: AbortSignal): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream' };
  await request(address, { method: 'PUT', headers, body: file, signal });
}

/** Resolves once the server answers, whatever it says. */
export async function waitForServer(): Promise<void> {
  for (;;) {
    try {
      await fetch(new URL('icon.svg', document.baseURI), { method: 'HEAD', cache: 'no-store' });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function request<T>(address: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    const headers = new Headers(init.headers);
    if (personName !== null && !IS_STATIC) headers.set(WORKER_HEADER, encodeURIComponent(personName));
    response = await fetch(new URL(address, document.baseURI), { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new RequestError(0, {
      error: {
        code: 'offline',
        what: 'The server does not answer.',
        why: null,
        next: 'Check that `spuriosity serve` is running; what you typed is kept here.',
      },
    });
  }
  if (response.ok) return response.json();
  const failure: Failure = await response.json().catch(() => ({
    error: { code: 'unknown', what: `The server answered ${response.status}.`, why: null, next: null },
  }));
  throw new RequestError(response.status, failure);
}

function formatQuery(query: object | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
