/**
 * The server's application without a port: requests go in, responses come out, everything behind is real.
 */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { SILENT_OBSERVER } from '../../src/base/observer.js';
import { type AppOptions, createApp } from '../../src/server/create-app.js';
import type { App } from '../../src/server/route.js';
import { openServices, type Services } from '../../src/server/services.js';
import { writeTree } from '../trees.js';

export interface ServedApp {
  app: App;
  services: Services;
  /** Faults of the program that were reported. */
  faults: unknown[];
  /** A request as a browser on the right page sends it. */
  // biome-ignore lint/suspicious/noExplicitAny: responses of many routes, checked by the assertions that follow.
  get(path: string): Promise<{ status: number; body: any }>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  post(path: string, body: unknown): Promise<{ status: number; body: any }>;
  close(): Promise<void>;
}

/** Files that stand for a build of the app. */
export const APP_FILES = {
  'index.html': '<head><!-- base --></head><script src="./assets/index-0a1B2_c3.js"></script>',
  'assets/index-0a1B2_c3.js': 'console.log("the app")',
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
};
const HOST = '127.0.0.1:8765';

/** A copy of a closed workspace, which vanishes when the test file ends; returns its folder. */
export async function copyWorkspace(workspace: string): Promise<string> {
  const copy = path.join(await writeTree({}), 'copy.spuriosity');
  // The empty log beside a closed database, and its index, go when the driver is done with them.
  await cp(workspace, copy, {
    recursive: true,
    preserveTimestamps: true,
    filter: (source) => !/-(shm|wal)$/.test(source),
  });
  return copy;
}

/** Opens the application on a copy of a workspace. */
export async function openServedApp(
  workspace: string,
  {
    allowedRoots = [],
    ...options
  }: Partial<Pick<AppOptions, 'hosts' | 'access'> & { allowedRoots: string[] }> = {},
): Promise<ServedApp> {
  const copy = await copyWorkspace(workspace);
  const faults: unknown[] = [];
  const reportFault = (error: unknown) => void faults.push(error);
  const services = await openServices(copy, SILENT_OBSERVER, { reportFault, allowedRoots });
  const app = createApp({
    services,
    start: null,
    appFolder: await writeTree(APP_FILES),
    hosts: { bound: '127.0.0.1', allowed: [] },
    access: null,
    reportFault,
    ...options,
  });
  const request = async (address: string, init: RequestInit = {}) => {
    const headers = { host: HOST, 'content-type': 'application/json' };
    const response = await app.request(address, { headers, ...init });
    return { status: response.status, body: await response.json() };
  };
  return {
    app,
    services,
    faults,
    get: (address) => request(address),
    post: (address, body) => request(address, { method: 'POST', body: JSON.stringify(body) }),
    close: () => services.close(),
  };
}
