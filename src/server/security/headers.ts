/**
 * What every answer says, so that a browser trusts nothing but this server; a static copy says it in its page.
 * In: an answer, or the script of a page. Out: the same with a content policy. Styles are inline because the component library writes them so.
 */
import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** A page that says in itself what it may load, wherever it lies: as the server's answers say it, and the one script that stands in it. */
export function toPolicyTag(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  // What frames a page cannot be said in the page.
  const policy = CONTENT_POLICY.replace("script-src 'self'", `script-src 'self' 'sha256-${hash}'`).replace(
    /; frame-ancestors .*$/,
    '',
  );
  return `<meta http-equiv="content-security-policy" content="${policy}"><script>${script}</script>`;
}

const HEADERS: Record<string, string> = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export function createHeaderWriter(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
  };
}
