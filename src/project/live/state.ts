/**
 * Reads what the engine keeps in memory, taking over from before whatever still holds.
 * In: an open project, the state before. Out: the state now. Derives nothing.
 */
import type { Observer } from '../../base/observer.js';
import type { Pair, Verdict } from '../../records/annotation.js';
import { toPairKey } from '../../stages/annotation/index.js';
import { readFileStamp } from '../../storage/index.js';
import { toDiscoveryPath } from '../discovery/index.js';
import { type Project, readVerdicts } from '../workspace/index.js';
import { type Activations, hasColumn, openActivations } from './activations.js';
import { type LiveFacts, readFacts } from './facts.js';
import { type LiveModel, type MeasuredSplit, readLiveModels, toMeasuredSplit } from './live-models.js';

/** Everything that is read, not derived. */
export interface LiveState {
  facts: LiveFacts;
  /** Null without features. */
  activations: Activations | null;
  measured: MeasuredSplit;
  models: readonly LiveModel[];
  /** Changes whenever data set, features or encoder do. */
  manifestStamp: string;
  /** Changes whenever discovery does. */
  discoveryStamp: string | null;
}

/** Reads everything that has changed since `before`; null reads all. */
export async function readState(
  project: Project,
  before: LiveState | null,
  observer: Observer,
): Promise<LiveState> {
  const manifestStamp = JSON.stringify(await project.readManifest());
  const discoveryStamp = await readFileStamp(toDiscoveryPath(project));
  const isSameData = before?.manifestStamp === manifestStamp;
  if (before !== null && !isSameData) project.forget();
  const facts =
    isSameData && before.discoveryStamp === discoveryStamp ? before.facts : await readFacts(project);
  const measured = isSameData ? before.measured : toMeasuredSplit(facts);
  // What heads predict depends on the features, and what is measured on the data set.
  const models = await readLiveModels(project, facts, measured, isSameData ? before.models : [], observer);
  const pairs = listWantedPairs(facts, readVerdicts(project));
  const activations = await openActivations(project, facts, pairs, before?.activations ?? null, observer);
  return { facts, activations, measured, models, manifestStamp, discoveryStamp };
}

/** Whether the activations of everything that is judged were gathered. */
export function holdsColumns({ facts, activations }: LiveState, verdicts: readonly Verdict[]): boolean {
  return (
    activations === null || listWantedPairs(facts, verdicts).every((pair) => hasColumn(activations, pair))
  );
}

/** Important and judged pairs; by class, then feature. None without features. */
function listWantedPairs({ discovery, features }: LiveFacts, verdicts: readonly Verdict[]): Pair[] {
  const pairs = features === null ? [] : [...(discovery?.pairs ?? []), ...verdicts];
  const byKey = new Map(pairs.map((pair) => [toPairKey(pair), pair]));
  return [...byKey.values()].sort((a, b) => a.classIndex - b.classIndex || a.feature - b.feature);
}
