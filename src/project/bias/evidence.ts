/**
 * Evidence beside the gaps of a workspace (docs/method.md, M60 to M78): one pass gathers each class's values, draws re-rank them.
 * In: a bias report, verdicts, the head. Out: `Evidence`, kept in `cache/evidence.json` for as long as all that it rests on is the same.
 */
import { createRandom, deriveSeed } from '../../numeric/index.js';
import type { Evidence } from '../../records/evidence.js';
import {
  type ClassEvidenceValues,
  type ClassPlan,
  DEFAULT_DRAWS,
  gatherClassValues,
  measureEvidence,
} from '../../stages/bias/index.js';
import { createKeeper, type Project, readVerdicts } from '../workspace/index.js';
import type { BiasReport } from './bias.js';
import { type EvidenceBasis, readEvidenceBasis, toEvidenceKey } from './evidence-basis.js';
import { readCachedEvidence, writeCachedEvidence } from './evidence-cache.js';
import { readInterventionEffects } from './intervention-effects.js';

export interface EvidenceOptions {
  /** Permutations behind each p-value. */
  draws: number;
  seed: number;
}

export const DEFAULT_EVIDENCE_OPTIONS: EvidenceOptions = { draws: DEFAULT_DRAWS, seed: 0 };

/** Features per class that are not important: their gaps are a check of the measurement. */
const RANDOM_FEATURES = 10;

/** The evidence for every model and class of the report, on its split and with its k; from the cache where nothing has changed. */
export async function measureProjectEvidence(
  project: Project,
  report: BiasReport,
  options: EvidenceOptions = DEFAULT_EVIDENCE_OPTIONS,
): Promise<Evidence> {
  const { k, split, predictions, rankings } = report;
  const interventions = await readInterventionEffects(project, rankings, k);
  const images = project.readDataset().images.filter((image) => image.split === split);
  const basis = await readEvidenceBasis(project);
  const key = toEvidenceKey(basis, {
    ...{ k, split, interventions, ...options },
    models: predictions.map(({ model, labels }) => ({
      model,
      labels: Int32Array.from(images, ({ index }) => labels[index]!),
    })),
  });
  return keepEvidence(project, 'evidence', [key], async () => {
    const cached = await readCachedEvidence(project, key);
    if (cached !== null) return cached;
    const evidence = measureEvidence(
      {
        classes: await gatherValues(project, report, basis, options.seed),
        verdicts: readVerdicts(project),
        predictions,
        interventions,
      },
      { k, draws: options.draws, seed: options.seed },
    );
    await writeCachedEvidence(project, key, evidence);
    return evidence;
  });
}

const keepEvidence = createKeeper<Evidence>();

/** The values of every class that is ranked; kept, as verdicts may change without another pass. */
async function gatherValues(
  project: Project,
  { split, rankings }: BiasReport,
  basis: EvidenceBasis,
  seed: number,
): Promise<ClassEvidenceValues[]> {
  const source = await project.openFeatures();
  const plans = rankings.map(({ classIndex }) => planClass(classIndex, basis, source.featureCount, seed));
  const marks = plans.map(({ classIndex, features, randomFeatures }) =>
    [classIndex, ...features, ...randomFeatures].join(),
  );
  return keepValues(project, split, [basis.headHash, marks.join('/')], () =>
    gatherClassValues(source, project.readDataset().images, plans, split),
  );
}

const keepValues = createKeeper<ClassEvidenceValues[]>();

function planClass(
  classIndex: number,
  { important, judged, head }: EvidenceBasis,
  featureCount: number,
  seed: number,
): ClassPlan {
  const known = [...important, ...judged]
    .filter((pair) => pair.classIndex === classIndex && pair.feature < featureCount)
    .map(({ feature }) => feature);
  const features = [...new Set(known)].sort((a, b) => a - b);
  const others = Array.from({ length: featureCount }, (_, feature) => feature).filter(
    (feature) => !features.includes(feature),
  );
  const random = createRandom(deriveSeed(seed, 'random features', classIndex));
  return {
    classIndex,
    features,
    randomFeatures: random
      .sample(others.length, Math.min(RANDOM_FEATURES, others.length))
      .map((place) => others[place]!),
    headRow: head?.weights.subarray(classIndex * featureCount, (classIndex + 1) * featureCount) ?? null,
  };
}
