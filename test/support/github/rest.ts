import type { Shapes } from './owners.ts';
import { branch, checkRun, comment, contentFile, entry, gitCommit, issue, pullRequest } from './shapes.ts';
import type { CheckRunState, GitHubState, Identity, Scope } from './state.ts';
import { isKnownCommit } from './state.ts';

export interface RestRequest {
  readonly method: string;
  /** below `/repos/OWNER/REPO`, decoded segment by segment */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly identity: Identity;
  readonly now: Date;
}

export interface RestAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** the whole list, of which a page is sent; wrapped as a page of `{ total_count, [key] }` when it has a key */
  readonly list?: { readonly items: readonly unknown[]; readonly key?: string };
}

const DOCUMENTATION = 'https://docs.github.com/rest';

export const refusal = (status: number, message: string, errors?: readonly unknown[]): RestAnswer => ({
  status,
  body: { message, ...(errors === undefined ? {} : { errors }), documentation_url: DOCUMENTATION, status: `${status}` },
});

const notFound = (): RestAnswer => refusal(404, 'Not Found');
const notAccessible = (): RestAnswer => refusal(403, 'Resource not accessible by integration');

export const mayDo = ({ permissions }: Identity, scope: Scope, level: 'read' | 'write'): boolean =>
  permissions[scope] === 'write' || permissions[scope] === level;

/** What `METHOD /repos/OWNER/REPO/…` answers. The repository is private: what may not be read is not found. */
export function answerRest(shapes: Shapes, request: RestRequest): RestAnswer {
  const { method, segments } = request;
  const [first, second, third] = segments;
  const route = `${method} ${first}`;
  if (route === 'GET contents') return contents(shapes, request);
  if (route === 'GET git' && second === 'commits') return commit(shapes, request, third ?? '');
  if (route === 'GET branches') return branchOf(shapes, request);
  if (route === 'GET commits' && third === 'pulls') return pullsOf(shapes, request, second ?? '');
  if (route === 'GET commits' && third === 'check-runs') return checkRunsOf(shapes, request, second ?? '');
  if (route === 'POST check-runs') return createCheckRun(shapes, request);
  if (first === 'issues' && second === 'comments') return changeComment(shapes, request, Number(third));
  if (route === 'POST issues' && third === 'comments') return createComment(shapes, request, Number(second));
  if (route === 'POST issues' && second === undefined) return createIssue(shapes, request);
  if (route === 'PATCH issues') return changeIssue(shapes, request, Number(second));
  return notFound();
}

function contents(shapes: Shapes, { segments, query, identity }: RestRequest): RestAnswer {
  const { state } = shapes;
  if (!mayDo(identity, 'contents', 'read')) return notFound();
  const ref = query.get('ref') ?? state.defaultBranch;
  const sha = state.branches[ref] ?? ref;
  if (!isKnownCommit(state, sha)) return refusal(404, `No commit found for the ref ${ref}`);
  const files = state.commits[sha]?.files ?? {};
  const path = segments.slice(1).join('/');
  const file = files[path];
  if (file === undefined) {
    const inside = Object.keys(files).filter((name) => path === '' || name.startsWith(`${path}/`));
    return inside.length === 0
      ? notFound()
      : { status: 200, body: inside.map((name) => entry(shapes, name, 'file', sha)) };
  }
  if (typeof file === 'string') return { status: 200, body: contentFile(shapes, path, Buffer.from(file)) };
  if ('base64' in file) return { status: 200, body: contentFile(shapes, path, Buffer.from(file.base64, 'base64')) };
  if ('submodule' in file) {
    const body = {
      ...entry(shapes, path, 'submodule', file.submodule),
      submodule_git_url: 'https://example.com/x.git',
    };
    return { status: 200, body };
  }
  const target = files[file.symlink];
  if (typeof target === 'string') return { status: 200, body: contentFile(shapes, path, Buffer.from(target)) };
  return { status: 200, body: { ...entry(shapes, path, 'symlink', sha), target: file.symlink } };
}

function commit(shapes: Shapes, { identity }: RestRequest, sha: string): RestAnswer {
  if (!mayDo(identity, 'contents', 'read') || !isKnownCommit(shapes.state, sha)) return notFound();
  return { status: 200, body: gitCommit(shapes, sha) };
}

function branchOf(shapes: Shapes, { segments, identity }: RestRequest): RestAnswer {
  if (!mayDo(identity, 'contents', 'read')) return notFound();
  const name = segments.slice(1).join('/');
  const sha = shapes.state.branches[name];
  return sha === undefined ? refusal(404, 'Branch not found') : { status: 200, body: branch(shapes, name, sha) };
}

function pullsOf(shapes: Shapes, { identity }: RestRequest, sha: string): RestAnswer {
  const { state } = shapes;
  if (!mayDo(identity, 'pull-requests', 'read')) return notAccessible();
  if (!isKnownCommit(state, sha)) return refusal(422, `No commit found for SHA: ${sha}`);
  const found = state.pullRequests.filter((pull) => pull.headSha === sha || pull.mergedCommits.includes(sha));
  const lag = found.map((pull) => pull.indexLag).find((one) => one !== undefined && one.asks > 0);
  if (lag === undefined) return { status: 200, list: { items: found.map((pull) => pullRequest(shapes, pull)) } };
  lag.asks -= 1;
  if (lag.answer === 'not-found') return notFound();
  return lag.answer === 'no-commit'
    ? refusal(422, `No commit found for SHA: ${sha}`)
    : { status: 200, list: { items: [] } };
}

