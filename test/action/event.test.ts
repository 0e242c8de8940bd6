import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../src/action/event.ts';

const SHA = (digit: string): string => digit.repeat(40);
const runner = (name: string, more: Record<string, string> = {}) => ({
  GITHUB_EVENT_NAME: name,
  GITHUB_REPOSITORY: 'org/repo',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_SHA: SHA('a'),
  GITHUB_WORKFLOW_REF: 'org/repo/.github/workflows/acr-access.yml@refs/heads/main',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_RUN_ID: '42',
  ...more,
});
const repository = { default_branch: 'main' };
const pull = (change: object = {}) => ({
  repository,
  pull_request: {
    number: 7,
    user: { login: 'alice' },
    head: { sha: SHA('1'), repo: { full_name: 'org/repo' } },
    base: { sha: SHA('2'), repo: { full_name: 'Org/Repo' } },
    ...change,
  },
});
const pushed = (change: object = {}) => ({
  repository,
  ref: 'refs/heads/main',
  before: SHA('0'),
  after: SHA('3'),
  deleted: false,
  commits: [{ id: SHA('1') }, { id: SHA('2') }, { id: SHA('3') }],
  ...change,
});

describe('what the runner says', () => {
  it('names the workflow by its path, on every branch the same', () => {
    const path = (ref: string) => readEvent({ GITHUB_WORKFLOW_REF: ref }, {}).workflow;
    expect(path('org/repo/.github/workflows/a.yml@refs/heads/main')).toBe('.github/workflows/a.yml');
    expect(path('org/repo/.github/workflows/a.yml@refs/pull/7/merge')).toBe('.github/workflows/a.yml');
    expect(path('org/repo/.github/workflows/a@b.yml@refs/heads/x@refs/y')).toBe('.github/workflows/a@b.yml');
    expect(path(`org/repo/.github/workflows/a.yml@${SHA('a')}`)).toBe('.github/workflows/a.yml');
    expect(path('nonsense')).toBe('');
  });

  it('links the run only when every part of the address is sound', () => {
    expect(readEvent(runner('push'), {}).runUrl).toBe('https://github.com/org/repo/actions/runs/42');
    expect(readEvent(runner('push', { GITHUB_RUN_ID: '42)](x' }), {}).runUrl).toBe('');
    expect(readEvent(runner('push', { GITHUB_SERVER_URL: 'javascript:x' }), {}).runUrl).toBe('');
  });

  it('is an event without a name outside of GitHub', () => {
    expect(readEvent({}, undefined)).toEqual({
      name: '',
      repository: '',
      defaultBranch: undefined,
      ref: '',
      sha: '',
      workflow: '',
      runUrl: '',
    });
  });
});

describe('a pull request', () => {
  const read = (payload: unknown) => readEvent(runner('pull_request'), payload).pullRequest;

  it('of the repository itself is no fork, however its name is spelled', () => {
    const own = { number: 7, headSha: SHA('1'), baseSha: SHA('2'), isFork: false, isDependabot: false };
    expect(read(pull())).toEqual(own);
  });

  it.each([
    ['another repository', { sha: SHA('1'), repo: { full_name: 'mallory/repo' } }],
    ['a repository that is gone', { sha: SHA('1'), repo: null }],
    ['a repository without a name', { sha: SHA('1'), repo: {} }],
    ['no repository', { sha: SHA('1') }],
  ])('from %s is a fork', (_what, head) => {
    expect(read(pull({ head }))?.isFork).toBe(true);
  });

  it('is Dependabot by who opened it, not by who runs it', () => {
    expect(read(pull({ user: { login: 'dependabot[bot]' } }))?.isDependabot).toBe(true);
    const env = runner('pull_request', { GITHUB_ACTOR: 'dependabot[bot]' });
    expect(readEvent(env, pull()).pullRequest?.isDependabot).toBe(false);
  });

  it.each([
    ['no number', { number: undefined }],
    ['a number that is none', { number: '7' }],
    ['a negative number', { number: -1 }],
    ['a head that is no commit', { head: { sha: 'main; rm -rf', repo: null } }],
    ['no base', { base: null }],
  ])('with %s is none', (_what, change) => {
    expect(read(pull(change))).toBeUndefined();
  });

  it('is only that of the event pull_request', () => {
    expect(readEvent(runner('pull_request_target'), pull())).not.toHaveProperty('pullRequest');
    expect(readEvent(runner('pull_request_review'), pull())).not.toHaveProperty('pullRequest');
  });
});

