/**
 * Everything that the rankings page shows, from what its address asks for.
 * In: the checked search. Out: the queries' answers, the rows that pass the filters, and the choices there are. Draws nothing.
 */
import { useMemo } from 'react';
import {
  type ClassGapNumbers,
  MOST_MODELS_OF_COPY,
  type PairRow,
  type PairsResponse,
  type RankingResponse,
  type WorkspaceResponse,
} from '../../../../src/protocol/index.js';
import { IS_STATIC } from '../../api.js';
import { useMarks } from '../../parts/marks/use-marks.js';
import { prefetch, useRead } from '../../queries.js';
import { countFacets, filterRankedImages, toRankedImages } from './images/ranked-images.js';
import type { RankingSearch } from './ranking-search.js';

const NOTHING_FLAGGED: ReadonlySet<number> = new Set();

export interface RankingPlace {
  classIndex: number;
  split: RankingResponse['split'];
  /** Whose predictions are marked; null without models. */
  model: string | null;
}

/** What the address asks for, or the most telling there is: the most biased class, measured where accuracies are. */
export function toRankingPlace(
  search: RankingSearch,
  workspace: WorkspaceResponse,
  pairs: PairsResponse,
): RankingPlace {
  const firstSpurious = pairs.classes.find((entry) =>
    entry.pairs.some(({ verdict }) => verdict === 'spurious'),
  );
  const models = listMarkedModels(workspace);
  return {
    classIndex: search.class ?? workspace.mostBiased[0]?.classIndex ?? firstSpurious?.classIndex ?? 0,
    split: search.split ?? workspace.measuredSplit ?? workspace.splits[0]?.split ?? 'train',
    model: models.find((model) => model === search.model) ?? models[0] ?? null,
  };
}

/** Models whose mistakes can be marked. */
export function listMarkedModels({ models }: WorkspaceResponse): string[] {
  return models.slice(0, IS_STATIC ? MOST_MODELS_OF_COPY : undefined).map(({ model }) => model);
}

/** True where a static copy leaves the ranking out: it holds those by spurious cues alone. */
export function isLeftOut({ feature }: RankingSearch, ownPairs: readonly PairRow[]): boolean {
  const cues = ownPairs.filter(({ verdict }) => verdict === 'spurious');
  return (
    IS_STATIC && (feature === undefined ? cues.length === 0 : !cues.some((cue) => cue.feature === feature))
  );
}

/** Reads the ranking and everything that marks its images. */
export function useRanking(search: RankingSearch, place: RankingPlace, isEnabled: boolean) {
  const { classIndex, split, model } = place;
  const bySpuriosity = useRead(
    'GET /api/rankings/:split/:classIndex',
    { split, classIndex },
    { enabled: isEnabled && search.feature === undefined },
  );
  const byFeature = useRead(
    'GET /api/rankings/:split/:classIndex/features/:feature',
    { split, classIndex, feature: search.feature ?? 0 },
    { enabled: isEnabled && search.feature !== undefined },
  );
  const predictions = useRead(
    'GET /api/rankings/:split/:classIndex/models/:model',
    { split, classIndex, model: model ?? '' },
    { enabled: isEnabled && model !== null },
  );
  const noise = useRead('GET /api/noise', {}, { enabled: !IS_STATIC });
  const marks = useMarks();
  const query = search.feature === undefined ? bySpuriosity : byFeature;
  const ranking = query.data;

  const flagged = useMemo(
    () => (noise.data ? new Set(noise.data.flags.map(({ image }) => image)) : NOTHING_FLAGGED),
    [noise.data],
  );
  const rows = useMemo(
    () => (ranking ? toRankedImages(ranking, predictions.data, flagged, marks) : []),
    [ranking, predictions.data, flagged, marks],
  );
  const { result, flagged: onlyFlagged, groups, tags, order } = search;
  const filter = useMemo(
    () => ({ result, flagged: onlyFlagged, groups, tags }),
    [result, onlyFlagged, groups, tags],
  );
  const shown = useMemo(() => filterRankedImages(rows, filter, order), [rows, filter, order]);
  const facets = useMemo(
    () => countFacets(rows, filter, Object.keys(ranking?.groups ?? {})),
    [rows, filter, ranking],
  );
  return { query, ranking, rows, shown, facets, marks, predictionsFailed: predictions.isError };
}

/** Has the neighbours of a class ready before they are asked for. */
export function prefetchRanking(
  classIndex: number,
  split: RankingPlace['split'],
  model: string | null,
): void {
  prefetch('GET /api/rankings/:split/:classIndex', { split, classIndex });
  if (model !== null) {
    prefetch('GET /api/rankings/:split/:classIndex/models/:model', { split, classIndex, model });
  }
}

/** The class's own entry among the pairs. */
export function findClassPairs(
  pairs: PairsResponse,
  classIndex: number,
): { gap: ClassGapNumbers | null; pairs: PairRow[] } {
  return pairs.classes.find((entry) => entry.classIndex === classIndex) ?? { gap: null, pairs: [] };
}
