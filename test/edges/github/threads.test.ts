import { afterEach, describe, expect, test } from 'vitest';
import { TOKEN } from '../../support/github/state.ts';
import { type Connected, connected, errorOf } from './support/connected.ts';

const BOT = 'github-actions[bot]';
const HEAD = 'b'.repeat(40);
const PULL = { number: 7, title: 'x', headSha: HEAD, headRef: 'x', baseRef: 'main', mergedAt: null, mergedCommits: [] };

let open: Connected[] = [];
const start: typeof connected = async (known, options) => {
  const one = await connected({ pullRequests: [PULL], ...known }, options);
  open.push(one);
  return one;
};
afterEach(async () => {
  await Promise.all(open.map(({ fake }) => fake.close()));
  open = [];
});

const permissions = (granted: Record<string, 'read' | 'write'>) => ({
  identities: { [TOKEN]: { login: BOT, app: 'github-actions', permissions: granted } },
});

describe('own comments', () => {
  test("are those of the token's identity, the oldest first, hidden ones too", async () => {
    const { github } = await start({
      comments: [
        { id: 3_000_000_009, issue: 7, body: 'second', author: BOT, minimized: true },
        { id: 3_000_000_001, issue: 7, body: 'first', author: BOT },
        { id: 3_000_000_002, issue: 7, body: 'of a person', author: 'github-actions' },
        { id: 3_000_000_003, issue: 7, body: 'of another bot', author: 'other[bot]' },
        { id: 3_000_000_004, issue: 8, body: 'elsewhere', author: BOT },
      ],
    });
    expect(await github.ownComments(7)).toEqual([
      { id: 3_000_000_001, body: 'first', minimized: false },
      { id: 3_000_000_009, body: 'second', minimized: true },
    ]);
  });

  test('are found beyond the first page', async () => {
    const comments = Array.from({ length: 250 }, (_, id) => ({
      id: id + 1,
      issue: 7,
      body: 'x',
      author: id === 249 ? BOT : 'p',
    }));
    const { github } = await start({ comments });
    expect(await github.ownComments(7)).toEqual([{ id: 250, body: 'x', minimized: false }]);
    expect(github.callCount()).toBe(3);
  });

  const page = (pageInfo: unknown) => ({
    answer: { status: 200, body: { data: { repository: { pullRequest: { comments: { nodes: [], pageInfo } } } } } },
  });

  test.each([
    ['a repeated cursor', { hasNextPage: true, endCursor: 'same' }],
    ['a next page without a cursor', { hasNextPage: true, endCursor: null }],
    ['no page information', undefined],
  ])('with %s are an error', async (_name, pageInfo) => {
    const { github, fake } = await start();
    fake.fail('Comments', page(pageInfo), 10);
    expect((await errorOf(github.ownComments(7))).kind).toBe('unclear');
    expect(fake.journal.length).toBeLessThanOrEqual(2);
  });

  test('with a null in between are an error', async () => {
    const { github, fake } = await start();
    fake.fail('Comments', { answer: { status: 200, body: { data: { repository: { pullRequest: null } } } } });
    expect((await errorOf(github.ownComments(7))).message).toContain('data.repository.pullRequest');
  });

  test('of an unknown pull request are an error', async () => {
    const { github } = await start();
    expect((await errorOf(github.ownComments(99))).kind).toBe('not-found');
  });

  test('that may not be read name the permission', async () => {
    const { github } = await start(permissions({ contents: 'read' }));
    const error = await errorOf(github.ownComments(7));
    expect(error).toMatchObject({ kind: 'denied', permission: 'pull-requests: write' });
  });

  test('wait out a short rate limit of GraphQL, and name the end of a long one', async () => {
    const { github, fake, slept } = await start();
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }];
    const limited = (headers: Record<string, string>) => ({ answer: { status: 200, headers, body: { errors } } });
    fake.fail('Comments', limited({ 'retry-after': '4' }));
    expect(await github.ownComments(7)).toEqual([]);
    expect(slept).toEqual([4_000]);
    fake.fail('Comments', limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795266000' }));
    const error = await errorOf(github.ownComments(7));
    expect(error.kind).toBe('rate-limited');
    expect(error.message).toContain('until 2026-11-21T13:00:00Z');
  });
});

