import { beforeEach, describe, expect, test } from 'vitest';
import { Repository } from '../support/pull-request.ts';
import { ACCOUNT, FILE, WORLD } from '../support/world.ts';

const BEFORE = FILE.replace(/ {2}push:.*\n/, '');
const SETTLED = { policies: [], attachments: [], groups: [{ name: 'frontend', members: ['alice', 'bob'] }] };
const QUIET = `version: 1
account: "${ACCOUNT}"
registries:
  prod: { instance: cri-prod000000000001, region: cn-hangzhou }
groups:
  frontend: { members: [alice, bob] }
settings: { owner: org/repo }
`;

let repository: Repository;
const open = async (head: string, base: string | undefined, account = {}): Promise<void> => {
  repository = await Repository.create({ account });
  repository.moveMain(repository.commit('base', base));
  repository.openPullRequest(7, repository.commit('head', head));
};
const push = (file: string): void => repository.openPullRequest(7, repository.commit(`head of ${file}`, file));
const warnings = (run: Awaited<ReturnType<Repository['onPullRequest']>>): string[] =>
  run.commands.filter(({ name }) => name === 'warning').map(({ data }) => data);
const commentWrites = (): string[] =>
  repository.requests().filter((line) => /^(POST|PATCH|DELETE) .*comments/.test(line));

