/**
 * Registers handlers that are typed by the protocol's table of routes.
 * In: a route and a function from its checked parameters, query and body to its response. Out: a route of the app; whatever does
 * not fit its schema is refused by name before the handler sees it. Knows no route's meaning.
 */
import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { LiveProject } from '../project/live/index.js';
import {
  type Body,
  IMAGE_SIDES,
  JOINT_OUTCOMES,
  type Parameters,
  type PostRoute,
  type Query,
  type Route,
  type Response as RouteResponse,
  splitParameter,
} from '../protocol/index.js';
import { MAP_LAYOUTS } from '../records/names.js';
import { BODY_SCHEMAS, CSV_ROUTES, QUERY_SCHEMAS, wholeText } from './inputs.js';
import { RefusalError } from './refusal.js';

export interface AppEnvironment {
  Bindings: HttpBindings;
  /** Who asks, and the numbers as they may see them (`security/sight.ts`). */
  Variables: { person: string | null; view: LiveProject };
}
export type App = Hono<AppEnvironment>;
export type AppContext = Context<AppEnvironment>;

const PARAMETER_SCHEMAS = {
  classIndex: wholeText,
  feature: wholeText,
  id: wholeText,
  split: splitParameter,
  model: z.string().min(1),
  other: z.string().min(1),
  side: z.enum(IMAGE_SIDES),
  outcome: z.enum(JOINT_OUTCOMES),
  layout: z.enum(MAP_LAYOUTS),
} as const;

type ParameterValues<R extends Route> = {
  [Name in keyof Parameters<R>]: Name extends keyof typeof PARAMETER_SCHEMAS
    ? z.infer<(typeof PARAMETER_SCHEMAS)[Name]>
    : never;
};

export interface RouteRequest<R extends Route> {
  parameters: ParameterValues<R>;
  query: Query<R>;
  body: Body<R>;
  /** Who asks; null without a name. */
  person: string | null;
  /** The numbers as they may see them. */
  view: LiveProject;
}

export type RouteHandler<R extends Route> = (
  request: RouteRequest<R>,
) => RouteResponse<R> | Promise<RouteResponse<R>>;

/** Adds a route; the handler may throw any error, which the app turns into a `Failure`. */
export function addRoute<R extends Route>(app: App, route: R, handler: RouteHandler<R>): void {
  const [method, path] = route.split(' ') as ['GET' | 'POST', string];
  app.on(method, path, async (c) => {
    const request = {
      parameters: parseParameters(c.req.param()),
      query: parseQuery(route, c.req.query()),
      body: method === 'POST' ? await parseBody(route as PostRoute, c) : undefined,
      person: c.get('person'),
      view: c.get('view'),
    } as RouteRequest<R>;
    return toJson(await handler(request));
  });
}

const FILE_TYPE = 'application/octet-stream';

/** Refuses what is no file as the app sends it; pages of other sites cannot send this type without asking. */
export function assertFileBody(c: AppContext): void {
  const type = c.req.header('content-type');
  if (type === FILE_TYPE) return;
  throw new RefusalError(415, 'media-type', {
    what: `This address takes ${FILE_TYPE}, not ${type ?? 'a body without a content type'}.`,
  });
}

/** NaN has no word in JSON and becomes null; nothing of this is ever kept by a cache. */
function toJson(value: unknown): Response {
  return new Response(JSON.stringify(value), {
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}

function parseParameters(given: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => {
      const schema = PARAMETER_SCHEMAS[name as keyof typeof PARAMETER_SCHEMAS] as z.ZodType;
      const parsed = schema.safeParse(text);
      if (parsed.success) return [name, parsed.data];
      throw new RefusalError(400, 'parameter-malformed', {
        what: `${JSON.stringify(text)} is no ${name} in an address of this server.`,
      });
    }),
  );
}

function parseQuery(route: Route, given: Record<string, string>): unknown {
  const schema = (QUERY_SCHEMAS as Partial<Record<Route, z.ZodType>>)[route];
  return schema === undefined ? undefined : parseWith(schema, given, 'query');
}

async function parseBody(route: PostRoute, c: AppContext): Promise<unknown> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  const isCsv = (CSV_ROUTES as readonly PostRoute[]).includes(route);
  const wanted = isCsv ? 'text/csv' : 'application/json';
  // Pages of other sites can post forms and plain text without asking; these types they cannot.
  if (type !== wanted) {
    throw new RefusalError(415, 'media-type', {
      what: `This address takes ${wanted}, not ${type || 'a body without a content type'}.`,
    });
  }
  const text = await c.req.text();
  if (isCsv) return text;
  return parseWith((BODY_SCHEMAS as Record<string, z.ZodType>)[route]!, parseJson(text), 'body');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RefusalError(400, 'json-malformed', { what: 'The body is not JSON.', cause });
  }
}

/** Names the first field that does not fit. */
function parseWith(schema: z.ZodType, value: unknown, part: 'body' | 'query'): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new RefusalError(422, `${part}-malformed`, {
    what: `${path.length === 0 ? `The ${part}` : `"${path.join('.')}"`} cannot be used: ${message.replace(/\.$/, '')}.`,
  });
}
