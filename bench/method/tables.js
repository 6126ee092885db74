/**
 * The benchmark's numbers as Markdown tables: results of all sets in, one table per question out. Computes means and counts, nothing else.
 */
import { NO_CUE } from '../../dist/project/index.js';
import { formatGoals, formatOtherMethods, formatPlantedMethods, formatPlantedSets } from './repair-tables.js';
import {
  formatNumber,
  formatP,
  formatPoints,
  formatTable,
  groupSets,
  mean,
  SOURCES,
  toNumber,
} from './summaries.js';

/** A feature tells the cue when its AUROC within the class is at least this, and knows nothing of it when it is this near to one half. */
const TELLS = 0.8;
const KNOWS_NOTHING = 0.1;

/** All tables by name, in the order in which they are printed. */
export function formatTables(results) {
  const measured = results.filter(({ failure }) => failure === undefined);
  return {
    'cue features': formatCueFeatures(measured),
    'verdicts and rankings': formatVerdicts(measured),
    evidence: formatEvidence(measured),
    goals: formatGoals(measured),
    'repairs of planted sets': formatPlantedMethods(measured),
    'worst groups of planted sets': formatPlantedSets(measured),
    'repairs of the other sets': formatOtherMethods(measured),
    failures: formatFailures(results),
  };
}

/** The important feature that tells the cue best in each class. */
function listBest({ cueFeatures }) {
  return cueFeatures.map(({ pairs, bestAnywhere, classIndex }) => ({
    ...pairs.reduce((best, pair) => (pair.auroc > best.auroc ? pair : best)),
    classIndex,
    bestAnywhere,
  }));
}

function formatCueFeatures(results) {
  const rows = groupSets(results.filter(({ cueFeatures }) => cueFeatures.length > 0)).map(([title, sets]) => {
    const best = sets.flatMap(listBest);
    return [
      title,
      sets.length,
      best.map(({ rank }) => rank).join(', '),
      formatNumber(mean(best.map(({ auroc }) => auroc))),
      formatNumber(mean(best.map(({ bestAnywhere }) => bestAnywhere))),
      ...SOURCES.map((source) =>
        countMarked(
          sets.flatMap((set) =>
            listBest(set).map((pair) => ({ ...pair, verdicts: set.sources[source]?.verdicts })),
          ),
        ),
      ),
    ];
  });
  return formatTable(
    [
      'set',
      'seeds',
      'rank of the best, per class',
      'its AUROC',
      'of any feature',
      ...SOURCES.map((source) => `spurious by ${source}`),
    ],
    rows,
  );
}

/** `7 of 8`: pairs that their verdicts call spurious, of those that have a verdict. */
function countMarked(pairs) {
  const judged = pairs.flatMap(({ verdicts, classIndex, feature }) => {
    const own = verdicts?.find((one) => one.classIndex === classIndex && one.feature === feature);
    return own === undefined ? [] : own.verdict;
  });
  if (judged.length === 0) return '–';
  return `${judged.filter((verdict) => verdict === 'spurious').length} of ${judged.length}`;
}

/** Kinds of important features; where the class usually lacks the cue, a high AUROC means that the feature falls silent beside it. */
const KINDS = [
  (auroc, isUsual) => isUsual && auroc >= TELLS,
  (auroc, isUsual) => !isUsual && auroc >= TELLS,
  (auroc) => Math.abs(auroc - 0.5) <= KNOWS_NOTHING,
];

function formatVerdicts(results) {
  const rows = groupSets(results.filter(({ cueFeatures }) => cueFeatures.length > 0)).flatMap(
    ([title, sets]) =>
      SOURCES.filter((source) => sets.some((set) => set.sources[source]?.verdicts !== undefined)).map(
        (source) => {
          const pairs = sets.flatMap(({ cueFeatures, sources }) =>
            cueFeatures.flatMap(({ classIndex, majority, pairs }) =>
              pairs.map((pair) => ({ ...pair, classIndex, majority, verdicts: sources[source]?.verdicts })),
            ),
          );
          return [
            title,
            source,
            ...KINDS.map((isKind) =>
              countMarked(pairs.filter(({ auroc, majority }) => isKind(auroc, majority !== NO_CUE))),
            ),
            formatNumber(mean(sets.map((set) => set.sources[source]?.spuriosityAuroc))),
          ];
        },
      ),
  );
  return formatTable(
    ['set', 'verdicts by', 'cue features', 'features of its absence', 'others', 'AUROC of spuriosity'],
    rows,
  );
}

function formatEvidence(results) {
  const rows = groupSets(results).flatMap(([title, sets]) =>
    SOURCES.flatMap((source) => {
      const gaps = sets.flatMap((set) => set.sources[source]?.gap ?? []);
      if (gaps.length === 0) return [];
      const average = (column) => mean(gaps.map((gap) => toNumber(gap[column])));
      const withInterval = (...columns) => {
        const [value, low, high] = columns.map((column) => formatPoints(average(column)));
        return value === '–' ? value : `${value} [${low}, ${high}]`;
      };
      const list = (column) => gaps.map((gap) => formatP(toNumber(gap[column]))).join(', ');
      return [
        [
          title,
          source,
          withInterval('spurious_gap', 'spurious_gap_low', 'spurious_gap_high'),
          withInterval('adjusted_gap', 'adjusted_low', 'adjusted_high'),
          list('adjusted_p'),
          formatPoints(average('strict_gap')),
          list('strict_p'),
          formatPoints(average('core_gap')),
          formatPoints(average('random_gap')),
          withInterval('intervention_effect', 'intervention_low', 'intervention_high'),
          withInterval('pasted_effect', 'pasted_low', 'pasted_high'),
          gaps.map((gap) => gap.finding || '–').join(', '),
        ],
      ];
    }),
  );
  return formatTable(
    [
      'set',
      'verdicts by',
      'gap',
      'adjusted',
      'p',
      'strict',
      'p',
      'core',
      'random',
      'weakened',
      'pasted',
      'finding',
    ],
    rows,
  );
}

/** What failed and what was left out, each reason once with the sets that it befell. */
function formatFailures(results) {
  const befell = new Map();
  const add = (source, reason, name) => {
    const key = JSON.stringify([source, reason]);
    befell.set(key, [...(befell.get(key) ?? []), name]);
  };
  for (const { name, failure, sources = {} } of results) {
    if (failure !== undefined) add('–', failure, name);
    for (const [source, { failure: own, repairs }] of Object.entries(sources)) {
      if (own !== undefined) add(source, own, name);
      for (const { method, note } of repairs?.omitted ?? []) add(source, `${method} left out: ${note}`, name);
    }
  }
  if (befell.size === 0) return 'None.';
  const rows = [...befell].map(([key, names]) => [...JSON.parse(key), names.length, names.join(', ')]);
  return formatTable(['verdicts by', 'what the program said', 'sets', 'which'], rows);
}
