import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { isOurHost, type TokenCheck } from './access.ts';
import type { PageAsset } from './assets.ts';
import type { EventStream } from './eventStream.ts';
import type { Health } from './health.ts';

export interface PageAppOptions {
  /** That the page is bound to. */
  readonly host: string;
  /** undefined where everybody who gets here may look. */
  readonly token: TokenCheck | undefined;
  readonly assets: ReadonlyMap<string, PageAsset>;
  readonly stream: EventStream;
  /** Brings the stream's state up to date; false while there is no session yet. */
  readonly refresh: () => boolean;
  readonly health: () => Health | undefined;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  /** Told of a request that failed by our own fault. */
  readonly onFailure: (error: unknown) => void;
}

interface Environment {
  readonly Bindings: HttpBindings;
}

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** The routes of the page. All of them read; there is nothing to write to. */
export function pageApp(options: PageAppOptions): Hono<Environment> {
  const { assets, stream, refresh, health, metrics, onFailure } = options;
  const app = new Hono<Environment>();
  app.use(withHeaders, readingOnly, hostChecked(options.host));
  if (options.token !== undefined) app.use(tokenChecked(options.token));
  for (const [path, { type, text }] of assets)
    app.get(path, (context) => context.body(text, 200, { 'content-type': type }));
  app.get('/events', (context) => {
    if (context.req.method === 'HEAD')
      return context.body(null, 200, { 'content-type': 'text/event-stream' });
    if (!refresh()) return refusal(context, 503, 'The session is being opened.');
    if (stream.isFull) return refusal(context, 503, 'Too many pages are open.');
    const { outgoing } = context.env;
    const body = stream.open(context.req.header('last-event-id'), () => outgoing.destroy());
    return context.body(body, 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'transfer-encoding': 'chunked',
    });
  });
  app.get('/metrics', async (context) => {
    const { type, text } = await metrics();
    return context.body(text, 200, { 'content-type': type });
  });
  app.get('/healthz', (context) => {
    const now = health();
    if (now === undefined)
      return context.json(
        { isHealthy: false, reasons: [{ code: 'opening', text: 'the session is being opened' }] },
        503,
      );
    return context.json(now, now.isHealthy ? 200 : 503);
  });
  app.notFound((context) => refusal(context, 404, 'There is nothing here.'));
  app.onError((error, context) => {
    onFailure(error);
    return refusal(context, 500, 'The page failed; the session goes on.');
  });
  return app;
}

const withHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value);
};

const readingOnly: MiddlewareHandler = async (context, next) => {
  if (context.req.method === 'GET' || context.req.method === 'HEAD') return next();
  return refusal(context, 405, 'This page can be read and nothing else.', { allow: 'GET, HEAD' });
};

function hostChecked(host: string): MiddlewareHandler {
  return async (context, next) => {
    if (isOurHost(context.req.header('host'), host)) return next();
    return refusal(context, 421, 'This page does not go by that name. Use the address that was printed.');
  };
}

function tokenChecked(token: TokenCheck): MiddlewareHandler {
  return async (context, next) => {
    const url = new URL(context.req.url);
    const given = url.searchParams.get('token') ?? undefined;
    if (token.isToken(given)) {
      setCookie(context, token.cookieName, token.cookieValue, {
        path: '/',
        httpOnly: true,
        sameSite: 'Strict',
      });
      // Out of the address, so that it stays in no history and is shown to nobody.
      url.searchParams.delete('token');
      return context.redirect(`${url.pathname}${url.search}`, 303);
    }
    const bearer = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1];
    if (token.isCookie(getCookie(context, token.cookieName)) || token.isToken(bearer)) return next();
    return refusal(
      context,
      401,
      'A token is needed: open the address that was printed when the session began, or send it as a bearer token.',
      { 'www-authenticate': 'Bearer' },
    );
  };
}

function refusal(
  context: Context,
  status: 401 | 404 | 405 | 421 | 500 | 503,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return context.text(`${text}\n`, status, { ...headers });
}
