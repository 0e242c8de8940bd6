import { createHash } from 'node:crypto';
import { app, appOf, DATE, each, repository, type Shapes, user } from './owners.ts';
import type { CheckRunState, CommentState, IssueState, PullRequestState } from './state.ts';

/** Answers with every field that GitHub's OpenAPI description requires; what nobody reads is made up. */

const api = ({ state, url }: Shapes, path = ''): string => `${url}/repos/${state.repository}${path}`;
const page = ({ state, url }: Shapes, path = ''): string => `${url}/${state.repository}${path}`;

export function contentFile(shapes: Shapes, path: string, bytes: Buffer) {
  const sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const isLarge = bytes.length > 1_000_000;
  const self = api(shapes, `/contents/${encodeURI(path)}`);
  const git = api(shapes, `/git/blobs/${sha}`);
  const html = page(shapes, `/blob/main/${encodeURI(path)}`);
  return {
    ...entry(shapes, path, 'file', sha),
    size: bytes.length,
    encoding: isLarge ? 'none' : 'base64',
    content: isLarge ? '' : bytes.toString('base64').replace(/(.{60})/g, '$1\n'),
    _links: { self, git, html },
  };
}

/** A row of a folder, and what all kinds of content have in common. */
export function entry(shapes: Shapes, path: string, type: string, sha: string) {
  const self = api(shapes, `/contents/${encodeURI(path)}`);
  const html = page(shapes, `/blob/main/${encodeURI(path)}`);
  return {
    type,
    size: 0,
    name: path.split('/').at(-1) ?? '',
    path,
    sha,
    url: self,
    git_url: api(shapes, `/git/blobs/${sha}`),
    html_url: html,
    download_url: null,
    _links: { self, git: api(shapes, `/git/blobs/${sha}`), html },
  };
}

const signature = { name: 'Octo', email: 'octo@example.com', date: DATE };
const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

export const gitCommit = (shapes: Shapes, sha: string) => ({
  sha,
  node_id: 'C_1',
  url: api(shapes, `/git/commits/${sha}`),
  html_url: page(shapes, `/commit/${sha}`),
  author: signature,
  committer: signature,
  tree: { sha, url: api(shapes, `/git/trees/${sha}`) },
  message: 'a commit',
  parents: [],
  verification: unsigned,
});

export const branch = (shapes: Shapes, name: string, sha: string) => ({
  name,
  commit: {
    sha,
    node_id: 'C_1',
    url: api(shapes, `/commits/${sha}`),
    html_url: page(shapes, `/commit/${sha}`),
    comments_url: api(shapes, `/commits/${sha}/comments`),
    commit: { ...gitCommit(shapes, sha), comment_count: 0 },
    author: user(shapes, 'octo'),
    committer: user(shapes, 'octo'),
    parents: [],
  },
  _links: { self: api(shapes, `/branches/${encodeURI(name)}`), html: page(shapes, `/tree/${encodeURI(name)}`) },

  protected: false,
  protection: { enabled: false },
  protection_url: api(shapes, `/branches/${encodeURI(name)}/protection`),
});

const PULL_URLS =
  'diff_url patch_url commits_url review_comments_url review_comment_url comments_url statuses_url issue_url';

const PULL_LINKS = 'comments commits statuses html issue review_comments review_comment self';

export function pullRequest(shapes: Shapes, pull: PullRequestState) {
  const url = api(shapes, `/pulls/${pull.number}`);
  const base = pull.baseRepository ?? shapes.state.repository;
  return {
    ...each(PULL_URLS, (name) => `${url}/${name}`),
    url,
    html_url: page(shapes, `/pull/${pull.number}`),
    id: 1_000_000 + pull.number,
    node_id: 'PR_1',
    number: pull.number,
    state: pull.mergedAt === null ? 'open' : 'closed',
    locked: pull.locked ?? false,
    title: pull.title,
    user: user(shapes, 'octo'),
    body: null,
    labels: [],
    milestone: null,
    created_at: DATE,
    updated_at: DATE,
    closed_at: pull.mergedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergedCommits.at(-1) ?? null,
    assignee: null,
    head: end(shapes, shapes.state.repository, pull.headRef, pull.headSha),
    base: end(shapes, base, pull.baseRef, '0'.repeat(40)),
    _links: each(PULL_LINKS, (name) => ({ href: `${url}/${name}` })),
    author_association: 'MEMBER',
    auto_merge: null,
  };
}

const end = (shapes: Shapes, fullName: string, ref: string, sha: string) => ({
  label: `${fullName.split('/')[0]}:${ref}`,
  ref,
  sha,
  user: user(shapes, fullName.split('/')[0] ?? ''),
  repo: repository(shapes, fullName),
});

export const checkRun = (shapes: Shapes, run: CheckRunState) => ({
  id: run.id,
  node_id: 'CR_1',
  head_sha: run.headSha,
  name: run.name,
  url: api(shapes, `/check-runs/${run.id}`),
  html_url: page(shapes, `/runs/${run.id}`),
  details_url: run.detailsUrl,
  status: run.status,
  conclusion: run.conclusion,
  started_at: run.completedAt ?? DATE,
  completed_at: run.completedAt,
  external_id: run.externalId,
  check_suite: { id: 1 },
  output: {
    title: run.output.title,
    summary: run.output.summary,
    text: run.output.text,
    annotations_count: run.output.annotations.length,
    annotations_url: api(shapes, `/check-runs/${run.id}/annotations`),
  },
  app: run.app === null ? null : app(shapes, run.app),
  pull_requests: [],
});

export const comment = (shapes: Shapes, one: CommentState) => ({
  id: one.id,
  node_id: 'IC_1',
  url: api(shapes, `/issues/comments/${one.id}`),
  html_url: page(shapes, `/issues/${one.issue}#issuecomment-${one.id}`),
  issue_url: api(shapes, `/issues/${one.issue}`),
  body: one.body,
  user: user(shapes, one.author),
  created_at: DATE,
  updated_at: DATE,
  author_association: 'NONE',
  performed_via_github_app: appOf(shapes, one.author),
});

const ISSUE_URLS = 'labels_url comments_url events_url';

export const issue = (shapes: Shapes, one: IssueState) => ({
  ...each(ISSUE_URLS, (name) => api(shapes, `/issues/${one.number}/${name}`)),
  id: 2_000_000 + one.number,
  node_id: 'I_1',
  number: one.number,
  url: api(shapes, `/issues/${one.number}`),
  repository_url: api(shapes),
  html_url: page(shapes, `/issues/${one.number}`),
  state: one.state,
  state_reason: one.state === 'closed' ? 'completed' : null,
  locked: one.locked ?? false,
  title: one.title,
  body: one.body,
  user: user(shapes, one.author),
  labels: [],
  assignee: null,
  assignees: [],
  milestone: null,
  comments: shapes.state.comments.filter((other) => other.issue === one.number).length,
  closed_at: one.state === 'closed' ? DATE : null,
  created_at: DATE,
  updated_at: DATE,
  author_association: 'NONE',
  performed_via_github_app: appOf(shapes, one.author),
});
