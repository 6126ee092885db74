/**
 * What a static copy holds of the server's answers: the pages overview, pairs, pair, rankings and models.
 * In: live numbers. Out: documents by the path under which the app looks for them, one at a time. Leaves out what only a server can do.
 */
import type { LiveProject } from '../../project/live/index.js';
import {
  type GetRoute,
  MOST_MODELS_OF_COPY,
  type PairResponse,
  type Parameters,
  type Response,
  toPath,
} from '../../protocol/index.js';
import type { Pair } from '../../records/annotation.js';
import {
  buildAnnotationProgress,
  buildClassPredictionsResponse,
  buildEvidenceResponse,
  buildFeatureRankingResponse,
  buildMarksResponse,
  buildModelResponse,
  buildModelsResponse,
  buildPairResponse,
  buildPairsResponse,
  buildRankingResponse,
  buildSensitivitiesResponse,
  buildSkippedImagesResponse,
  buildWorkspaceResponse,
} from '../responses/index.js';
import type { NameHider } from './name-hider.js';

export interface SiteDocument {
  /** Below the copy's folder, with `/`. */
  file: string;
  build(): unknown;
}

/** What the copy leaves out or hides. */
export interface SiteChoices {
  names: NameHider;
  /** False: the pages are told that there are no pictures. */
  hasPictures: boolean;
  /** Whether all attacks of a pair go along. */
  hasAttacks(pair: PairResponse): Promise<boolean>;
}

export function listSiteDocuments(
  live: LiveProject,
  { names, hasPictures, hasAttacks }: SiteChoices,
): SiteDocument[] {
  const { facts, derived, models } = live;
  const classes = facts.dataset.classes.map(({ index }) => index);
  const pairs = classes.flatMap((classIndex) => [...derived.listPairs(classIndex)]);
  const rankings = derived
    .listSpuriousClasses()
    .flatMap((classIndex) => facts.splits.map(({ split }) => ({ classIndex, split })));
  return [
    document('GET /api/workspace', {}, async () => {
      const workspace = await buildWorkspaceResponse(live);
      return {
        ...workspace,
        annotation: names.hideInProgress(workspace.annotation),
        hasPictures: workspace.hasPictures && hasPictures,
        missingData: null,
        // A copy shows what there is; it cannot do anything.
        nextSteps: [],
      };
    }),
    document('GET /api/skipped-images', {}, () => buildSkippedImagesResponse(live)),
    document('GET /api/annotation/progress', {}, () => names.hideInProgress(buildAnnotationProgress(live))),
    document('GET /api/images/marks', {}, () => names.hideInMarks(buildMarksResponse(live))),
    document('GET /api/pairs', {}, () => buildPairsResponse(live)),
    document('GET /api/models', {}, () => buildModelsResponse(live)),
    ...models.map(({ name: model }) =>
      document('GET /api/confusion/:model', { model }, () => buildModelResponse(live, model)),
    ),
    document('GET /api/evidence', {}, () => buildEvidenceResponse(live)),
    document('GET /api/sensitivities', {}, () => buildSensitivitiesResponse(live)),
    ...pairs.map(({ classIndex, feature }: Pair) =>
      document('GET /api/pairs/:classIndex/:feature', { classIndex, feature }, async () => {
        const pair = await buildPairResponse(live, classIndex, feature);
        return names.hideInPair({ ...pair, hasAttacks: await hasAttacks(pair) });
      }),
    ),
    ...rankings.flatMap(({ classIndex, split }) => [
      document('GET /api/rankings/:split/:classIndex', { classIndex, split }, () =>
        buildRankingResponse(live, classIndex, split),
      ),
      ...derived
        .listSpuriousFeatures(classIndex)
        .map((feature) =>
          document(
            'GET /api/rankings/:split/:classIndex/features/:feature',
            { classIndex, split, feature },
            () => buildFeatureRankingResponse(live, classIndex, split, feature),
          ),
        ),
      ...models
        .slice(0, MOST_MODELS_OF_COPY)
        .map(({ name: model }) =>
          document('GET /api/rankings/:split/:classIndex/models/:model', { classIndex, split, model }, () =>
            buildClassPredictionsResponse(live, classIndex, split, model),
          ),
        ),
    ]),
  ];
}

function document<R extends GetRoute>(
  route: R,
  parameters: Parameters<R>,
  build: () => Response<R> | Promise<Response<R>>,
): SiteDocument {
  // Browsers ask for the encoded name, and web hosts look for the decoded one.
  const path = decodeURIComponent(toPath(route, parameters)).replace(/^\/api/, '');
  return { file: `data${path}.json`, build };
}
