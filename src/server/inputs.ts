/**
 * What every route takes: the schema of its body or of its query string.
 * In: parsed JSON or query parameters. Out: checked values, typed as the protocol says.
 */
import { z } from 'zod';
import {
  actsBody,
  adjudicationBody,
  answerBody,
  type Body,
  type GetRoute,
  jobBody,
  labelDecisionBody,
  type PostRoute,
  pathBody,
  personSchema,
  type Query,
  retractBody,
  selectionBody,
  settingsBody,
  skipBody,
  studyBody,
  unblindBody,
  uploadBody,
  validationBody,
  viewBody,
  viewNameBody,
} from '../protocol/index.js';
import { PANEL_VARIANTS } from '../records/judgement.js';
import { QUEUE_ORDERS } from '../records/names.js';

const MOST_TASKS = 20;

/** Routes whose body is CSV text. */
export const CSV_ROUTES = ['POST /api/annotation/import'] as const satisfies readonly PostRoute[];

type JsonRoute = Exclude<PostRoute, (typeof CSV_ROUTES)[number]>;

const nothing = z.strictObject({});

export const BODY_SCHEMAS = {
  'POST /api/annotation/answers': answerBody,
  'POST /api/annotation/retractions': retractBody,
  'POST /api/annotation/skips': skipBody,
  'POST /api/annotation/adjudications': adjudicationBody,
  'POST /api/annotation/unblindings': unblindBody,
  'POST /api/annotation/settings': settingsBody,
  'POST /api/annotation/imports/:id/undo': nothing,
  'POST /api/validation/answers': validationBody,
  'POST /api/noise/decisions': labelDecisionBody,
  'POST /api/images/acts': actsBody,
  'POST /api/models/check/accept': nothing,
  'POST /api/models/check/discard': nothing,
  'POST /api/jobs': jobBody,
  'POST /api/jobs/:id/cancel': nothing,
  'POST /api/views': viewBody,
  'POST /api/views/:id/rename': viewNameBody,
  'POST /api/views/:id/remove': nothing,
  'POST /api/selections': selectionBody,
  'POST /api/start/inspections': pathBody,
  'POST /api/start/studies': studyBody,
  'POST /api/start/workspaces': pathBody,
  'POST /api/start/uploads': uploadBody,
  'POST /api/start/uploads/:id/finish': nothing,
} as const satisfies { [R in JsonRoute]: z.ZodType<Body<R>> };

/** A whole number in an address: digits, no `1e3`, `0x10` or spaces. */
export const wholeText = z
  .string()
  .regex(/^\d{1,15}$/, 'It is written in digits.')
  .transform(Number);
const count = wholeText.pipe(z.int().min(1).max(MOST_TASKS)).optional();
const pair = z
  .string()
  .regex(/^\d+\/\d+$/, 'It is written class/feature.')
  .optional();

type RouteWithQuery = { [R in GetRoute]: Query<R> extends undefined ? never : R }[GetRoute];

export const QUERY_SCHEMAS = {
  'GET /api/start/folder': pathBody,
  'GET /api/annotation/queue': z.object({
    worker: personSchema,
    count,
    class: wholeText.optional(),
    pair,
    order: z.enum(QUEUE_ORDERS).optional(),
    skipped: z.stringbool().optional(),
  }),
  'GET /api/validation/queue': z.object({
    worker: personSchema,
    count,
    pair,
    variant: z.enum(PANEL_VARIANTS).optional(),
  }),
} as const satisfies { [R in RouteWithQuery]: z.ZodType<Query<R>> };
