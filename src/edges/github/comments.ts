import { z } from 'zod/mini';
import type { OwnComment } from '../../action/github.ts';
import type { RepositoryApi, RepositoryCall } from './api.ts';
import { COMMENTS } from './documents.ts';

/** On issues it is `issues: write`; who reads own comments wants to write them. */
const COMMENT = 'pull-requests: write';

const comment = z.object({
  /** a BigInt, which GraphQL writes as text */
  fullDatabaseId: z.pipe(
    z.union([z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number)), z.number()]),
    z.int(),
  ),
  body: z.string(),
  viewerDidAuthor: z.boolean(),
  isMinimized: z.boolean(),
});

/** The identity is GitHub's own answer (`viewerDidAuthor`), whatever kind of token it is. */
export async function ownComments(api: RepositoryApi, pullRequest: number): Promise<readonly OwnComment[]> {
  const purpose = `list the comments of pull request ${pullRequest}`;
  const call = { purpose, permission: COMMENT, document: COMMENTS, variables: { number: pullRequest } };
  const all = await api.nodes(call, comment, (comments) =>
    z.pipe(
      z.object({ repository: z.object({ pullRequest: z.object({ comments }) }) }),
      z.transform(({ repository }) => repository.pullRequest.comments),
    ),
  );
  return all
    .filter(({ viewerDidAuthor }) => viewerDidAuthor)
    .map(({ fullDatabaseId: id, body, isMinimized: minimized }) => ({ id, body, minimized }))
    .sort((one, other) => one.id - other.id);
}

const withId = z.object({ id: z.int() });

export async function createComment(api: RepositoryApi, issueOrPullRequest: number, body: string): Promise<void> {
  const call: RepositoryCall = {
    purpose: `comment on #${issueOrPullRequest}`,
    method: 'POST',
    path: '/issues/{number}/comments',
    mode: 'add',
    permission: COMMENT,
    parameters: { number: issueOrPullRequest, body },
  };
  await api.ask(call, withId);
}

export async function updateComment(api: RepositoryApi, id: number, body: string): Promise<boolean> {
  const call: RepositoryCall = {
    purpose: `edit comment ${id}`,
    method: 'PATCH',
    path: '/issues/comments/{id}',
    mode: 'set',
    permission: COMMENT,
    expected: [404, 410],
    parameters: { id, body },
  };
  const answer = await api.send(call);
  if (answer.status >= 400) return false;
  if (api.read(call, withId, answer.body).id !== id) throw api.unusable(call, 'another comment');
  return true;
}

export async function deleteComment(api: RepositoryApi, id: number): Promise<void> {
  await api.send({
    purpose: `delete comment ${id}`,
    method: 'DELETE',
    path: '/issues/comments/{id}',
    mode: 'set',
    permission: COMMENT,
    expected: [404, 410],
    parameters: { id },
  });
}
