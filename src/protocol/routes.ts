/**
 * Every route of the server: method and path, what goes in, what comes out. Server and app are both typed by this table.
 * Parameters are written `:name`; all are numbers or names without a slash.
 */
import type { PanelVariant } from '../records/judgement.js';
import { HEATMAP_STYLES, type HeatmapStyle, type QueueOrder } from '../records/names.js';
import type { SavedView } from '../records/view.js';
import type {
  AnnotationProgress,
  AnnotationQueueResponse,
  ImportResponse,
  ImportsResponse,
  JudgementResponse,
  ValidationQueueResponse,
  ValidationReceipt,
} from './annotation.js';
import type {
  ActsBody,
  AdjudicationBody,
  AnswerBody,
  JobBody,
  LabelDecisionBody,
  PathBody,
  RetractBody,
  SelectionBody,
  SettingsBody,
  SkipBody,
  StudyBody,
  UnblindBody,
  UploadBody,
  ValidationBody,
  ViewBody,
  ViewNameBody,
} from './bodies.js';
import type { NoiseResponse } from './cleaning.js';
import type {
  ComparedImagesResponse,
  ComparisonResponse,
  ModelImagesResponse,
  ModelResponse,
} from './confusion.js';
import type { EvidenceResponse } from './evidence.js';
import type {
  ActsResponse,
  ImageHistoryResponse,
  ImageMarksResponse,
  SimilarImagesResponse,
} from './images.js';
import type { JobResponse, JobsResponse } from './jobs.js';
import type { MitigationResponse } from './mitigation.js';
import type { ModelCheckResponse, ModelsResponse, SensitivitiesResponse } from './models.js';
import type { PairResponse, PairsResponse } from './pairs.js';
import type { ClassPredictionsResponse, RankingResponse } from './rankings.js';
import type {
  EncodersResponse,
  FolderResponse,
  InspectionResponse,
  StartResponse,
  StudyResponse,
  UploadResponse,
} from './start.js';
import type {
  MapActivationsResponse,
  MapOutcomesResponse,
  MapReply,
  SelectionResponse,
  ViewsResponse,
} from './views.js';
import type { SkippedImagesResponse, WorkspaceResponse } from './workspace.js';

export interface Routes {
  'GET /api/workspace': { response: WorkspaceResponse };
  'GET /api/skipped-images': { response: SkippedImagesResponse };
  'GET /api/pairs': { response: PairsResponse };
  'GET /api/pairs/:classIndex/:feature': { response: PairResponse };
  'GET /api/rankings/:split/:classIndex': { response: RankingResponse };
  'GET /api/rankings/:split/:classIndex/features/:feature': { response: RankingResponse };
  'GET /api/rankings/:split/:classIndex/models/:model': { response: ClassPredictionsResponse };
  'GET /api/models': { response: ModelsResponse };
  'GET /api/models/check': { response: ModelCheckResponse };
  'GET /api/confusion/:model': { response: ModelResponse };
  /** `side`: images with the class as label, or those that the model gives the class. */
  'GET /api/confusion/:model/:side/:classIndex': { response: ModelImagesResponse };
  'GET /api/comparisons/:model/:other': { response: ComparisonResponse };
  /** `outcome`: who of the two is right. */
  'GET /api/comparisons/:model/:other/:outcome': { response: ComparedImagesResponse };
  'GET /api/evidence': { response: EvidenceResponse };
  'GET /api/sensitivities': { response: SensitivitiesResponse };
  'GET /api/mitigation': { response: MitigationResponse };
  'GET /api/noise': { response: NoiseResponse };
  'GET /api/images/marks': { response: ImageMarksResponse };
  /** `id`: the image's index. */
  'GET /api/images/:id/history': { response: ImageHistoryResponse };
  'GET /api/images/:id/similar': { response: SimilarImagesResponse };
  /** Asked again until the map is there. */
  'GET /api/map/:layout': { response: MapReply };
  'GET /api/map/:layout/outcomes/:model': { response: MapOutcomesResponse };
  'GET /api/map/:layout/activations/:feature': { response: MapActivationsResponse };
  'GET /api/views': { response: ViewsResponse };
  'GET /api/jobs': { response: JobsResponse };
  'GET /api/jobs/:id': { response: JobResponse };
  'GET /api/annotation/progress': { response: AnnotationProgress };
  'GET /api/encoders': { response: EncodersResponse };
  'GET /api/start': { response: StartResponse };
  'GET /api/annotation/imports': { response: ImportsResponse };

  /** Query: `worker`, and optionally `count`, `class`, `order`, `skipped` (see the server's route). */
  'GET /api/annotation/queue': { query: AnnotationQuery; response: AnnotationQueueResponse };
  /** What may be chosen below a folder. */
  'GET /api/start/folder': { query: PathBody; response: FolderResponse };
  'GET /api/validation/queue': { query: ValidationQuery; response: ValidationQueueResponse };

