import { afterEach, describe, expect, test } from 'vitest';
import { stoppedBy } from '../../../src/errors.ts';
import { VERSION } from '../../../src/version.ts';
import type { FaultEffect } from '../../support/github/state.ts';
import { type Connected, connected, errorOf } from './support/connected.ts';

const TIP = 'a'.repeat(40);
const PULL = { number: 7, title: 'x', headSha: TIP, headRef: 'x', baseRef: 'main', mergedAt: null, mergedCommits: [] };

let open: Connected[] = [];
const start: typeof connected = async (known, options) => {
  const one = await connected(
    { pullRequests: [PULL], comments: [{ id: 5, issue: 7, body: '', author: 'x' }], ...known },
    options,
  );
  open.push(one);
  return one;
};
afterEach(async () => {
  await Promise.all(open.map(({ fake }) => fake.close()));
  open = [];
});

const DISTURBANCES: [string, FaultEffect][] = [
  ['a 502', { answer: { status: 502, body: '<html>' } }],
  ['a 503', { answer: { status: 503 } }],
  ['a reset', { reset: 'before' }],
  ['a reset after the request', { reset: 'after' }],
  ['a cut answer', { cut: true }],
];

describe('a disturbed call', () => {
  test.each(DISTURBANCES)('that reads is sent again up to three times after %s', async (_name, effect) => {
    const { github, fake, slept } = await start();
    fake.fail('.', effect, 3);
    expect(await github.branchTip('main')).toBe(TIP);
    expect(slept).toEqual([1_000, 3_000, 9_000]);
    expect(github.callCount()).toBe(4);
    fake.fail('.', effect, 4);
    expect((await errorOf(github.branchTip('main'))).kind).toBe('unclear');
    expect(github.callCount()).toBe(8);
  });

  test.each(DISTURBANCES)('of GraphQL is sent again after %s', async (_name, effect) => {
    const { github, fake } = await start();
    fake.fail('Comments', effect, 3);
    expect(await github.ownComments(7)).toEqual([]);
  });

  test('of GraphQL is sent again after an error without a type', async () => {
    const { github, fake } = await start();
    const errors = [{ message: 'Something went wrong while executing your query.' }];
    fake.fail('Comments', { answer: { status: 200, body: { data: null, errors } } });
    expect(await github.ownComments(7)).toEqual([]);
    fake.fail('Comments', { answer: { status: 200, body: { errors: [{ type: 'UNPROCESSABLE', message: 'no' }] } } });
    expect((await errorOf(github.ownComments(7))).kind).toBe('invalid');
  });

  test.each(DISTURBANCES)(
    'that adds is sent once after %s, and what became of it is unclear',
    async (_name, effect) => {
      const { github, fake } = await start();
      const check = { name: 'n', commit: TIP, conclusion: 'success', externalId: '', detailsUrl: '' } as const;
      const adds = [
        () => github.createComment(7, 'text'),
        () => github.createIssue({ title: 't', body: '' }),
        () => github.createCheck({ ...check, title: 't', summary: 's', text: '', annotations: [] }),
      ];
      for (const add of adds) {
        fake.fail('POST', effect);
        const error = await errorOf(add());
        expect(error.kind).toBe('unclear');
        expect(error.hint).toBe('It may or may not have happened.');
      }
      expect(fake.journal).toHaveLength(3);
    },
  );

  test.each(DISTURBANCES)('that sets a state is sent again after %s', async (_name, effect) => {
    const { github, fake } = await start();
    fake.fail('PATCH', effect);
    expect(await github.updateComment(5, 'new')).toBe(true);
    expect(fake.state.comments[0]?.body).toBe('new');
    fake.fail('DELETE', effect);
    await github.deleteComment(5);
    expect(fake.state.comments).toEqual([]);
  });

  test('ends at its deadline', async () => {
    const { github, fake } = await start({}, { attemptMs: 50 });
    fake.fail('POST', { delayMs: 10_000 });
    const error = await errorOf(github.createComment(7, 'text'));
    expect(error.kind).toBe('unclear');
    expect(error.message).toContain('no whole answer in time');
  });
});

describe('an answer that is no answer', () => {
  test.each([[{}], [[]], ['text'], [{ id: 'x' }], [undefined]])('to a new comment is unclear: %j', async (body) => {
    const { github, fake } = await start();
    fake.fail('POST', { answer: { status: 201, body } });
    expect((await errorOf(github.createComment(7, 'text'))).kind).toBe('unclear');
  });

  test('to an edit is unclear when it is about another comment', async () => {
    const { github, fake } = await start();
    fake.fail('PATCH', { answer: { status: 200, body: { id: 6 } } });
    expect((await errorOf(github.updateComment(5, 'new'))).kind).toBe('unclear');
  });

  test('is a redirect: it is not followed, and nothing is sent there', async () => {
    const { github, fake } = await start();
    const other = await start();
    const location = `${other.fake.url}/repos/octo-org/images/issues/7/comments`;
    for (const status of [301, 302, 307, 308]) {
      fake.fail('POST', { answer: { status, headers: { location }, body: {} } });
      expect((await errorOf(github.createComment(7, 'text'))).kind).toBe('not-found');
    }
    expect(other.fake.journal).toEqual([]);
  });
});