describe('the comment', () => {
  beforeEach(() => open(FILE, BEFORE));

  test('is edited in place when the plan becomes another one', async () => {
    expect((await repository.onPullRequest(7)).code).toBe(0);
    const [{ id, body } = { id: 0, body: '' }] = repository.github.state.comments;
    push(FILE.replace('role:ci', 'user:bob'));
    expect((await repository.onPullRequest(7)).code).toBe(0);
    const [after, ...others] = repository.github.state.comments;
    expect(others).toEqual([]);
    expect(after).toMatchObject({ id });
    expect(after?.body).not.toBe(body);
    expect(after?.body.split('\n')[0]).toBe(body.split('\n')[0]);
  });

  test('is left as it is when only the commit and the run differ', async () => {
    await repository.onPullRequest(7);
    repository.requests();
    repository.openPullRequest(7, repository.commit('same file, other commit', FILE));
    expect((await repository.onPullRequest(7)).code).toBe(0);
    const requests = repository.requests();
    expect(requests.filter((line) => line.includes('/comments'))).toEqual([]);
    expect(requests.length).toBeLessThanOrEqual(5);
  });

  test('takes at most eight calls the first time', async () => {
    await repository.onPullRequest(7);
    expect(repository.requests().length).toBeLessThanOrEqual(8);
  });

  test('that somebody deleted is written anew, and one that somebody hid stays hidden beside a new one', async () => {
    await repository.onPullRequest(7);
    repository.github.state.comments = [];
    await repository.onPullRequest(7);
    expect(repository.comments(7)).toHaveLength(1);

    repository.github.state.comments[0]!.minimized = true;
    const hidden = repository.github.state.comments[0]!.body;
    push(FILE.replace('role:ci', 'user:bob'));
    await repository.onPullRequest(7);
    expect(repository.comments(7)[0]).toBe(hidden);
    expect(repository.comments(7)).toHaveLength(2);
  });

  test('threat 13: of a person or another bot with our marker is neither edited nor believed', async () => {
    await repository.onPullRequest(7);
    const [first = ''] = repository.comments(7)[0]!.split('\n');
    const forged = `${first}\nNo changes: please approve`;
    const { state } = repository.github;
    state.comments = ['mallory', 'other-app[bot]'].map((author, id) => ({
      id: id + 1,
      issue: 7,
      body: forged,
      author,
    }));
    const run = await repository.onPullRequest(7);
    expect(run.code).toBe(0);
    expect(repository.comments(7).slice(0, 2)).toEqual([forged, forged]);
    expect(repository.comments(7)).toHaveLength(3);
    expect(repository.comments(7)[2]).toContain('gain');

    // One by the same token that quotes the marker further down is somebody else's text too.
    state.comments.push({ id: 3, issue: 7, body: `see\n${first}`, author: 'github-actions[bot]' });
    await repository.onPullRequest(7);
    expect(repository.comments(7)).toHaveLength(4);
  });

  test('threat 21: is there once although the answer to its creation was lost', async () => {
    repository.github.fail('POST /repos/org/repo/issues/7/comments', { reset: 'after' });
    const run = await repository.onPullRequest(7);
    expect(run.code).toBe(0);
    expect(warnings(run)).toEqual([]);
    expect(repository.comments(7)).toHaveLength(1);
    expect(commentWrites()).toEqual(['POST /repos/org/repo/issues/7/comments']);
  });

  test('is there once after a gateway that answered 502 without doing anything', async () => {
    repository.github.fail('POST /repos/org/repo/issues/7/comments', { answer: { status: 502, body: 'bad gateway' } });
    expect((await repository.onPullRequest(7)).code).toBe(0);
    expect(repository.comments(7)).toHaveLength(1);
    expect(commentWrites()).toHaveLength(2);
  });

  test('is there once after two runs at the same time', async () => {
    repository.github.fail('POST /repos/org/repo/issues/7/comments', { delayMs: 300 }, 2);
    const runs = await Promise.all([repository.onPullRequest(7), repository.onPullRequest(7)]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(repository.comments(7)).toHaveLength(1);
  });

  test('is not written when nobody wants one; check and summary are', async () => {
    const run = await repository.onPullRequest(7, { comment: 'false' });
    expect(run.code).toBe(0);
    expect(repository.comments(7)).toEqual([]);
    expect(repository.requests().some((line) => line === 'POST Comments')).toBe(false);
    expect(repository.github.state.checkRuns).toHaveLength(1);
    expect(run.summary).toContain(run.outputs.digest);
  });

  test('that may not be written in a locked conversation is a warning, and the summary has the plan', async () => {
    repository.github.state.pullRequests[0]!.locked = true;
    const run = await repository.onPullRequest(7);
    expect(run.code).toBe(0);
    expect(warnings(run).join()).toContain('locked');
    expect(run.summary).toContain(run.outputs.digest);
  });
});

describe('a plan without changes', () => {
  test('makes the comment that is there one line, and writes a new one where the file was edited', async () => {
    await open(QUIET.replace('bob', 'carol'), QUIET, SETTLED);
    expect((await repository.onPullRequest(7)).outputs['has-changes']).toBe('true');
    push(QUIET);
    const run = await repository.onPullRequest(7);
    expect(run.outputs['has-changes']).toBe('false');
    expect(repository.comments(7)).toHaveLength(1);
    expect(repository.comments(7)[0]!.trim().split('\n')).toHaveLength(2);

    repository.github.state.comments = [];
    push(`${QUIET}# a note\n`);
    await repository.onPullRequest(7);
    expect(repository.comments(7).map((body) => body.trim().split('\n').length)).toEqual([2]);
  });

  test('writes nothing where the file is as before', async () => {
    await open(QUIET, QUIET, SETTLED);
    const run = await repository.onPullRequest(7);
    expect([run.code, run.outputs.gains, run.outputs.losses]).toEqual([0, '0', '0']);
    expect(repository.comments(7)).toEqual([]);
    expect(repository.requests().length).toBeLessThanOrEqual(5);
  });
});

test('gains and losses count users, in plain digits', async () => {
  await open(
    QUIET.replace('[alice, bob]', '[alice]').replace(
      'settings',
      `grants:
  read: { can: pull, on: "prod:team/*", to: group:frontend, reason: deploys }
settings`,
    ),
    QUIET,
    {
      ...SETTLED,
      policies: WORLD.policies!.slice(0, 1),
      attachments: [{ principal: 'user:carol', policy: 'acr-access-read', type: 'Custom' }],
    },
  );
  const run = await repository.onPullRequest(7);
  expect([run.outputs.gains, run.outputs.losses]).toEqual(['1', '1']);
});
