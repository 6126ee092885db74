/**
 * Models under test by name, heads that the last mitigation repaired among them, and where images stand in the rankings.
 * In: the engine, a name. Out: predictions of the measured split by place in it. Throws `model-unknown`, `no-validation-images`,
 * and for repaired heads `blind` and what `openTunedModel` throws.
 */
import { SILENT_OBSERVER } from '../../../base/observer.js';
import { chooseMeasuredSplit, openTunedModel, toUnknownModelError } from '../../../project/index.js';
import { assertSeesAll, type LiveProject } from '../../../project/live/index.js';
import { REPAIRED } from '../../../protocol/index.js';
import type { RankPart } from '../../../records/bias.js';
import { MITIGATION_METHODS, type Predictions } from '../../../records/bias.js';
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
  throw toUnknownModelError(name, models.map(toName));
}

const toName = ({ name }: { name: string }) => name;

/** What a repair does to each image tells by whose verdicts it was made. */
async function readRepaired(live: LiveProject, name: string): Promise<TestedModel> {
  assertSeesAll(live);
  const method = MITIGATION_METHODS.find((one) => `${REPAIRED}${one}` === name);
  if (method === undefined) throw toUnknownModelError(name, live.models.map(toName));
  const { head, before } = await openTunedModel(live.project, SILENT_OBSERVER, method);
  const kept = `tuned-${before.kind}-${method}`;
  const labels = await live.predictMeasured({ name: kept, head, features: before });
  return { predictions: { model: name, labels }, before: before.name };
}

/** Where an image stands in the ranking of its class. */
export interface RankedPlace {
  spuriosity: number;
  part: RankPart;
}

/** By image index, of the measured split; images of classes without a spurious feature are absent. */
export function listRankedPlaces(live: LiveProject): Map<number, RankedPlace> {
  const places = new Map<number, RankedPlace>();
  const split = chooseMeasuredSplit(live.facts.dataset);
  for (const classIndex of live.derived.listSpuriousClasses()) {
    const ranking = live.derived.rankClass(classIndex, split);
    for (const [place, image] of ranking?.images.entries() ?? []) {
      const part = toRankPart(place, ranking!.images.length);
      places.set(image, { spuriosity: ranking!.spuriosity[place]!, part });
    }
  }
  return places;
}