describe('a rate limit', () => {
  const limited = (status: number, headers: Record<string, string>, message = ''): FaultEffect => ({
    answer: { status, headers, body: { message } },
  });

  test.each([
    ['429 with retry-after', limited(429, { 'retry-after': '10' }), 10_000],
    ['403 with retry-after', limited(403, { 'retry-after': '3' }), 3_000],
    [
      '403 with nothing left until soon',
      limited(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795262405' }),
      5_000,
    ],
  ])('of ten seconds at most is waited out, for writes too: %s', async (_name, effect, ms) => {
    const { github, fake, slept } = await start();
    fake.fail('POST', effect);
    await github.createComment(7, 'text');
    expect(slept).toEqual([ms]);
    expect(fake.state.comments.filter(({ body }) => body === 'text')).toHaveLength(1);
  });

  test.each([
    ['429 with a long wait', limited(429, { 'retry-after': '11' }), '2026-11-21T12:00:11Z'],
    ['429 that says nothing', limited(429, {}), '2026-11-21T12:01:00Z'],
    ['403 that says so', limited(403, {}, 'You have exceeded a secondary rate limit.'), '2026-11-21T12:01:00Z'],
    [
      '403 with nothing left for an hour',
      limited(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795266000' }),
      '2026-11-21T13:00:00Z',
    ],
  ])('that is longer ends the call and says until when: %s', async (_name, effect, until) => {
    const { github, fake, slept } = await start();
    fake.fail('.', effect);
    const error = await errorOf(github.branchTip('main'));
    expect(error.kind).toBe('rate-limited');
    expect(error.message).toContain(`until ${until}`);
    expect(slept).toEqual([]);
  });

  test('is not what a missing permission on the last call is', async () => {
    const { github, fake } = await start();
    fake.fail('.', limited(403, { 'x-ratelimit-remaining': '0' }, 'Resource not accessible by integration'));
    expect((await errorOf(github.branchTip('main'))).kind).toBe('denied');
  });
});

describe('a run that is stopped', () => {
  test('sends nothing more', async () => {
    const stop = new AbortController();
    const { github, fake } = await start({}, { signal: stop.signal });
    stop.abort(stoppedBy('SIGINT'));
    await expect(github.createComment(7, 'text')).rejects.toThrow('stopped by SIGINT');
    expect(fake.journal).toEqual([]);
  });

  test('gives a read up at once, and hears the answer of a write', async () => {
    const stop = new AbortController();
    const { github, fake } = await start(
      {},
      { signal: stop.signal, onRequest: () => setTimeout(() => stop.abort(stoppedBy('SIGINT')), 50) },
    );
    fake.fail('POST', { delayMs: 300 });
    await github.createComment(7, 'text');
    expect(fake.state.comments).toHaveLength(2);

    const again = new AbortController();
    const other = await start(
      {},
      { signal: again.signal, onRequest: () => setTimeout(() => again.abort(stoppedBy('SIGTERM')), 50) },
    );
    other.fake.fail('GET', { delayMs: 20_000 });
    await expect(other.github.branchTip('main')).rejects.toThrow('stopped by SIGTERM');
  });
});

describe('every request', () => {
  test('names the version of the API, the program and the token', async () => {
    const { github, fake } = await start();
    await github.branchTip('main');
    await github.ownComments(7);
    await github.createComment(7, 'text');
    expect(fake.journal).toHaveLength(3);
    for (const { headers } of fake.journal) {
      expect(headers['x-github-api-version']).toBe('2022-11-28');
      expect(headers['user-agent']).toBe(`acr-access/${VERSION}`);
      expect(headers.accept).toBe('application/vnd.github+json');
      expect(headers.authorization).toBe(`Bearer ${fake.token}`);
    }
  });

  test.each(['', '.', '..', '\ud800'])('keeps to its address: %j is not sent', async (branch) => {
    const { github, fake } = await start();
    expect((await errorOf(github.branchTip(branch))).kind).toBe('invalid');
    expect(fake.journal).toEqual([]);
  });

  test.each(['../../x', 'a/b', 'a%2fb?c#d', "a!'()*~"])('keeps to its address with %s in it', async (branch) => {
    const { github, fake } = await start({ branches: { [branch]: TIP } });
    expect(await github.branchTip(branch)).toBe(TIP);
    expect(fake.journal[0]?.path).toBe(`/repos/octo-org/images/branches/${encodeURIComponent(branch)}`);
  });

  test('is told before it is sent, without values', async () => {
    const lines: string[] = [];
    const { github } = await start({}, { onRequest: (line) => lines.push(line) });
    await github.branchTip('main');
    expect(lines).toEqual(['GET /repos/{owner}/{repo}/branches/{branch}']);
  });
});

describe('an error text', () => {
  test('never holds the token, however GitHub wraps it', async () => {
    const { github, fake } = await start();
    const { token } = fake;
    const base64 = Buffer.from(`x:${token}`).toString('base64');
    for (const status of [401, 403, 404, 422, 500]) {
      const message = `${token} ${encodeURIComponent(token)} ${base64} ghp_anotherToken0123456789`;
      fake.fail('POST', { answer: { status, body: { message, errors: [{ message: token }, token] } } });
      const error = await errorOf(github.createComment(7, 'text'));
      const all = `${error.message} ${error.hint} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
      expect(all).not.toContain(token);
      expect(all).not.toContain(base64.slice(4, -4));
      expect(all).not.toContain('ghp_another');
    }
  });

  test('is one line of limited length that the runner does not take for a command', async () => {
    const { github, fake } = await start();
    const message = `\n::error::x :::: \n##[add-mask]y \u202e${'long '.repeat(1_000)}`;
    fake.fail('POST', { answer: { status: 422, body: { message } } });
    const { message: text } = await errorOf(github.createComment(7, 'text'));
    expect(text).not.toMatch(/::|##\[|[\n\r\u202e]/);
    expect(text.length).toBeLessThan(450);
  });

  test('cleans names that come from files too', async () => {
    const { github } = await start();
    const { message } = await errorOf(github.branchTip('x\n::error::y'));
    expect(message).not.toMatch(/::|\n/);
  });
});
