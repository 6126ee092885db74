/**
 * What interventions measured, as a witness of evidence: an effect per class and model, and per model over its classes.
 * In: stored outcomes that still hold. Out: effects with intervals. Runs no model.
 */

import { computeMean } from '../../numeric/index.js';
import type { ClassRanking } from '../../records/bias.js';
import type { MeasuredIntervention } from '../../records/evidence.js';
import type { InterventionEntry } from '../../records/intervention.js';
import {
  combineInterventions,
  computeInterventionEffect,
  type InterventionOutcomes,
} from '../../stages/bias/index.js';
import type { Project } from '../workspace/index.js';
import { readInterventions } from './interventions.js';

/** Empty before any were measured. A model has an effect of its own once all ranked classes have one. */
export async function readInterventionEffects(
  project: Project,
  rankings: readonly ClassRanking[],
  k: number,
): Promise<MeasuredIntervention[]> {
  const entries = await readInterventions(project, rankings, { k });
  const models = [...new Set(entries.map(({ model }) => model))];
  return models.flatMap((model) => {
    const measured = entries.filter((entry) => entry.model === model);
    const isWhole = rankings.every(({ classIndex }) =>
      measured.some((entry) => entry.classIndex === classIndex),
    );
    // Where the core covers all of the cue there was nothing to weaken.
    const own = measured.filter(({ cue }) => cue.length > 0);
    const ofClasses = own.map((entry) => ({
      model,
      classIndex: entry.classIndex,
      ...computeInterventionEffect(entry),
      overlap: entry.overlap,
      pasted: entry.pasted.length === 0 ? null : computeInterventionEffect(toPasted(entry)),
    }));
    if (!isWhole || own.length === 0) return ofClasses;
    const ofModel = {
      model,
      classIndex: null,
      ...combineInterventions(own),
      overlap: computeMean(own.map(({ overlap }) => overlap!)),
      pasted: own.some(({ pasted }) => pasted.length > 0) ? combineInterventions(own.map(toPasted)) : null,
    };
    return [...ofClasses, ofModel];
  });
}

/** What a model gains by the cue, as what it would lose: right with the cue put in, and with another region put in. */
function toPasted({ pasted, pastedControl }: InterventionEntry): InterventionOutcomes {
  return { cue: pasted, control: pastedControl };
}
