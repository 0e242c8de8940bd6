import { afterEach, describe, expect, test } from 'vitest';
import { type PullRequestState, TOKEN } from '../../support/github/state.ts';
import { type Connected, connected, errorOf } from './support/connected.ts';

const TIP = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const UNKNOWN = 'f'.repeat(40);

let open: Connected[] = [];
const start: typeof connected = async (...rest) => {
  const one = await connected(...rest);
  open.push(one);
  return one;
};
afterEach(async () => {
  await Promise.all(open.map(({ fake }) => fake.close()));
  open = [];
});

const without = (scope: string) => ({
  [TOKEN]: {
    login: 'github-actions[bot]',
    app: 'github-actions',
    permissions: Object.fromEntries(
      ['contents', 'checks', 'issues', 'pull-requests'].filter((one) => one !== scope).map((one) => [one, 'write']),
    ),
  },
});

describe('a file at a commit', () => {
  test.each(['version: 1\n', '', 'ü\u{1f600}\r\n'.repeat(1_000)])('comes byte by byte', async (text) => {
    const { github } = await start({ commits: { [TIP]: { files: { 'a b/#x?.yaml': text } } } });
    expect(Buffer.from((await github.fileAt('a b/#x?.yaml', TIP))!).toString()).toBe(text);
  });

  test('keeps bytes that are no text', async () => {
    const base64 = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00, 0x0d]).toString('base64');
    const { github } = await start({ commits: { [TIP]: { files: { 'x.yaml': { base64 } } } } });
    expect(Buffer.from((await github.fileAt('x.yaml', TIP))!).toString('base64')).toBe(base64);
  });

  test('is absent when the commit is there and the file is not', async () => {
    const { github } = await start();
    expect(await github.fileAt('x.yaml', TIP)).toBeUndefined();
  });

  test('is not called absent when the commit is unknown', async () => {
    const { github } = await start();
    expect((await errorOf(github.fileAt('x.yaml', UNKNOWN))).kind).toBe('not-found');
  });

  test('is not called absent when the token may not read the repository', async () => {
    const { github } = await start({
      commits: { [TIP]: { files: { 'x.yaml': 'version: 1\n' } } },
      identities: without('contents'),
    });
    const error = await errorOf(github.fileAt('x.yaml', TIP));
    expect(error).toMatchObject({ kind: 'denied', permission: 'contents: read' });
    expect(error.hint).toContain('contents: read');
  });

  test('is not called absent when the commit that is found is another', async () => {
    const { github, fake } = await start();
    fake.fail('git/commits', { answer: { status: 200, body: { sha: HEAD } } });
    expect((await errorOf(github.fileAt('x.yaml', TIP))).kind).toBe('unclear');
  });

  test.each([
    ['a folder', 'folder'],
    ['a link to nowhere', 'link'],
    ['a submodule', 'module'],
    ['more than a megabyte', 'large'],
  ])('is an error when it is %s', async (_name, path) => {
    const files = {
      'folder/x.yaml': '',
      link: { symlink: '../elsewhere' },
      module: { submodule: HEAD },
      large: 'x'.repeat(1_000_001),
    };
    const { github } = await start({ commits: { [TIP]: { files } } });
    expect((await errorOf(github.fileAt(path, TIP))).message).toMatch(/cannot read .* an answer that cannot be used: /);
  });

  test('is an error when bytes are missing', async () => {
    const { github, fake } = await start();
    const body = { type: 'file', encoding: 'base64', size: 10, content: 'YWJj' };
    fake.fail('contents', { answer: { status: 200, body } });
    expect((await errorOf(github.fileAt('x.yaml', TIP))).message).toContain('3 bytes of 10');
  });

  test.each(['../x', 'a/../x', './x', '/x', 'a//x', ''])('is never asked for as %j', async (path) => {
    const { github, fake } = await start();
    expect((await errorOf(github.fileAt(path, TIP))).kind).toBe('invalid');
    expect(fake.journal).toEqual([]);
  });
});

describe('the tip of a branch', () => {
  test('is its commit, whatever the name', async () => {
    const { github } = await start({ branches: { 'release/1 #%ü': HEAD, main: TIP } });
    expect(await github.branchTip('release/1 #%ü')).toBe(HEAD);
  });

  test('of an unknown branch is an error', async () => {
    const { github } = await start();
    expect((await errorOf(github.branchTip('gone'))).kind).toBe('not-found');
  });

  test('of a renamed branch is not that of its new name', async () => {
    const { github, fake } = await start();
    fake.fail('branches', { answer: { status: 301, headers: { location: '/elsewhere' }, body: {} } });
    const error = await errorOf(github.branchTip('main'));
    expect(error.kind).toBe('not-found');
    expect(error.hint).toContain('renamed');
    expect(fake.journal).toHaveLength(1);
  });

  test.each([
    [{ name: 'main', commit: { sha: 'short' } }],
    [{ name: 'other', commit: { sha: TIP } }],
    [{ name: 'main' }],
    [[]],
    ['no JSON'],
  ])('that cannot be one is an error: %j', async (body) => {
    const { github, fake } = await start();
    fake.fail('branches', { answer: { status: 200, body } }, 4);
    expect((await errorOf(github.branchTip('main'))).kind).toBe('unclear');
  });
});

