/**
 * The evidence that models lean on spurious cues (docs/method.md, M60 to M68, M75 to M78), beyond the gap: values of each class, verdicts and
 * predictions enter, witnesses and controls of every class and model leave. Interventions are measured elsewhere and join here.
 * What an adjusted gap cannot do, measured: `docs/method.md`, M63.
 */
import { deriveSeed } from '../../../numeric/index.js';
import type { Predictions } from '../../../records/bias.js';
import type {
  ClassEvidence,
  Evidence,
  GapWitness,
  InterventionEffect,
  MeasuredIntervention,
  ModelEvidence,
} from '../../../records/evidence.js';
import type { DecidedFinding } from '../../../records/names.js';
import type { JudgedPair } from '../../ranking/index.js';
import { DEFAULT_K, measureGapSizes } from '../gaps.js';
import type { ClassEvidenceValues } from './class-values.js';
import { decideClassFindings, decideFinding } from './finding.js';
import { countEnds, createPanels, orderRows, type Panel } from './panel.js';
import { createScorePermuter, DEFAULT_DRAWS, type DrawOptions, permuteVerdicts } from './permutation.js';
import { type ClassScores, computeClassScores } from './scores.js';
import { createTally, measureEnds, type RankedEnds, type Tally, toEnds } from './tally.js';

/** What the evidence is measured on. */
export interface EvidenceInput {
  classes: readonly ClassEvidenceValues[];
  verdicts: readonly JudgedPair[];
  predictions: readonly Predictions[];
  /** What weakening cues did, where models were run for it; of classes and of models. */
  interventions?: readonly MeasuredIntervention[];
}

/** How the evidence is measured. */
export interface EvidenceOptions {
  seed: number;
  /** Images at either end, default `DEFAULT_K`. */
  k?: number;
  /** Permutations, default `DEFAULT_DRAWS`. */
  draws?: number;
}

type Kind = 'gap' | 'adjusted' | 'strict' | 'core' | 'random' | 'permuted';

/** Measures every model on every class that has a spurious feature. Seeded per class: classes can be added without changing others. */
export function measureEvidence(input: EvidenceInput, options: EvidenceOptions): Evidence {
  const { predictions, verdicts } = input;
  const { seed, k = DEFAULT_K, draws = DEFAULT_DRAWS } = options;
  const newTally = () => createTally(predictions.length, draws);
  const tallies: Record<Kind, Tally> = {
    gap: newTally(),
    adjusted: newTally(),
    strict: newTally(),
    core: newTally(),
    random: newTally(),
    permuted: newTally(),
  };
  const ofModel = predictions.map((): Omit<ClassEvidence, keyof DecidedFinding>[] => []);
  for (const values of input.classes) {
    const scores = computeClassScores(values, verdicts);
    if (scores === null) continue;
    const { classIndex } = values.plan;
    const classSeed = deriveSeed(seed, 'evidence', classIndex);
    for (const panel of createPanels(predictions, classIndex, values.measured.images, k)) {
      const measured = measurePanel(panel, scores, tallies, { seed: classSeed, draws });
      for (const [place, model] of panel.models.entries()) {
        ofModel[model]!.push({
          model: predictions[model]!.model,
          classIndex,
          k: panel.k,
          imageCount: panel.places.length,
          reducedK: panel.k < k,
          adjustedIsGap: scores.adjustedIsGap,
          intervention: findIntervention(input, model, classIndex),
          ...measured(place),
        });
      }
    }
  }
  const classes = ofModel.map((own) => {
    const findings = decideClassFindings(own);
    return own.map((one, place) => ({ ...one, ...findings[place]! }));
  });
  return {
    models: classes.flatMap((own, model) =>
      own.length === 0 ? [] : [summarizeModel(own, model, tallies, findIntervention(input, model, null))],
    ),
    classes: classes.flat(),
  };
}

