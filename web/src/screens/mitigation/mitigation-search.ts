/** The state of the mitigation page in its address: the settings of the next run, and what the figures show. */
import { parseChoice, parseIndex, parseText, parseTexts } from '../../parts/search-params.js';
import type { Method } from './method-means.js';

export const PRESETS = ['small-data', 'paper'] as const;
/** Ways of choosing images that the method is compared with. */
export const BASELINES = ['random', 'misclassified', 'group-balanced'] as const satisfies readonly Method[];
export type Baseline = (typeof BASELINES)[number];
/** The paper's. */
export const DEFAULT_BASELINES: readonly Baseline[] = ['random', 'misclassified'];
export const DEFAULT_STOP_PERCENT = 5;
export const DEFAULT_TRIALS = 3;

export interface MitigationSearch {
  /** Model to tune; absent: the workspace's own head. */
  model?: string;
  preset?: 'paper';
  /** Images of each class; absent: by the preset. */
  images?: number;
  steps?: number;
  /** Gap in percent below which tuning stops. */
  target?: number;
  /** Trials of each baseline. */
  trials?: number;
  /** Absent: the paper's; `none` alone: none. */
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
    preset: parseChoice(search.preset, ['paper']),
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
    recipe: search.preset,
    imagesPerClass: search.images,
    steps: search.steps,
    stopGap: search.target === undefined ? undefined : search.target / 100,
    trials: search.trials,
    methods: baselines && ['low-spuriosity', ...baselines],
    anchors: search.anchors === 'no' ? false : undefined,
    seed: search.seed,
  };
}

function parsePercent(value: unknown): number | undefined {
  const fits = typeof value === 'number' && value >= 0 && value <= 100 && value !== DEFAULT_STOP_PERCENT;
  return fits ? value : undefined;
}
