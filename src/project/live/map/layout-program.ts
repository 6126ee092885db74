/**
 * The program of the thread that arranges images: principal axes by power iteration, UMAP by umap-js, whose only importer this is.
 * In: `LayoutRequest`. Out: `LayoutReply`. Seeded: the same rows give the same map.
 */
import { parentPort } from 'node:worker_threads';
import { UMAP } from 'umap-js';
import { createAxisSearch, createRandom } from '../../../numeric/index.js';
import type { LayoutReply, LayoutRequest } from './layout-thread.js';

const SEED = 0;
/** Axes that turn less than this between two steps are found. */
const SETTLED = 1e-7;
const NEIGHBOURS = 15;
const LEAST_DISTANCE = 0.1;
/** Half of the width that the first principal component has before neighbours attract each other; as in UMAP's reference implementation. */
const FIRST_RADIUS = 10;
/** UMAP says nothing of fewer images. */
const LEAST_ROWS = 4;

const say = (reply: LayoutReply, transfer: ArrayBuffer[] = []) => parentPort!.postMessage(reply, transfer);

parentPort!.on('message', (request: LayoutRequest) => {
  if (request.kind === 'axes') say({ kind: 'axes', axes: findAxes(request) });
  else {
    const coordinates = computeUmap(request);
    say({ kind: 'umap', coordinates }, [coordinates.buffer]);
  }
});

function findAxes({
  rows,
  columnCount,
  axisCount,
  mostSteps,
}: LayoutRequest & { kind: 'axes' }): Float64Array[] {
  const search = createAxisSearch(rows, columnCount, Math.min(axisCount, columnCount), SEED);
  for (let step = 0; step < mostSteps; step++) {
    say({ kind: 'progress', step: 'Finding the directions of greatest spread', share: step / mostSteps });
    if (search.step() < SETTLED) break;
  }
  return search.axes();
}

/** Starts from the first two components: where groups lie to each other is then theirs, not chance. */
function computeUmap({ rows, rowCount }: LayoutRequest & { kind: 'umap' }): Float32Array<ArrayBuffer> {
  const axisCount = rows.length / rowCount;
  if (rowCount < LEAST_ROWS) return rows.slice(0, 2 * rowCount);
  const points = Array.from({ length: rowCount }, (_, row) =>
    Array.from({ length: axisCount }, (_, axis) => rows[axis * rowCount + row]!),
  );
  const umap = new UMAP({
    random: createRandom(SEED).next,
    nNeighbors: Math.min(NEIGHBOURS, rowCount - 1),
    minDist: LEAST_DISTANCE,
  });
  say({ kind: 'progress', step: 'Finding neighbours', share: null });
  const rounds = umap.initializeFit(points);
  const embedding = umap.getEmbedding();
  const widest = rows.subarray(0, rowCount).reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
  for (const [row, point] of embedding.entries()) {
    for (let axis = 0; axis < 2; axis++) point[axis] = (FIRST_RADIUS * rows[axis * rowCount + row]!) / widest;
  }
  for (let round = 0; round < rounds; round++) {
    say({ kind: 'progress', step: 'Moving neighbours together', share: round / rounds });
    umap.step();
  }
  const coordinates = new Float32Array(2 * rowCount);
  for (const [row, [x, y]] of embedding.entries()) {
    coordinates[row] = x!;
    coordinates[rowCount + row] = y!;
  }
  return coordinates;
}
