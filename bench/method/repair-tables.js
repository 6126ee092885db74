/** Tables of repairs: results of all sets in, Markdown out. Every number is of images that no repair saw, or says what it was measured on. */
import { MITIGATION_METHODS } from '../../dist/records/bias.js';
import { formatPercent, formatSpread, formatTable, groupSets, mean, SOURCES } from './summaries.js';

/** What the program recommends is a row of its own: of each set the method chosen there, or the head as it was. */
function findRow({ methods, recommended }, method) {
  const wanted = method === 'recommended' ? (recommended ?? 'none') : method;
  return methods.find((row) => row.method === wanted);
}

const REPAIRS = ['none', ...MITIGATION_METHODS, 'recommended'];

export function formatPlantedMethods(results) {
  const planted = results.filter(({ kind }) => kind === 'planted');
  const rows = REPAIRS.map((method) => [
    method,
    ...SOURCES.flatMap((source) => {
      const own = planted.flatMap((set) => set.sources[source]?.repairs ?? []);
      const rows = own.flatMap((repairs) => findRow(repairs, method) ?? []);
      return [
        rows.length,
        ...['accuracy', 'accuracyBottom'].map((measure) =>
          formatPercent(mean(rows.map((row) => row[measure]))),
        ),
        formatSpread(rows.map((row) => row.worstGroup)),
      ];
    }),
  ]);
  return formatTable(
    ['repair', ...SOURCES.flatMap((source) => [`${source}: sets`, 'accuracy', 'bottom', 'worst group'])],
    rows,
  );
}

/**
 * Mean worst group over the planted sets and over the pasted backgrounds: the best method by groups, what is recommended, and how much of
 * the way from the head to deep feature reweighting with known groups the recommendations without groups go.
 */
export function formatGoals(results) {
  const repaired = results.filter(({ sources }) => sources.groups?.repairs !== undefined);
  const planted = repaired.filter(({ kind }) => kind === 'planted');
  const correlations = [...new Set(planted.map((set) => set.planted.correlation))].sort();
  const titled = [
    ['planted', planted],
    ...(correlations.length < 2 ? [] : correlations).map((correlation) => [
      `planted, ${correlation}`,
      planted.filter((set) => set.planted.correlation === correlation),
    ]),
    ['butterflies-on-places', repaired.filter(({ kind }) => kind === 'butterflies-on-places')],
  ];
  const rows = titled.flatMap(([title, sets]) => {
    if (sets.length === 0) return [];
    const read = (source, method) =>
      mean(
        sets.flatMap(({ sources }) => {
          const repairs = sources[source]?.repairs;
          return (repairs && findRow(repairs, method)?.worstGroup) ?? [];
        }),
      );
    const [head, dfr] = [read('groups', 'none'), read('groups', 'dfr')];
    const best = MITIGATION_METHODS.map((method) => ({ method, worstGroup: read('groups', method) })).reduce(
      (high, one) => ((one.worstGroup ?? 0) > high.worstGroup ? one : high),
    );
    const toShare = (value) => (value === null ? null : (value - head) / (dfr - head));
    const [masked, guessed] = [read('masks', 'recommended'), read('provisional', 'recommended')];
    return [
      [
        title,
        sets.length,
        formatPercent(head),
        `${best.method} ${formatPercent(best.worstGroup)}`,
        formatPercent(read('groups', 'recommended')),
        formatPercent(guessed),
        formatPercent(toShare(guessed)),
        formatPercent(masked),
      ],
    ];
  });
  return formatTable(
    [
      'sets',
      'number',
      'head',
      'best by groups',
      'recommended by groups',
      'by provisional verdicts',
      'of the way to dfr by groups',
      'by masks',
    ],
    rows,
  );
}

/** Worst group per planted set: the head, the strongest references and what is recommended. */
export function formatPlantedSets(results) {
  const rows = groupSets(results.filter(({ kind }) => kind === 'planted')).map(([title, sets]) => {
    const read = (source, method) =>
      mean(
        sets.flatMap((set) => {
          const repairs = set.sources[source]?.repairs;
          return repairs === undefined ? [] : (findRow(repairs, method)?.worstGroup ?? []);
        }),
      );
    return [
      title,
      sets.length,
      ...[
        read('groups', 'none'),
        read('groups', 'dfr'),
        read('groups', 'recommended'),
        read('masks', 'recommended'),
        read('provisional', 'recommended'),
      ].map(formatPercent),
    ];
  });
  return formatTable(
    ['set', 'seeds', 'head', 'dfr by groups', 'recommended by groups', 'by masks', 'by provisional verdicts'],
    rows,
  );
}

export function formatOtherMethods(results) {
  const rows = results
    .filter(({ kind }) => kind !== 'planted')
    .flatMap(({ name, sources }) =>
      SOURCES.flatMap((source) => {
        const repairs = sources[source]?.repairs;
        if (repairs === undefined) return [];
        return repairs.methods.map((row) => [
          name,
          source,
          row.method === repairs.recommended ? `**${row.method}**` : row.method,
          ...['accuracy', 'accuracyBottom', 'accuracyTop', 'absoluteGap', 'worstGroup'].map((measure) =>
            formatPercent(row[measure]),
          ),
          repairs.measuredOn,
        ]);
      }),
    );
  return formatTable(
    ['set', 'verdicts by', 'repair', 'accuracy', 'bottom', 'top', 'mean gap', 'worst group', 'measured on'],
    rows,
  );
}