describe('a comment', () => {
  test('is created, edited and deleted', async () => {
    const { github, fake } = await start();
    await github.createComment(7, 'one');
    const [made] = await github.ownComments(7);
    expect(made?.body).toBe('one');
    expect(await github.updateComment(made!.id, 'two')).toBe(true);
    expect(fake.state.comments.map(({ body, author }) => ({ body, author }))).toEqual([{ body: 'two', author: BOT }]);
    await github.deleteComment(made!.id);
    expect(fake.state.comments).toEqual([]);
  });

  test('that is gone is not edited, and deleting it again is no error', async () => {
    const { github } = await start();
    expect(await github.updateComment(12, 'text')).toBe(false);
    await expect(github.deleteComment(12)).resolves.toBeUndefined();
  });

  test('in a locked conversation says so, and names no permission', async () => {
    const { github } = await start({ pullRequests: [{ ...PULL, locked: true }] });
    const error = await errorOf(github.createComment(7, 'text'));
    expect(error).toMatchObject({ kind: 'denied', permission: undefined });
    expect(error.hint).toContain('locked');
  });

  test('without the permission names it', async () => {
    const comments = [{ id: 5, issue: 7, body: 'x', author: BOT }];
    const { github } = await start({ comments, ...permissions({ 'pull-requests': 'read' }) });
    const wanted = { kind: 'denied', permission: 'pull-requests: write' };
    expect(await errorOf(github.createComment(7, 'text'))).toMatchObject(wanted);
    expect(await errorOf(github.updateComment(5, 'text'))).toMatchObject(wanted);
    expect(await errorOf(github.deleteComment(5))).toMatchObject(wanted);
  });

  test('that is too long is invalid', async () => {
    const { github } = await start();
    const error = await errorOf(github.createComment(7, 'x'.repeat(65_537)));
    expect(error.kind).toBe('invalid');
    expect(error.message).toContain('Body is too long (maximum is 65536 characters)');
  });
});

describe('issues', () => {
  test('that are open and own are found on every page', async () => {
    const issues = Array.from({ length: 120 }, (_, index) => ({
      number: index + 1,
      title: `title ${index + 1}`,
      body: 'text',
      author: index % 60 === 3 ? BOT : 'somebody',
      state: 'open' as const,
    }));
    const closed = { number: 200, title: 'closed', body: '', author: BOT, state: 'closed' as const };
    const { github } = await start({ issues: [closed, ...issues] });
    expect(await github.ownOpenIssues()).toEqual([
      { number: 4, title: 'title 4', body: 'text' },
      { number: 64, title: 'title 64', body: 'text' },
    ]);
  });

  test('are opened, edited and closed, each only as asked', async () => {
    const { github, fake } = await start();
    await github.createIssue({ title: 'Drift', body: 'one' });
    const number = fake.state.issues[0]!.number;
    await github.updateIssue(number, { body: 'two' });
    expect(fake.state.issues[0]).toMatchObject({ title: 'Drift', body: 'two', state: 'open', author: BOT });
    await github.updateIssue(number, { title: 'Gone', closed: true });
    expect(fake.state.issues[0]).toMatchObject({ title: 'Gone', body: 'two', state: 'closed' });
    expect(await github.ownOpenIssues()).toEqual([]);
  });

  test('without the permission name it', async () => {
    const { github } = await start(permissions({ contents: 'read' }));
    const wanted = { kind: 'denied', permission: 'issues: write' };
    expect(await errorOf(github.ownOpenIssues())).toMatchObject(wanted);
    expect(await errorOf(github.createIssue({ title: 'x', body: '' }))).toMatchObject(wanted);
  });

  test('that are unknown, or switched off, are an error', async () => {
    const { github, fake } = await start();
    expect((await errorOf(github.updateIssue(12, { closed: true }))).kind).toBe('not-found');
    fake.fail('POST .*issues', {
      answer: { status: 410, body: { message: 'Issues has been disabled in this repository.' } },
    });
    expect((await errorOf(github.createIssue({ title: 'x', body: '' }))).message).toContain('Issues has been disabled');
  });
});
