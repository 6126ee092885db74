/**
 * Who may use a server that others can reach: everybody who was given its address with the token, as Jupyter does it.
 * In: requests. Out: a cookie on the first visit, a refusal without token. Knows no persons, and encrypts nothing: the way there is
 * a proxy's matter.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { toLocalPath } from '../../protocol/index.js';
import { RefusalError } from '../refusal.js';

const TOKEN_BYTES = 24;

/** A token that nobody guesses. */
export function createToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * Lets requests through that carry the token: in a cookie, in `Authorization: Bearer`, or in the address (`?token=`), which becomes
 * the cookie and disappears from the address.
 * @param port part of the cookie's name, because cookies do not tell ports apart
 */
export function createTokenGuard(token: string, port: number): MiddlewareHandler {
  const cookieName = `spuriosity-${port}`;
  const isToken = createComparison(token);
  return async (c, next) => {
    const url = new URL(c.req.url);
    const given = url.searchParams.get('token');
    if (given !== null && c.req.method === 'GET' && isToken(given)) {
      setCookie(c, cookieName, given, { httpOnly: true, sameSite: 'Strict', path: '/' });
      url.searchParams.delete('token');
      return c.redirect(`${toLocalPath(url.pathname)}${url.search}`, 303);
    }
    const bearer = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (!isToken(getCookie(c, cookieName) ?? bearer ?? '')) {
      throw new RefusalError(401, 'token-missing', {
        what: 'This server asks for its token.',
        next: 'Open the address that `spuriosity serve` printed; it ends in ?token=….',
      });
    }
    await next();
  };
}

/** Compares hashes, which are of one length, in a time that tells nothing. */
function createComparison(token: string): (given: string) => boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const wanted = hash(token);
  return (given) => timingSafeEqual(hash(given), wanted);
}

/** What a person sees who opens the server without its token. */
export function formatTokenPage(): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>spuriosity: token</title>
<style>body{font:1rem/1.5 system-ui;max-width:32rem;margin:15vh auto;padding:0 1rem}input{font:inherit;width:100%}</style>
<h1>This server asks for its token</h1>
<p>Open the address that <code>spuriosity serve</code> printed, or enter the token that it ends with.</p>
<form><p><label>Token <input name="token" autocomplete="off" autofocus required></label></p><button>Enter</button></form>
</html>`;
}
