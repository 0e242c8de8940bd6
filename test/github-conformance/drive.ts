import { isDeepStrictEqual } from 'node:util';
import type { GitHub, NewCheck } from '../../src/action/github.ts';
import type { GitHubState } from '../support/github/state.ts';

const TIP = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const FILE = '.github/access/acr-access.yaml';
const NAME = 'acr-access/plan';

export const repositoryState = (): Partial<GitHubState> => ({
  commits: { [TIP]: { files: { [FILE]: 'version: 1\n', 'leer.yaml': '' } }, [HEAD]: { files: {} } },
  branches: { main: TIP, 'release/1.0 ü': HEAD },
  pullRequests: [
    {
      number: 7,
      title: 'x',
      headSha: HEAD,
      headRef: 'x',
      baseRef: 'main',
      mergedAt: '2026-11-21T12:00:00Z',
      mergedCommits: [TIP],
    },
    { number: 8, title: 'y', headSha: HEAD, headRef: 'y', baseRef: 'main', mergedAt: null, mergedCommits: [] },
  ],
  issues: [{ number: 9, title: 'Drift', body: 'old', author: 'github-actions[bot]', state: 'open' }],
  comments: [{ id: 2_999_999_999, issue: 7, body: 'hi', author: 'somebody' }],
});

const check = (more: Partial<NewCheck>): NewCheck => ({
  name: NAME,
  commit: HEAD,
  conclusion: 'success',
  externalId: '0123456789abcdef',
  detailsUrl: 'https://github.com/octo-org/images/actions/runs/1',
  title: '1 gains access',
  summary: 'a summary',
  text: 'acr-access approval 1',
  annotations: [{ path: FILE, line: 3, level: 'warning', title: 'S1', message: 'a finding' }],
  ...more,
});

/** Calls every method with what it is made for, and says which answers are not what they have to be. */
export async function driveEveryMethod(github: GitHub): Promise<string[]> {
  const failures: string[] = [];
  const expect = async (what: string, actual: Promise<unknown>, wanted: unknown): Promise<void> => {
    const value = await actual.catch((error: unknown) => error);
    if (!isDeepStrictEqual(value, wanted)) failures.push(`${what}: ${String(value)} ${JSON.stringify(value)}`);
  };
  const text = async (path: string, commit: string): Promise<string | undefined> => {
    const bytes = await github.fileAt(path, commit);
    return bytes && Buffer.from(bytes).toString();
  };
  await expect('a file', text(FILE, TIP), 'version: 1\n');
  await expect('an empty file', text('leer.yaml', TIP), '');
  await expect('an absent file', text(FILE, HEAD), undefined);
  await expect('a tip', github.branchTip('main'), TIP);
  await expect('the tip of a branch with a slash', github.branchTip('release/1.0 ü'), HEAD);
  const merged = { headSha: HEAD, baseRef: 'main', baseRepository: 'octo-org/images' };
  await expect('the pull request of a merge', github.pullRequestsOf(TIP), [{ number: 7, ...merged, merged: true }]);
  await expect('no checks', github.completedChecks(HEAD, NAME), []);
  await expect('a check', github.createCheck(check({})), undefined);
  const bare = check({ conclusion: 'failure', detailsUrl: '', text: '', annotations: [] });
  await expect('a check with nothing optional', github.createCheck(bare), undefined);
  const run = { externalId: '0123456789abcdef', app: 'github-actions' };
  await expect('the checks', github.completedChecks(HEAD, NAME), [
    { ...run, conclusion: 'failure', text: '' },
    { ...run, conclusion: 'success', text: 'acr-access approval 1' },
  ]);
  await expect('the app', github.ownApp(), 'github-actions');
  await expect('a comment', github.createComment(7, 'a plan'), undefined);
  const own = await github.ownComments(7);
  await expect('its text', Promise.resolve(own.map(({ body }) => body)), ['a plan']);
  const id = own[0]?.id ?? 0;
  await expect('an edit', github.updateComment(id, 'another plan'), true);
  await expect('a deletion', github.deleteComment(id), undefined);
  await expect('a new issue', github.createIssue({ title: 'Follow up', body: 'text' }), undefined);
  const edit = github.updateIssue(9, { title: 'Drift again', body: 'new', closed: true });
  await expect('a closed issue', edit, undefined);
  await expect('the open issues', github.ownOpenIssues(), [{ number: 101, title: 'Follow up', body: 'text' }]);
  return failures;
}
