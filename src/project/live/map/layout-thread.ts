/**
 * The thread that arranges images in the plane. In: rows. Out: principal axes, coordinates; word of how far it is.
 * What the thread runs is `layout-program.ts`.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** What the thread is asked for. */
export type LayoutRequest =
  | { kind: 'axes'; rows: Float32Array; columnCount: number; axisCount: number; mostSteps: number }
  /** `rows`: Float32Array, [axes, rowCount]. */
  | { kind: 'umap'; rows: Float32Array; rowCount: number };

/** What it says: how far it is, as often as it likes, and then one answer. */
export type LayoutReply =
  | { kind: 'progress'; step: string; share: number | null }
  | { kind: 'axes'; axes: Float64Array[] }
  /** Float32Array, [2, rows]: first all x, then all y. */
  | { kind: 'umap'; coordinates: Float32Array<ArrayBuffer> };

export interface LayoutThread {
  /** Takes `rows` away, [rows, columnCount], row-major, mean 0 in every column; each axis Float64Array, [columnCount]. */
  findAxes(
    rows: Float32Array<ArrayBuffer>,
    columnCount: number,
    axisCount: number,
    mostSteps: number,
  ): Promise<Float64Array[]>;
  /** Takes `rows` away, [axes, rowCount]; resolves to [2, rowCount]. */
  computeUmap(rows: Float32Array<ArrayBuffer>, rowCount: number): Promise<Float32Array<ArrayBuffer>>;
  end(): void;
}

/** One question at a time; the process may end while it works. */
export function startLayoutThread(
  report: (progress: { step: string; share: number | null }) => void,
): LayoutThread {
  const thread = new Worker(createRequire(import.meta.url).resolve('#layout-thread'));
  thread.unref();
  let asked: { resolve: (reply: LayoutReply) => void; reject: (error: Error) => void } | null = null;
  thread.on('message', (reply: LayoutReply) => {
    if (reply.kind === 'progress') report(reply);
    else asked?.resolve(reply);
  });
  thread.on('error', (error: Error) => asked?.reject(error));
  thread.on('exit', () => asked?.reject(new Error('The thread that arranges the map has ended.')));
  const ask = <K extends LayoutRequest['kind']>(request: LayoutRequest & { kind: K }) =>
    new Promise<LayoutReply & { kind: K }>((resolve, reject) => {
      asked = { resolve: resolve as (reply: LayoutReply) => void, reject };
      thread.postMessage(request, [request.rows.buffer as ArrayBuffer]);
    });
  return {
    findAxes: async (rows, columnCount, axisCount, mostSteps) =>
      (await ask({ kind: 'axes', rows, columnCount, axisCount, mostSteps })).axes,
    computeUmap: async (rows, rowCount) => (await ask({ kind: 'umap', rows, rowCount })).coordinates,
    end: () => void thread.terminate(),
  };
}
