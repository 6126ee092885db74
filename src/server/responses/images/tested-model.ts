/**
 * Models under test by name, heads that the last mitigation repaired among them, and where images stand in the rankings.
 * In: the engine, a name. Out: predictions of the measured split by place in it. Throws `model-unknown`, `no-measured-images`,
 * and for repaired heads `blind` and what `openTunedModel` throws.
 */
import { UsageError } from '../../../base/errors.js';
import { SILENT_OBSERVER } from '../../../base/observer.js';
import { openTunedModel } from '../../../project/index.js';
import { assertSeesAll, type LiveProject } from '../../../project/live/index.js';
import { REPAIRED } from '../../../protocol/index.js';
import type { RankPart } from '../../../records/bias.js';
import { MITIGATION_METHODS, type Predictions } from '../../../records/bias.js';
import type { SplitName } from '../../../records/dataset.js';
import { toRankPart } from '../../../stages/bias/index.js';

interface TestedModel {
  /** By place in the measured split. */
  predictions: Predictions;
  /** Of a repaired head: the model that it was tuned from; else null. */
  before: string | null;
}

/** An added model, the workspace's head, or a repaired one. */
export async function readTestedModel(live: LiveProject, name: string): Promise<TestedModel> {
  if (name.startsWith(REPAIRED)) return readRepaired(live, name);
  return { predictions: findModel(live, name).predictions, before: null };
}

/** Throws `model-unknown`. */
export function findModel({ models }: LiveProject, name: string): LiveProject['models'][number] {
  const model = models.find((one) => one.name === name);
  if (model !== undefined) return model;
  const known = models.map((one) => one.name).join(', ');
  throw new UsageError('model-unknown', {
    status: 404,
    what: `There is no model ${JSON.stringify(name)}.`,
    next: known === '' ? 'No model was added yet.' : `The models are ${known}.`,
  });
}

/** What a repair does to each image tells by whose verdicts it was made. */
async function readRepaired(live: LiveProject, name: string): Promise<TestedModel> {
  assertSeesAll(live);
  const method = MITIGATION_METHODS.find((one) => `${REPAIRED}${one}` === name);
  if (method === undefined) findModel(live, name);
  const { head, before } = await openTunedModel(live.project, SILENT_OBSERVER, method);
  const kept = `tuned-${before.kind}-${method}`;
  const labels = await live.predictMeasured({ name: kept, head, features: before });
  return { predictions: { model: name, labels }, before: before.name };
}

/** The split that models are measured on. Throws `no-measured-images`. */
export function requireMeasuredSplit({ facts }: LiveProject): SplitName {
  if (facts.measuredSplit !== null) return facts.measuredSplit;
  throw new UsageError('no-measured-images', {
    status: 404,
    what: 'The data set has no validation or test images, so no model can be measured on it.',
    next: 'Read it again with a part of the images set aside: `spuriosity init DATA --val-fraction 0.2`.',
  });
}

/** Where an image stands in the ranking of its class. */
export interface RankedPlace {
  spuriosity: number;
  part: RankPart;
}

/** By image index, of the measured split; images of classes without a spurious feature are absent. */
export function listRankedPlaces(live: LiveProject): Map<number, RankedPlace> {
  const places = new Map<number, RankedPlace>();
  const split = requireMeasuredSplit(live);
  for (const classIndex of live.derived.listSpuriousClasses()) {
    const ranking = live.derived.rankClass(classIndex, split);
    for (const [place, image] of ranking?.images.entries() ?? []) {
      const part = toRankPart(place, ranking!.images.length);
      places.set(image, { spuriosity: ranking!.spuriosity[place]!, part });
    }
  }
  return places;
}