describe('a push', () => {
  const read = (payload: unknown, env = runner('push')) => readEvent(env, payload);

  it('lists its commits from the tip down', () => {
    expect(read(pushed()).push).toEqual({ before: SHA('0'), commits: [SHA('3'), SHA('2'), SHA('1')] });
  });

  it('has its tip even when the payload lists no commits', () => {
    expect(read(pushed({ commits: null })).push?.commits).toEqual([SHA('3')]);
    expect(read(pushed({ commits: [null, { id: 5 }, {}] })).push?.commits).toEqual([SHA('3')]);
  });

  it('that deletes a branch is none, and its ref is the deleted one although the runner names the default branch', () => {
    const deleted = read(pushed({ ref: 'refs/heads/old', after: SHA('0'), deleted: true }));
    expect(deleted.ref).toBe('refs/heads/old');
    expect(deleted).not.toHaveProperty('push');
    expect(read(pushed({ deleted: true }))).not.toHaveProperty('push');
    expect(read(pushed({ after: SHA('0') }))).not.toHaveProperty('push');
  });

  it('of a ref that the runner does not name is none', () => {
    expect(read(pushed(), runner('push', { GITHUB_REF: 'refs/heads/other' }))).not.toHaveProperty('push');
  });
});

it('a merge group has the commits that are checked and that it is based on', () => {
  const payload = { merge_group: { head_sha: SHA('4'), base_sha: SHA('5') } };
  expect(readEvent(runner('merge_group'), payload).mergeGroup).toEqual({ headSha: SHA('4'), baseSha: SHA('5') });
  expect(readEvent(runner('merge_group'), { merge_group: { head_sha: SHA('4') } })).not.toHaveProperty('mergeGroup');
});

it('no payload makes it throw, nor gives parts of another shape', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('pull_request', 'push', 'merge_group', 'schedule'),
      fc.oneof(
        fc.anything(),
        fc.record({ pull_request: fc.anything(), repository: fc.anything(), commits: fc.anything() }),
      ),
      (name, payload) => {
        const event = readEvent(runner(name), payload);
        expect(['string', 'undefined']).toContain(typeof event.defaultBranch);
        expect(typeof event.ref).toBe('string');
      },
    ),
  );
});

describe('the payloads that GitHub documents', () => {
  interface Example {
    readonly name: string;
    readonly examples: readonly unknown[];
  }
  const path = createRequire(import.meta.url).resolve('@octokit/webhooks-examples');
  const all = JSON.parse(readFileSync(path, 'utf8')) as readonly Example[];
  const of = (name: string) => all.find((entry) => entry.name === name)!.examples;

  it('of pull requests are read whole', () => {
    const events = of('pull_request').map((payload) => readEvent(runner('pull_request'), payload));
    expect(events.length).toBeGreaterThan(20);
    for (const event of events) {
      expect(event.defaultBranch).toBe('master');
      expect(event.pullRequest).toMatchObject({ isFork: false, isDependabot: false });
    }
  });

  it('of merge groups are read whole', () => {
    const groups = of('merge_group').map((payload) => readEvent(runner('merge_group'), payload).mergeGroup);
    expect(groups[0]).toEqual({
      headSha: '2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d',
      baseSha: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(groups.every((group) => group !== undefined)).toBe(true);
  });

  it('of pushes are pushes unless they delete something', () => {
    for (const payload of of('push') as readonly { ref: string; deleted: boolean; after: string }[]) {
      const event = readEvent(runner('push', { GITHUB_REF: payload.ref }), payload);
      expect(event.ref).toBe(payload.ref);
      expect(event.push?.commits[0]).toBe(payload.deleted ? undefined : payload.after);
    }
  });
});
