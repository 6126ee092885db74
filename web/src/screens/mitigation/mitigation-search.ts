/** The state of the mitigation page in its address: the settings of the next run, and what the figures show. */
import { MITIGATION_METHODS, MITIGATION_RECIPE_NAMES } from '../../../../src/protocol/index.js';
import { parseChoice, parseIndex, parseText, parseTexts } from '../../parts/page/search-params.js';

/** Methods that low spuriosity is compared with; all unless the address names some. */
export const BASELINES = MITIGATION_METHODS.filter((method) => method !== 'low-spuriosity');
export type Baseline = (typeof BASELINES)[number];

const [, ...OTHER_RECIPES] = MITIGATION_RECIPE_NAMES;

export interface MitigationSearch {
  /** Model to tune; absent: the workspace's own head. */
  model?: string;
  /** Absent: the default. */
  recipe?: (typeof OTHER_RECIPES)[number];
  /** Images of each class; absent: by the recipe. */
  images?: number;
  steps?: number;
  /** Gap in percent below which tuning stops; absent: by the recipe. */
  target?: number;
  /** Trials of each method. */
  trials?: number;
  /** Absent: all; `none` alone: none. */
  baselines?: (Baseline | 'none')[];
  anchors?: 'no';
  seed?: number;
  curve?: 'accuracy';
  sort?: string;
  order?: 'asc';
}

export function parseMitigationSearch(search: Record<string, unknown>): MitigationSearch {
  const baselines = parseTexts(search.baselines)?.flatMap(
    (name) => parseChoice(name, [...BASELINES, 'none'] as const) ?? [],
  );
  return {
    model: parseText(search.model),
    // Views that were saved before call it preset.
    recipe: parseRecipe(search.recipe ?? search.preset),
    images: parseIndex(search.images) || undefined,
    steps: parseIndex(search.steps) || undefined,
    target: parsePercent(search.target),
    trials: parseIndex(search.trials) || undefined,
    baselines: baselines?.length ? baselines : undefined,
    anchors: parseChoice(search.anchors, ['no']),
    seed: parseIndex(search.seed) || undefined,
    curve: parseChoice(search.curve, ['accuracy']),
    sort: parseText(search.sort),
    order: parseChoice(search.order, ['asc']),
  };
}

/** Options of the job, named as those of the command; what is absent is left to its defaults. */
export function toJobOptions(search: MitigationSearch): Record<string, unknown> {
  const baselines = search.baselines?.filter((name) => name !== 'none');
  return {
    model: search.model,
    recipe: search.recipe,
    imagesPerClass: search.images,
    steps: search.steps,
    stopGap: search.target === undefined ? undefined : search.target / 100,
    trials: search.trials,
    methods: baselines && ['low-spuriosity', ...baselines],
    anchors: search.anchors === 'no' ? false : undefined,
    seed: search.seed,
  };
}

/** Undefined for the default recipe, which the address leaves out, and for what is none. */
export function parseRecipe(value: unknown): MitigationSearch['recipe'] {
  return parseChoice(value, OTHER_RECIPES);
}

function parsePercent(value: unknown): number | undefined {
  const fits = typeof value === 'number' && value >= 0 && value <= 100;
  return fits ? value : undefined;
}
