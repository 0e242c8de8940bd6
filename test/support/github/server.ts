import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerGraphql, type GraphqlRequest } from './graphql-answers.ts';
import { oidcToken } from './oidc.ts';
import { answerRest, type RestAnswer, refusal } from './rest.ts';
import { type FaultEffect, type GitHubState, newState, TOKEN } from './state.ts';

/** A request that arrived, faults included. */
export interface Received {
  readonly method: string;
  /** with its query, as it was sent */
  readonly path: string;
  /** of a GraphQL document */
  readonly operation?: string;
  readonly headers: http.IncomingHttpHeaders;
  /** parsed JSON */
  readonly body: unknown;
}

export interface FakeGitHub {
  readonly url: string;
  /** live: tests may read and change it */
  readonly state: GitHubState;
  readonly journal: Received[];
  /** what the runner tells an action about it, OIDC included */
  readonly env: Record<string, string>;
  /** the token of `newState` */
  readonly token: string;
  /** from now on `times` requests that match `on` (see Fault) meet `effect` */
  readonly fail: (on: string, effect: FaultEffect, times?: number) => void;
  readonly close: () => Promise<void>;
}

export interface StartOptions {
  readonly port?: number;
  readonly now?: () => Date;
}

export const OIDC_REQUEST_TOKEN = 'oidc-request-token';

/** GitHub for one repository, on the loopback. */
export async function startGitHub(known: Partial<GitHubState> = {}, options: StartOptions = {}): Promise<FakeGitHub> {
  const state = newState(known);
  const journal: Received[] = [];
  const server = http.createServer((request, response) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    handle({ state, journal, url, now: options.now ?? (() => new Date()) }, request, response).catch((error) => {
      send(response, refusal(500, `the fake failed: ${error}`));
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    state,
    journal,
    env: {
      GITHUB_SERVER_URL: url,
      GITHUB_API_URL: url,
      GITHUB_GRAPHQL_URL: `${url}/graphql`,
      GITHUB_REPOSITORY: state.repository,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/_oidc/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: OIDC_REQUEST_TOKEN,
    },
    token: TOKEN,
    fail: (on, effect, times = 1) => state.faults.push({ on, effect, times }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface World {
  readonly state: GitHubState;
  readonly journal: Received[];
  readonly url: string;
  readonly now: () => Date;
}

async function handle(world: World, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += chunk;
  const url = new URL(request.url ?? '/', world.url);
  if (url.pathname === '/_state') return sendState(world, response);
  const received = receivedFrom(request, text);
  world.journal.push(received);
  const effect = nextFault(world.state, received);
  if (effect !== undefined && 'reset' in effect && effect.reset === 'before')
    return void request.socket.resetAndDestroy();
  if (effect !== undefined && 'answer' in effect) {
    return send(response, { status: effect.answer.status, body: effect.answer.body }, effect.answer.headers);
  }
  const [answer, headers] = paged(await answerTo(world, received, url), url);
  if (effect !== undefined && 'reset' in effect) return void request.socket.resetAndDestroy();
  if (effect !== undefined && 'cut' in effect) return cut(answer, response);
  if (effect !== undefined) await new Promise((resolve) => setTimeout(resolve, effect.delayMs));
  send(response, answer, headers);
}

function receivedFrom(request: http.IncomingMessage, text: string): Received {
  const { method = '', url: path = '', headers } = request;
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    body = text;
  }
  const query = (body as { query?: unknown } | undefined)?.query;
  const operation = typeof query === 'string' ? /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] : undefined;
  return { method, path, ...(operation === undefined ? {} : { operation }), headers, body };
}

function nextFault(state: GitHubState, { method, path, operation }: Received): FaultEffect | undefined {
  const line = operation === undefined ? `${method} ${path}` : `${method} ${path} ${operation}`;
  const fault = state.faults.find(({ on, times }) => times > 0 && new RegExp(on).test(line));
  if (fault === undefined) return undefined;
  fault.times -= 1;
  return fault.effect;
}

async function answerTo({ state, url: base, now }: World, received: Received, url: URL): Promise<RestAnswer> {
  const secret = /^(?:token|bearer) (.+)$/i.exec(received.headers.authorization ?? '')?.[1] ?? '';
  if (url.pathname === '/_oidc/token') {
    if (secret !== OIDC_REQUEST_TOKEN) return refusal(401, 'Unauthorized');
    return { status: 200, body: oidcToken(state, url.searchParams.get('audience'), now()) };
  }
  const identity = state.identities[secret];
  if (identity === undefined) return refusal(401, 'Bad credentials');
  if (received.headers['user-agent'] === undefined) return refusal(403, 'Request forbidden by administrative rules.');
  const body = (received.body ?? {}) as Record<string, unknown>;
  if (received.method === 'POST' && url.pathname === '/graphql') {
    return { status: 200, body: await answerGraphql(state, identity, body as unknown as GraphqlRequest) };
  }
  const [repos, owner, repo, ...path] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  if (repos !== 'repos' || `${owner}/${repo}` !== state.repository) return refusal(404, 'Not Found');
  const segments = path.flatMap((segment) => segment.split('/'));
  const request = { method: received.method, segments, query: url.searchParams, body, identity, now: now() };
  return answerRest({ state, url: base }, request);
}

/** The page of a list that was asked for, and the `link` to the next one. */
function paged(answer: RestAnswer, url: URL): [RestAnswer, Record<string, string>] {
  if (answer.list === undefined) return [answer, {}];
  const { items, key } = answer.list;
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
  const page = Number(url.searchParams.get('page') ?? 1);
  const shown = items.slice((page - 1) * size, page * size);
  const body = key === undefined ? shown : { total_count: items.length, [key]: shown };
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  const link: Record<string, string> = page * size < items.length ? { link: `<${next.href}>; rel="next"` } : {};
  return [{ status: answer.status, body }, link];
}

function send(response: http.ServerResponse, { status, body }: RestAnswer, headers: Record<string, string> = {}): void {
  const type = { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(status, { ...(body === undefined ? {} : type), ...headers });
  response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
}

function cut({ status, body }: RestAnswer, response: http.ServerResponse): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

/** For a process: what has become of the state, and what was asked, without the tokens. */
function sendState({ state, journal }: World, response: http.ServerResponse): void {
  const asked = journal.map(({ method, path, operation, body }) => ({ method, path, operation, body }));
  send(response, { status: 200, body: { ...state, journal: asked } });
}