function checkRunsOf(shapes: Shapes, { query, identity }: RestRequest, sha: string): RestAnswer {
  const { state } = shapes;
  if (!mayDo(identity, 'checks', 'read')) return notAccessible();
  if (!isKnownCommit(state, sha)) return refusal(422, `No commit found for SHA: ${sha}`);
  const asked = (name: string, value: string): boolean => [null, value].includes(query.get(name));
  const fits = (run: CheckRunState): boolean =>
    run.headSha === sha && asked('check_name', run.name) && asked('status', run.status);
  const runs = state.checkRuns.filter(fits).reverse();
  const isLatest = (run: CheckRunState): boolean =>
    runs.find(({ name, app }) => name === run.name && app === run.app) === run;
  const kept = query.get('filter') === 'all' ? runs : runs.filter(isLatest);
  return { status: 200, list: { key: 'check_runs', items: kept.map((run) => checkRun(shapes, run)) } };
}

const tooLong = (resource: string, field: string, limit: number): RestAnswer => {
  const message = `${field} is too long (maximum is ${limit} characters)`;
  return refusal(422, 'Validation Failed', [{ resource, code: 'unprocessable', field: 'data', message }]);
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function createCheckRun(shapes: Shapes, { body, identity, now }: RestRequest): RestAnswer {
  const { state } = shapes;
  if (identity.app === null) return refusal(403, 'You must authenticate via a GitHub App.');
  if (!mayDo(identity, 'checks', 'write')) return notAccessible();
  if (!isKnownCommit(state, text(body.head_sha)))
    return refusal(422, `No commit found for SHA: ${text(body.head_sha)}`);
  const output = (body.output ?? {}) as Record<string, unknown>;
  const annotations = Array.isArray(output.annotations) ? output.annotations : [];
  if (annotations.length > 50) return refusal(422, 'Invalid request.\n\nNo more than 50 items are allowed.');
  for (const field of ['summary', 'text']) {
    if (text(output[field]).length > 65_535) return tooLong('CheckRun', field, 65_535);
  }
  const run: CheckRunState = {
    id: ++state.lastId,
    name: text(body.name),
    headSha: text(body.head_sha),
    status: body.status === 'completed' ? 'completed' : 'queued',
    conclusion: textOrNull(body.conclusion),
    externalId: textOrNull(body.external_id),
    detailsUrl: textOrNull(body.details_url),
    completedAt: body.status === 'completed' ? now.toISOString().replace(/\.\d+/, '') : null,
    output: {
      title: textOrNull(output.title),
      summary: textOrNull(output.summary),
      text: textOrNull(output.text),
      annotations,
    },
    app: identity.app,
  };
  state.checkRuns.push(run);
  return { status: 201, body: checkRun(shapes, run) };
}

/** The issue or pull request of a number, as far as permissions and locks go. */
function thread({ pullRequests, issues }: GitHubState, number: number): { scope: Scope; locked: boolean } | undefined {
  const pull = pullRequests.find((one) => one.number === number);
  if (pull !== undefined) return { scope: 'pull-requests', locked: pull.locked === true };
  const found = issues.find((one) => one.number === number);
  return found === undefined ? undefined : { scope: 'issues', locked: found.locked === true };
}

const mayComment = (identity: Identity, scope: Scope): boolean =>
  mayDo(identity, scope, 'write') || mayDo(identity, 'issues', 'write');

function createComment(shapes: Shapes, { body, identity }: RestRequest, number: number): RestAnswer {
  const { state } = shapes;
  const where = thread(state, number);
  if (where === undefined) return notFound();
  if (!mayComment(identity, where.scope)) return notAccessible();
  if (where.locked) return refusal(403, 'Unable to create comment because issue is locked.');
  if (text(body.body).length > 65_536) return tooLong('IssueComment', 'Body', 65_536);
  const made = { id: ++state.lastId, issue: number, body: text(body.body), author: identity.login };
  state.comments.push(made);
  return { status: 201, body: comment(shapes, made) };
}

function changeComment(shapes: Shapes, { method, body, identity }: RestRequest, id: number): RestAnswer {
  const { state } = shapes;
  const found = state.comments.find((one) => one.id === id);
  const where = found === undefined ? undefined : thread(state, found.issue);
  if (found === undefined || where === undefined) return notFound();
  if (!mayComment(identity, where.scope)) return notAccessible();
  if (method === 'DELETE') {
    state.comments = state.comments.filter((one) => one !== found);
    return { status: 204 };
  }
  if (method !== 'PATCH') return notFound();
  if (where.locked) return refusal(403, 'Unable to update comment because issue is locked.');
  if (text(body.body).length > 65_536) return tooLong('IssueComment', 'Body', 65_536);
  found.body = text(body.body);
  return { status: 200, body: comment(shapes, found) };
}

function createIssue(shapes: Shapes, { body, identity }: RestRequest): RestAnswer {
  const { state } = shapes;
  if (!mayDo(identity, 'issues', 'write')) return notAccessible();
  if (text(body.body).length > 65_536) return tooLong('Issue', 'body', 65_536);
  const made = {
    number: ++state.lastNumber,
    title: text(body.title),
    body: text(body.body),
    author: identity.login,
    state: 'open' as const,
  };
  state.issues.push(made);
  return { status: 201, body: issue(shapes, made) };
}

function changeIssue(shapes: Shapes, { body, identity }: RestRequest, number: number): RestAnswer {
  const found = shapes.state.issues.find((one) => one.number === number);
  if (found === undefined) return notFound();
  if (!mayDo(identity, 'issues', 'write')) return notAccessible();
  if (text(body.body).length > 65_536) return tooLong('Issue', 'body', 65_536);
  if (typeof body.title === 'string') found.title = body.title;
  if (typeof body.body === 'string') found.body = body.body;
  if (body.state === 'open' || body.state === 'closed') found.state = body.state;
  return { status: 200, body: issue(shapes, found) };
}