/** Counts and tests all rankings of a class; returns what the panel's model at a place has. */
function measurePanel(panel: Panel, scores: ClassScores, tallies: Record<Kind, Tally>, options: DrawOptions) {
  const count = (ranked: Float64Array) => countEnds(panel, orderRows(panel, ranked));
  const add = (kind: Kind, toClassEnds: (place: number) => RankedEnds) =>
    panel.models.map((model, place) => {
      const ends = toClassEnds(place);
      tallies[kind].addEnds(model, ends);
      return measureEnds([ends]);
    });
  const permute = createScorePermuter(panel, options);
  const test = (kind: Kind, ranked: Float64Array | null): GapWitness[] | null => {
    if (ranked === null) return null;
    const counts = count(ranked);
    const drawn = permute(ranked);
    tallies[kind].addDraws(panel, drawn);
    const asLarge = new Int32Array(panel.models.length);
    for (let row = 0; row < drawn.length; row += asLarge.length) {
      for (let place = 0; place < asLarge.length; place += 1)
        asLarge[place]! += Number(drawn[row + place]! >= counts.top[place]! - counts.bottom[place]!);
    }
    return add(kind, (place) => toEnds(counts, place, panel.k)).map((measure, place) => ({
      ...measure,
      pValue: (1 + asLarge[place]!) / (1 + options.draws),
    }));
  };
  const gap = test('gap', scores.spuriosity)!;
  const adjusted = test('adjusted', scores.adjusted);
  const strict = test('strict', scores.strict);
  const coreCounts = scores.core && count(scores.core);
  const core = coreCounts && add('core', (place) => toEnds(coreCounts, place, panel.k));
  const randomCounts = scores.random.map(count);
  const random =
    randomCounts.length === 0
      ? null
      : add('random', (place) => averageEnds(randomCounts.map((counts) => toEnds(counts, place, panel.k))));
  tallies.permuted.addDraws(panel, permuteVerdicts(panel, scores, options));
  for (const [place, model] of panel.models.entries())
    tallies.permuted.addEnds(model, { k: panel.k, ...gap[place]! });
  return (place: number) => ({
    gap: gap[place]!,
    adjusted: adjusted?.[place] ?? null,
    strict: strict?.[place] ?? null,
    core: core?.[place] ?? null,
    random: random?.[place] ?? null,
  });
}

function averageEnds(ends: readonly RankedEnds[]): RankedEnds {
  const meanOf = (key: 'gap' | 'accuracyTop' | 'accuracyBottom') =>
    ends.reduce((sum, one) => sum + one[key], 0) / ends.length;
  const [gap, accuracyTop, accuracyBottom] = [meanOf('gap'), meanOf('accuracyTop'), meanOf('accuracyBottom')];
  return { k: ends[0]!.k, gap, accuracyTop, accuracyBottom };
}

function summarizeModel(
  classes: readonly ClassEvidence[],
  model: number,
  tallies: Record<Kind, Tally>,
  intervention: InterventionEffect | null,
): ModelEvidence {
  const gap = tallies.gap.testAgainstDraws(model)!;
  const adjusted = tallies.adjusted.testAgainstDraws(model);
  const strict = tallies.strict.testAgainstDraws(model);
  const adjustedIsGap = classes.every((one) => one.adjustedIsGap);
  const sizes = measureGapSizes(classes.map((one) => ({ classIndex: one.classIndex, gap: one.gap.gap })));
  return {
    model: classes[0]!.model,
    classCount: classes.length,
    unadjustedCount: classes.filter((one) => one.adjustedIsGap).length,
    gap,
    adjusted,
    adjustedIsGap,
    strict,
    intervention,
    core: tallies.core.measure(model),
    random: tallies.random.measure(model),
    permuted: tallies.permuted.summarizeDraws(model, tallies.gap)!,
    meanAbsoluteGap: sizes.meanAbsoluteGap,
    worstClass: sizes.worstClass!,
    ...decideFinding({ gap, adjusted, strict, intervention }),
  };
}

function findIntervention(
  { predictions, interventions = [] }: EvidenceInput,
  model: number,
  classIndex: number | null,
): InterventionEffect | null {
  const found = interventions.find(
    (one) => one.model === predictions[model]!.model && one.classIndex === classIndex,
  );
  if (found === undefined) return null;
  const { model: _model, classIndex: _classIndex, ...effect } = found;
  return effect;
}
