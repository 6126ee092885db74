/**
 * Two coordinates per image, by which images with similar features lie close.
 * In: an even sample of the images with features, a layout. Out: coordinates, cached by content, and how far they have come.
 * Passes over the features happen here; everything that takes the processor for long, in a thread (`layout-thread.ts`).
 */
import { StageError } from '../../../base/errors.js';
import type { MapLayout } from '../../../records/names.js';
import { toBasis } from '../activation-cache.js';
import type { LiveFacts } from '../facts.js';
import { readCachedArray, toCacheKey, writeCachedArray } from '../live-cache.js';
import type { LiveProject } from '../live-project.js';
import { startLayoutThread } from './layout-thread.js';
import { projectRows, surveyRows } from './rows.js';

/** Points of images in the plane. */
export interface FeatureMap {
  /** One sentence on how the coordinates were made. */
  method: string;
  /** True where images were left out. */
  isSample: boolean;
  /** Image indices, ascending. */
  images: Int32Array;
  /** Parallel to `images`. */
  x: Float32Array;
  y: Float32Array;
}

/** How far a map has come. */
export interface MapProgress {
  /** What is done now, in words. */
  step: string;
  /** 0 to 1 of this step; null where it cannot be told. */
  share: number | null;
  /** Of this step, from its rate so far; null before it has one. */
  secondsLeft: number | null;
}

/** A map under way, done or failed. */
export interface MapWork {
  map: Promise<FeatureMap>;
  progress(): MapProgress;
  hasFailed(): boolean;
}

interface Layout {
  /** Counts up when coordinates are computed otherwise. */
  version: string;
  mostImages: number;
  method: string;
  /** Principal components that images are brought down to. */
  axisCount: number;
  /** Multiplications that axes are sought by at most. */
  mostSteps: number;
}

/** UMAP takes minutes for more images, and memory for each; its neighbours do not depend on axes of little spread. */
const LAYOUTS: Record<MapLayout, Layout> = {
  pca: {
    version: '2',
    mostImages: 100_000,
    axisCount: 2,
    mostSteps: 100,
    method:
      'The first two principal components of the standardised features (mean 0, deviation 1); distances in other directions are not seen.',
  },
  umap: {
    version: '1',
    mostImages: 20_000,
    axisCount: 30,
    mostSteps: 20,
    method:
      'UMAP of the first 30 principal components of the standardised features, 15 neighbours: groups of neighbours are real, distances between groups and their sizes are not.',
  },
};

const WORK = new WeakMap<LiveFacts, Map<MapLayout, MapWork>>();

/** Computes the map, or returns the one that is under way or was computed before. Its promise rejects with `no-features`. */
export function startFeatureMap(live: LiveProject, layout: MapLayout): MapWork {
  const known = WORK.get(live.facts) ?? new Map<MapLayout, MapWork>();
  WORK.set(live.facts, known);
  const work = known.get(layout) ?? beginWork(live, LAYOUTS[layout], layout);
  // A failure is told once, whenever it came, and may pass: who asks after that tries again.
  if (work.hasFailed()) known.delete(layout);
  else known.set(layout, work);
  return work;
}

function beginWork(live: LiveProject, layout: Layout, name: MapLayout): MapWork {
  let step = { name: 'Reading features', startMs: performance.now(), share: null as number | null };
  const report = (stepName: string, share: number | null) => {
    step = { name: stepName, startMs: stepName === step.name ? step.startMs : performance.now(), share };
  };
  let hasFailed = false;
  const map = computeFeatureMap(live, layout, name, report);
  map.catch(() => {
    hasFailed = true;
  });
  return {
    map,
    hasFailed: () => hasFailed,
    progress: () => {
      const { share } = step;
      const elapsed = (performance.now() - step.startMs) / 1000;
      return { step: step.name, share, secondsLeft: share ? (elapsed / share) * (1 - share) : null };
    },
  };
}

type Report = (step: string, share: number | null) => void;

async function computeFeatureMap(
  { project, facts }: LiveProject,
  layout: Layout,
  name: MapLayout,
  report: Report,
): Promise<FeatureMap> {
  if (facts.features === null) {
    throw new StageError('no-features', {
      what: facts.missing.features ?? 'The workspace has no features yet.',
    });
  }
  const { images, isSample } = chooseImages(facts.features.valid, layout.mostImages);
  const count = images.length;
  const key = toCacheKey(layout.version, toBasis(facts));
  const cacheName = name === 'pca' ? 'map' : `map-${name}`;
  let coordinates = await readCachedArray(project, cacheName, key, 'float32', 2 * count);
  if (coordinates === null) {
    coordinates = await arrange(facts.features, images, layout, name, report);
    await writeCachedArray(project, cacheName, key, 'float32', coordinates);
  }
  return {
    method: layout.method,
    isSample,
    images,
    x: coordinates.subarray(0, count),
    y: coordinates.subarray(count),
  };
}

/** Float32Array, [2, images]: first all x, then all y. */
async function arrange(
  source: NonNullable<LiveFacts['features']>,
  images: Int32Array,
  { axisCount, mostSteps }: Layout,
  name: MapLayout,
  report: Report,
): Promise<Float32Array<ArrayBuffer>> {
  if (images.length === 0) return new Float32Array(0);
  const survey = await surveyRows(source, images, (share) => report('Reading features', share));
  const thread = startLayoutThread(({ step, share }) => report(step, share));
  try {
    const axes = await thread.findAxes(survey.fitted, source.featureCount, axisCount, mostSteps);
    const rows = await projectRows(source, images, { ...survey, axes }, (share) =>
      report('Bringing images to these directions', share),
    );
    return name === 'pca' ? rows : await thread.computeUmap(rows, images.length);
  } finally {
    thread.end();
  }
}

/** Every n-th image with features, at most `most` of them. */
function chooseImages(valid: Uint8Array, most: number): { images: Int32Array; isSample: boolean } {
  const usable = [...valid.keys()].filter((image) => valid[image] === 1);
  const stride = Math.max(1, Math.ceil(usable.length / most));
  return {
    images: Int32Array.from(usable.filter((_, position) => position % stride === 0)),
    isSample: stride > 1,
  };
}
