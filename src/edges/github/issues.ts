import { z } from 'zod/mini';
import type { OwnIssue } from '../../action/github.ts';
import type { RepositoryApi, RepositoryCall } from './api.ts';
import { OPEN_ISSUES } from './documents.ts';

/** Who reads own issues wants to write them. */
const ISSUES = 'issues: write';

const issue = z.object({ number: z.int(), title: z.string(), body: z.string(), viewerDidAuthor: z.boolean() });

export async function ownOpenIssues(api: RepositoryApi): Promise<readonly OwnIssue[]> {
  const call = { purpose: 'list the open issues', permission: ISSUES, document: OPEN_ISSUES };
  const all = await api.nodes(call, issue, (issues) =>
    z.pipe(
      z.object({ repository: z.object({ issues }) }),
      z.transform(({ repository }) => repository.issues),
    ),
  );
  return all
    .filter(({ viewerDidAuthor }) => viewerDidAuthor)
    .map(({ number, title, body }) => ({ number, title, body }))
    .sort((one, other) => one.number - other.number);
}

const withNumber = z.object({ number: z.int() });

export async function createIssue(api: RepositoryApi, text: { title: string; body: string }): Promise<void> {
  const call: RepositoryCall = {
    purpose: 'open an issue',
    method: 'POST',
    path: '/issues',
    mode: 'add',
    permission: ISSUES,
    parameters: { title: text.title, body: text.body },
  };
  await api.ask(call, withNumber);
}

export async function updateIssue(
  api: RepositoryApi,
  number: number,
  { title, body, closed }: { title?: string; body?: string; closed?: true },
): Promise<void> {
  const call: RepositoryCall = {
    purpose: `${closed ? 'close' : 'edit'} issue ${number}`,
    method: 'PATCH',
    path: '/issues/{number}',
    mode: 'set',
    permission: ISSUES,
    parameters: {
      number,
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body }),
      ...(closed ? { state: 'closed', state_reason: 'completed' } : {}),
    },
  };
  const changed = await api.ask(call, withNumber);
  if (changed.number !== number) throw api.unusable(call, 'another issue');
}