  'POST /api/annotation/answers': { body: AnswerBody; response: JudgementResponse };
  'POST /api/annotation/retractions': { body: RetractBody; response: JudgementResponse };
  'POST /api/annotation/skips': { body: SkipBody; response: JudgementResponse };
  'POST /api/annotation/adjudications': { body: AdjudicationBody; response: JudgementResponse };
  /** From now on the person sees what others answered; there is no way back. */
  'POST /api/annotation/unblindings': { body: UnblindBody; response: AnnotationProgress };
  'POST /api/annotation/settings': { body: SettingsBody; response: AnnotationProgress };
  /** The body is CSV as in docs/formats/answers.md, A1, A7 or A8; media type text/csv. */
  'POST /api/annotation/import': { body: string; response: ImportResponse };
  'POST /api/annotation/imports/:id/undo': { body: Record<string, never>; response: ImportsResponse };
  'POST /api/validation/answers': { body: ValidationBody; response: ValidationReceipt };
  'POST /api/noise/decisions': { body: LabelDecisionBody; response: { revision: number } };
  'POST /api/images/acts': { body: ActsBody; response: ActsResponse };
  'POST /api/models/check/accept': { body: Record<string, never>; response: { name: string } };
  'POST /api/models/check/discard': { body: Record<string, never>; response: Record<string, never> };
  'POST /api/jobs': { body: JobBody; response: JobResponse };
  'POST /api/jobs/:id/cancel': { body: Record<string, never>; response: JobResponse };
  'POST /api/views': { body: ViewBody; response: SavedView };
  'POST /api/views/:id/rename': { body: ViewNameBody; response: ViewsResponse };
  'POST /api/views/:id/remove': { body: Record<string, never>; response: ViewsResponse };
  'POST /api/selections': { body: SelectionBody; response: SelectionResponse };
  'POST /api/start/inspections': { body: PathBody; response: InspectionResponse };
  'POST /api/start/studies': { body: StudyBody; response: StudyResponse };
  'POST /api/start/workspaces': { body: PathBody; response: StudyResponse };
  /** Announces files, which then come one by one by `UPLOAD_ROUTE`. */
  'POST /api/start/uploads': { body: UploadBody; response: UploadResponse };
  'POST /api/start/uploads/:id/finish': { body: Record<string, never>; response: PathBody };
}

export interface AnnotationQuery {
  worker: string;
  /** Pairs wanted, 1 to 20. */
  count?: number;
  /** Only this class. */
  class?: number;
  /** This very pair, for going back to it: `<class>/<feature>`. */
  pair?: string;
  /** @default 'class' */
  order?: QueueOrder;
  /** Offer pairs that this person skipped, too. */
  skipped?: boolean;
}

export interface ValidationQuery {
  worker: string;
  count?: number;
  pair?: string;
  /** Third panel: the lowest five of the top fifth, or ten at random from the rest. */
  variant?: PanelVariant;
}

export type Route = keyof Routes;
export type GetRoute = Extract<Route, `GET ${string}`>;
export type PostRoute = Extract<Route, `POST ${string}`>;

/** Names of the parameters in a route's path. */
type ParameterNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

export type Parameters<R extends Route> = Record<ParameterNames<R>, string | number>;
export type Response<R extends Route> = Routes[R]['response'];
export type Query<R extends Route> = Routes[R] extends { query: infer Q } ? Q : undefined;
export type Body<R extends Route> = Routes[R] extends { body: infer B } ? B : undefined;

/** Who asks, percent-encoded: the server shows a person who judges blind nothing of others. */
export const WORKER_HEADER = 'x-spuriosity-worker';
/** The same in the address of what is not fetched by the app itself. */
export const WORKER_PARAMETER = 'worker';

/** Files that the server sends beside its JSON: exports, and pictures made when first asked for. */
export const FILE_ROUTES = {
  answers: '/api/annotation/answers.csv',
  verdictDecisions: '/api/annotation/decisions.csv',
  validation: '/api/annotation/validation.csv',
  template: '/api/annotation/template.csv',
  decisions: '/api/noise/decisions.csv',
  cleanedManifest: '/api/noise/cleaned-manifest.csv',
  tunedHead: '/api/mitigation/head.npz',
  tunedWeights: '/api/mitigation/head.safetensors',
  tunedModel: '/api/mitigation/model.onnx',
  modelCard: '/api/mitigation/model-card.md',
} as const;

/** `PUT` with a file as `application/octet-stream`; the query's `path` says where it belongs in the upload. */
export const UPLOAD_ROUTE = '/api/start/uploads/:id/files';

/** `PUT` with a model's file as `application/octet-stream`; the query's `name` is the file's, `fresh=1` forgets files that came before. */
export const MODEL_FILE_ROUTE = '/api/models/files';

/** Styles that people choose from; `paper` belongs to the study of heatmaps, which compares them by their own maxima. */
export type ShownStyle = Exclude<HeatmapStyle, 'paper'>;
export const SHOWN_STYLES = HEATMAP_STYLES.filter((style): style is ShownStyle => style !== 'paper');

/** Addresses of pictures, relative to where the app is; all are JPEG. */
export const PICTURES = {
  /** What the network sees of an image, 160 pixels a side. */
  image: (image: number) => `pictures/images/${image}.jpg`,
  /** The image as it is in the data set. */
  original: (image: number) => `pictures/originals/${image}`,
  /** Where a feature fires on the image. */
  heatmap: (image: number, feature: number, style: HeatmapStyle) =>
    `pictures/heatmaps/${style}/${feature}/${image}.jpg`,
  /** The image changed so that the feature fires more. */
  attack: (image: number, feature: number) => `pictures/attacks/${feature}/${image}.jpg`,
  /** The part of the image where its class's core features fire. */
  crop: (image: number) => `pictures/crops/${image}.jpg`,
} as const;

/** `GET /api/pairs/:classIndex/:feature` with its parameters filled in, without the method. */
export function toPath<R extends Route>(route: R, parameters: Parameters<R>): string {
  const path = route.slice(route.indexOf(' ') + 1);
  return path.replace(/:([A-Za-z]+)/g, (_, name: ParameterNames<R>) =>
    encodeURIComponent(String(parameters[name])),
  );
}
