import { z } from 'zod/mini';
import { GitHubError, type PullRequest } from '../../action/github.ts';
import type { RepositoryApi, RepositoryCall } from './api.ts';
import { VIEWER } from './documents.ts';
import { messageOf } from './error-body.ts';

const CONTENTS = 'contents: read';

const shortSha = (commit: string): string => commit.slice(0, 12);

const sha = z.string().check(z.regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/));

/** Larger files than 1 MB have encoding `none` and no content. */
const fileAnswer = z.object({
  type: z.literal('file'),
  encoding: z.literal('base64'),
  size: z.int(),
  content: z.string(),
});

/**
 * See the port. A symbolic link to a file answers as that file; a folder, another link and a submodule are errors.
 */
export async function fileAt(api: RepositoryApi, path: string, commit: string): Promise<Uint8Array | undefined> {
  const call: RepositoryCall = {
    purpose: `read ${path} at ${shortSha(commit)}`,
    method: 'GET',
    path: '/contents/{path}',
    mode: 'read',
    permission: CONTENTS,
    expected: [404],
    parameters: { path, ref: commit },
  };
  if (path.split('/').some((step) => ['', '.', '..'].includes(step))) {
    throw api.failed(call, 'invalid', 'that is no path in a repository', {});
  }
  const answer = await api.send(call);
  if (answer.status === 404) {
    if (isUnknownCommit(answer.body)) {
      throw api.failed(call, 'not-found', `commit ${shortSha(commit)} is unknown`, {});
    }
    await requireVisible(api, call, commit);
    return undefined;
  }
  const file = api.read(call, fileAnswer, answer.body);
  const bytes = Buffer.from(file.content, 'base64');
  if (bytes.length !== file.size) throw api.unusable(call, `${bytes.length} bytes of ${file.size}`);
  return bytes;
}

/**
 * "Not Found" is also what a token hears that may not read the repository, and then what is there would count as absent:
 * so it is believed only when the commit itself can be read.
 */
async function requireVisible(api: RepositoryApi, call: RepositoryCall, commit: string): Promise<void> {
  const path = '/git/commits/{commit}';
  const answer = await api.send({ ...call, path, permission: CONTENTS, expected: [404], parameters: { commit } });
  if (answer.status === 404) {
    throw api.failed(call, 'denied', `commit ${shortSha(commit)} is not visible to the token`, {
      permission: CONTENTS,
      hint: `Give the job \`permissions: ${CONTENTS}\`; if it has that, the commit does not exist.`,
    });
  }
  const found = api.read(call, z.object({ sha }), answer.body);
  if (found.sha !== commit) throw api.unusable(call, `commit ${found.sha} instead of the one asked for`);
}

/** `No commit found for the ref …` of contents, `No commit found for SHA: …` of commits. */
const isUnknownCommit = (body: unknown): boolean => /^No commit found/i.test(messageOf(body));

export async function branchTip(api: RepositoryApi, branch: string): Promise<string> {
  const call: RepositoryCall = {
    purpose: `read the tip of branch ${branch}`,
    method: 'GET',
    path: '/branches/{branch}',
    mode: 'read',
    permission: CONTENTS,
    parameters: { branch },
  };
  const answer = await api.ask(call, z.object({ name: z.string(), commit: z.object({ sha }) }));
  if (answer.name !== branch) throw api.unusable(call, 'another branch');
  return answer.commit.sha;
}

const pullRequests = z.array(
  z.object({
    id: z.int(),
    number: z.int(),
    head: z.object({ sha }),
    base: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }) }),
    merged_at: z.nullable(z.string()),
  }),
);

/** Empty also while GitHub has not indexed the commit yet, for which it answers 404 or 422 too. */
export async function pullRequestsOf(api: RepositoryApi, commit: string): Promise<readonly PullRequest[]> {
  const call: RepositoryCall = {
    purpose: `list the pull requests of ${shortSha(commit)}`,
    method: 'GET',
    path: '/commits/{commit}/pulls',
    mode: 'read',
    permission: 'pull-requests: read',
    expected: [404, 422],
    parameters: { commit },
  };
  let absent = false;
  const found = await api.list(call, ({ status, body }) => {
    absent ||= status === 404 && !isUnknownCommit(body);
    return status < 300 || !(absent || isUnknownCommit(body)) ? api.read(call, pullRequests, body) : [];
  });
  if (absent) await requireVisible(api, call, commit);
  return found.map(({ number, head, base, merged_at }) => ({
    number,
    headSha: head.sha,
    baseRef: base.ref,
    baseRepository: base.repo.full_name,
    merged: merged_at !== null,
  }));
}

const ACTIONS_APP = 'github-actions';

/** The slug is the bot's name without `[bot]`. A person's token has no app, and makes no checks. */
export async function ownApp(api: RepositoryApi): Promise<string> {
  const call = { purpose: "ask for the token's identity", permission: 'metadata: read', document: VIEWER };
  try {
    const { viewer } = await api.query(call, z.object({ viewer: z.object({ login: z.string() }) }));
    return viewer.login.endsWith('[bot]') ? viewer.login.slice(0, -'[bot]'.length) : ACTIONS_APP;
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'denied') return ACTIONS_APP;
    throw error;
  }
}