const pull = (more: Partial<PullRequestState> = {}): PullRequestState => ({
  number: 7,
  title: 'x',
  headSha: HEAD,
  headRef: 'x',
  baseRef: 'main',
  mergedAt: '2026-11-21T12:00:00Z',
  mergedCommits: [TIP],
  ...more,
});

describe('the pull requests of a commit', () => {
  const seven = { number: 7, headSha: HEAD, baseRef: 'main', baseRepository: 'octo-org/images', merged: true };

  test('are merged ones and open ones', async () => {
    const open = pull({ number: 8, mergedAt: null, mergedCommits: [TIP], baseRepository: 'fork/images' });
    const { github } = await start({ pullRequests: [pull(), open] });
    expect(await github.pullRequestsOf(TIP)).toEqual([
      seven,
      { ...seven, number: 8, merged: false, baseRepository: 'fork/images' },
    ]);
  });

  test('are none while GitHub has not indexed the commit, however it says so', async () => {
    for (const answer of ['empty', 'not-found', 'no-commit'] as const) {
      const { github } = await start({ pullRequests: [pull({ indexLag: { asks: 1, answer } })] });
      expect(await github.pullRequestsOf(TIP)).toEqual([]);
      expect(await github.pullRequestsOf(TIP)).toEqual([seven]);
    }
  });

  test('are not none when the repository is not visible', async () => {
    const { github, fake } = await start({ pullRequests: [pull()], identities: without('contents') });
    fake.fail('/pulls', { answer: { status: 404, body: { message: 'Not Found' } } });
    expect(await errorOf(github.pullRequestsOf(TIP))).toMatchObject({ kind: 'denied', permission: 'contents: read' });
  });

  test('are not none when they may not be read', async () => {
    const { github } = await start({ pullRequests: [pull()], identities: without('pull-requests') });
    const error = await errorOf(github.pullRequestsOf(TIP));
    expect(error).toMatchObject({ kind: 'denied', permission: 'pull-requests: read' });
  });

  test('are not none when the request is refused for another reason', async () => {
    const { github, fake } = await start({ pullRequests: [pull()] });
    fake.fail('/pulls', { answer: { status: 422, body: { message: 'Validation Failed' } } });
    expect((await errorOf(github.pullRequestsOf(TIP))).kind).toBe('unclear');
  });

  test('are read to the last page', async () => {
    const many = Array.from({ length: 205 }, (_, index) => pull({ number: index + 1 }));
    const { github } = await start({ pullRequests: many });
    expect((await github.pullRequestsOf(TIP)).map(({ number }) => number)).toEqual(many.map(({ number }) => number));
    expect(github.callCount()).toBe(3);
  });

  test('are an error when a page comes twice', async () => {
    const many = Array.from({ length: 150 }, (_, index) => pull({ number: index + 1 }));
    const { github, fake } = await start({ pullRequests: many });
    const first = await fetch(`${fake.url}/repos/octo-org/images/commits/${TIP}/pulls?per_page=100`, {
      headers: { authorization: `token ${TOKEN}` },
    });
    fake.fail('page=2', { answer: { status: 200, body: await first.json() } });
    expect((await errorOf(github.pullRequestsOf(TIP))).message).toContain('listed twice');
  });
});

describe('the app of the token', () => {
  test.each([
    ['github-actions[bot]', 'github-actions'],
    ['our-bot[bot]', 'our-bot'],
    ['alice', 'github-actions'],
  ])('%s belongs to %s', async (login, app) => {
    const { github } = await start({ identities: { [TOKEN]: { login, app: null, permissions: {} } } });
    expect(await github.ownApp()).toBe(app);
  });

  test('is that of workflow runs when the token may not ask', async () => {
    const { github, fake } = await start();
    const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
    fake.fail('Viewer', { answer: { status: 200, body: { data: null, errors } } });
    expect(await github.ownApp()).toBe('github-actions');
  });

  test('is not guessed while GitHub is disturbed', async () => {
    const { github, fake } = await start();
    fake.fail('Viewer', { answer: { status: 502 } }, 4);
    expect((await errorOf(github.ownApp())).kind).toBe('unclear');
  });
});
