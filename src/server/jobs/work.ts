/**
 * What jobs do: each calls the project as its command does.
 * In: an open project, checked options, an observer. Out: what the stage sums up. Runs in a process of its own.
 */
import { StageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import {
  annotateAutomatically,
  checkModel,
  DEFAULT_ATTACKED_PAIRS,
  DEFAULT_DISCOVER_OPTIONS,
  DEFAULT_EXTRACT_OPTIONS,
  DEFAULT_GAP_OPTIONS,
  DEFAULT_SEGMENTER,
  discoverProject,
  drawAttacks,
  extractProject,
  findObjects,
  IMAGENET_NORMALIZATION,
  interveneWherePossible,
  KNOWN_SEGMENTERS,
  measureBias,
  mitigateProject,
  type Project,
  pullSegmenter,
  readDiscovery,
  readGapOptions,
  readVerdicts,
  scaleToSide,
  writeAnnotations,
  writeCollisions,
  writeResultTables,
} from '../../project/index.js';
import type { JobKind } from '../../protocol/index.js';
import { writeReport } from '../../report/index.js';
import { parseIntensity } from '../../stages/features/index.js';
import { JOB_OPTIONS, type JobOptions } from './kinds.js';

type Work<K extends JobKind> = (
  project: Project,
  options: JobOptions<K>,
  observer: Observer,
) => Promise<unknown>;

/** Distance between measurements that goes with a number of steps, as in the recipe for small data. */
const SCHEDULE_GROWTH = 0.1;

const WORK: { [K in JobKind]: Work<K> } = {
  run: async (project, { encoder, device, topFeatures, recipe, k, interventions = true, seed }, observer) => {
    await WORK.extract(project, { encoder, device }, observer);
    await WORK.discover(project, { topFeatures, recipe, seed, attacks: 0 }, observer);
    await WORK.annotate(project, {}, observer);
    if (interventions) await intervene(project, k, observer);
    return WORK.tables(project, { k }, observer);
  },
  extract: (project, { encoder, device, batch, exifOrient, intensity }, observer) =>
    extractProject(
      project,
      {
        encoder,
        device: device ?? DEFAULT_EXTRACT_OPTIONS.device,
        batchSize: batch ?? DEFAULT_EXTRACT_OPTIONS.batchSize,
        orientByExif: exifOrient ?? DEFAULT_EXTRACT_OPTIONS.orientByExif,
        intensity: intensity === undefined ? DEFAULT_EXTRACT_OPTIONS.intensity : parseIntensity(intensity),
      },
      observer,
    ),
  discover: async (project, { topFeatures, head, recipe, correctOnly, style, attacks, seed }, observer) => {
    const defaults = DEFAULT_DISCOVER_OPTIONS;
    const { pairCount, classCount } = await discoverProject(
      project,
      {
        ...defaults,
        topFeatures: topFeatures ?? null,
        head: {
          kind: head ?? defaults.head.kind,
          recipe: recipe ?? defaults.head.recipe,
          seed: seed ?? defaults.head.seed,
        },
        correctOnly: correctOnly ?? false,
        heatmapStyle: style ?? defaults.heatmapStyle,
        attackedPairs: attacks ?? DEFAULT_ATTACKED_PAIRS,
      },
      observer,
    );
    return { pairCount, classCount };
  },
  annotate: async (project, { from }, observer) => {
    const summary = await annotateAutomatically(project, from ? { from } : undefined, observer);
    await writeAnnotations(project);
    await writeCollisions(project);
    return summary;
  },
  objects: async (project, { segmenter = DEFAULT_SEGMENTER, device = 'auto', anySize = false }, observer) => {
    if (KNOWN_SEGMENTERS.some(({ name }) => name === segmenter)) await pullSegmenter(segmenter, {}, observer);
    const { folder: _, ...found } = await findObjects(project, { segmenter, device, anySize }, observer);
    return { ...found, ...((await WORK.annotate(project, {}, observer)) as object) };
  },
  attack: async (project, { class: classIndex, feature, preset, steps, device }, observer) => {
    const discovery = await readDiscovery(project);
    const places = discovery.pairs.flatMap((pair, place) => {
      const isWanted =
        (classIndex === undefined || pair.classIndex === classIndex) &&
        (feature === undefined || pair.feature === feature);
      return isWanted ? [place] : [];
    });
    return drawAttacks(project, discovery, places, { preset, steps, device }, observer);
  },
  mitigate: async (project, { steps, ...options }, observer) => {
    const { settings, trials } = await mitigateProject(
      project,
      {
        ...options,
        seed: options.seed ?? 0,
        ...(steps === undefined
          ? {}
          : { schedule: { kind: 'growing', steps, growth: SCHEDULE_GROWTH } as const }),
      },
      observer,
    );
    return { settings, trialCount: trials.length };
  },
  check: (project, { side, normalize, classes, ...options }, observer) =>
    checkModel(
      project,
      {
        ...options,
        network: {
          preprocessing: side === undefined ? undefined : scaleToSide(side),
          normalization: normalize === undefined ? undefined : IMAGENET_NORMALIZATION,
          classes: classes?.map((name) => ({ name })),
        },
      },
      observer,
    ),
  tables: async (project, { k }, observer) => {
    try {
      await writeResultTables(project, await readTableOptions(project, k));
    } catch (error) {
      if (!(error instanceof StageError)) throw error;
      observer.warn(`Rankings and gaps were left out. ${error.message}`);
    }
    return { folder: project.layout.results };
  },
  report: (project, { k = DEFAULT_GAP_OPTIONS.k, classes }, observer) =>
    writeReport(project, { k, detailedClasses: classes, writtenOn: new Date() }, observer),
};

/** As the tables of gaps were made last; `k` where the job names one. */
async function readTableOptions(project: Project, k: number | undefined) {
  const options = await readGapOptions(project);
  return { ...options, k: k ?? options.k };
}

/** The third witness of the gaps that the tables will hold, where there are gaps and it is affordable. */
async function intervene(project: Project, k: number | undefined, observer: Observer): Promise<void> {
  if (!readVerdicts(project).some(({ verdict }) => verdict === 'spurious')) return;
  const options = await readTableOptions(project, k);
  const { rankings } = await measureBias(project, options);
  await interveneWherePossible(project, rankings, { k: options.k }, observer);
}

/** Does a job's work; options are checked once more, because a queue may be older than the program. */
export function runJobWork<K extends JobKind>(
  kind: K,
  project: Project,
  options: Record<string, unknown>,
  observer: Observer,
): Promise<unknown> {
  return WORK[kind](project, JOB_OPTIONS[kind].parse(options) as JobOptions<K>, observer);
}
