/**
 * `spuriosity serve` as a process of its own, and how to talk to it.
 * Servers that a test leaves running end with the test file.
 */
import type { ChildProcess } from 'node:child_process';
import { afterAll } from 'vitest';
import { startCommand } from '../command.js';
import type { CommandOptions, Outcome } from '../runners.js';

export interface ServedWorkspace {
  child: ChildProcess;
  /** With its token. */
  url: string;
  port: number;
  outcome: Promise<Outcome>;
}

const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a server and waits for its address. */
export function serve(
  workspace: string,
  args: readonly string[] = [],
  options: CommandOptions = {},
): Promise<ServedWorkspace> {
  return serveBy(['serve', '-w', workspace, '--port', '0', ...args], options);
}

/** Starts a command that serves in the end, and waits for the address. */
export async function serveBy(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<ServedWorkspace> {
  const { child, outcome } = startCommand(args, options);
  running.add(child);
  void outcome.then(() => running.delete(child));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (text: string) => {
      said += text;
      const found = /The app is at (\S+)\n/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    void outcome.then(({ stderr }) => reject(new Error(`${args[0]} ended before it served.\n${stderr}`)));
  });
  return { child, url, port: Number(new URL(url).port), outcome };
}

/** Ends a server as Ctrl-C does. */
export async function stop({ child, outcome }: ServedWorkspace): Promise<Outcome> {
  child.kill('SIGINT');
  return outcome;
}

/** Asks a server for a path with the token that its address carries, as a program does. */
export function fetchServed(
  url: string,
  path: string,
  { headers, ...init }: RequestInit = {},
): Promise<Response> {
  const token = new URL(url).searchParams.get('token');
  const credentials: HeadersInit = token === null ? {} : { authorization: `Bearer ${token}` };
  return fetch(new URL(path, url), {
    ...init,
    headers: { ...credentials, ...(headers as Record<string, string>) },
  });
}

/** Reads a JSON document of a server, whatever its status. */
// biome-ignore lint/suspicious/noExplicitAny: responses of many routes, checked by the assertions that follow.
export async function getJson(url: string, path: string, init: RequestInit = {}): Promise<any> {
  return (await fetchServed(url, path, init)).json();
}

export function postJson(url: string, path: string, body: unknown): Promise<Response> {
  return fetchServed(url, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
