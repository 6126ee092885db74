/**
 * The evidence beside the gaps. In: the engine. Out: what the last `gap` or tables left in the cache, where it rests on the same as
 * now. Measures nothing: at the size of ImageNet that takes longer than a page may.
 */
import {
  DEFAULT_EVIDENCE_OPTIONS,
  readCachedEvidence,
  readEvidenceBasis,
  readInterventionEffects,
  toEvidenceKey,
} from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import type { EvidenceResponse } from '../../protocol/index.js';
import type { Evidence } from '../../records/evidence.js';
import { listProvisionalClasses } from '../../stages/annotation/index.js';
import { WITHHELD } from '../../words/index.js';
import { explainNoGaps } from './models.js';

export async function buildEvidenceResponse(live: LiveProject): Promise<EvidenceResponse> {
  const whole = live.onlyOf === null ? await readEvidence(live) : null;
  const first = live.models[0]?.name;
  const evidence = whole && {
    models: whole.models,
    classes: whole.classes.filter(({ model }) => model === first),
  };
  const spurious = new Set(live.derived.listSpuriousClasses());
  return {
    evidence,
    provisionalClasses: [...listProvisionalClasses(live.verdicts.list())].filter((classIndex) =>
      spurious.has(classIndex),
    ),
    gaps: (live.derived.summarizeModels()[0]?.gaps ?? []).map(({ classIndex, gap }) => ({ classIndex, gap })),
    reason:
      evidence === null
        ? (explainNoGaps(live) ??
          (live.onlyOf && WITHHELD) ??
          'The evidence is not measured for verdicts and models as they are now: write the result tables on the page Jobs, or run `spuriosity gap`.')
        : null,
  };
}

async function readEvidence({ project, facts, derived, models, k }: LiveProject): Promise<Evidence | null> {
  const split = facts.measuredSplit;
  if (split === null || models.length === 0) return null;
  const rankings = derived.listSpuriousClasses().flatMap((one) => derived.rankClass(one, split) ?? []);
  if (rankings.length === 0) return null;
  const key = toEvidenceKey(await readEvidenceBasis(project), {
    ...{ split, k, ...DEFAULT_EVIDENCE_OPTIONS },
    models: models.map(({ name, predictions }) => ({ model: name, labels: predictions.labels })),
    interventions: await readInterventionEffects(project, rankings, k),
  });
  return readCachedEvidence(project, key);
}
