import { describe, expect, it } from 'vitest';
import type { GitHubEvent } from '../../src/action/event.ts';
import { decideMode, type RequestedCommand } from '../../src/action/mode.ts';
import { AcrAccessError } from '../../src/errors.ts';

const COMMANDS = ['auto', 'validate', 'plan', 'apply', 'drift'] as const;
const SHA = 'a'.repeat(40);
const pullRequest = { number: 7, headSha: SHA, baseSha: SHA, isFork: false, isDependabot: false };
const push = { before: SHA, commits: [SHA] };
const mergeGroup = { headSha: SHA, baseSha: SHA };

const event = (name: string, ref: string, more: Partial<GitHubEvent> = {}): GitHubEvent => ({
  name,
  repository: 'org/repo',
  defaultBranch: 'main',
  ref,
  sha: SHA,
  workflow: '.github/workflows/acr-access.yml',
  runUrl: '',
  ...more,
});

/** What is done, or the code of the error: `refused`, `usage`. */
function outcome(command: RequestedCommand, on: GitHubEvent): string {
  try {
    const mode = decideMode(command, on);
    return mode.kind === 'validate' && mode.because !== undefined ? 'only validate' : mode.kind;
  } catch (error) {
    if (error instanceof AcrAccessError) return error.code;
    throw error;
  }
}

const MAIN = 'refs/heads/main';
const FEATURE = 'refs/heads/feature';
const TAG = 'refs/tags/main';
const MERGE = 'refs/pull/7/merge';
const QUEUE = 'refs/heads/gh-readonly-queue/main/pr-7-aaaa';
const unnamed = { defaultBranch: undefined };

// The outcomes are those of COMMANDS, in its order.
const rows: readonly [string, GitHubEvent, string][] = [
  ['a pull request', event('pull_request', MERGE, { pullRequest }), 'plan validate plan refused refused'],
  [
    'a pull request from a fork',
    event('pull_request', MERGE, { pullRequest: { ...pullRequest, isFork: true } }),
    'only_validate validate only_validate refused refused',
  ],
  [
    'a pull request of Dependabot',
    event('pull_request', MERGE, { pullRequest: { ...pullRequest, isDependabot: true } }),
    'only_validate validate only_validate refused refused',
  ],
  ['a pull request that cannot be read', event('pull_request', MERGE), 'refused validate refused refused refused'],
  [
    'a pull request of an unnamed default branch',
    event('pull_request', MERGE, { pullRequest, ...unnamed }),
    'plan validate plan refused refused',
  ],
  ['a merge group', event('merge_group', QUEUE, { mergeGroup }), 'plan validate plan refused refused'],
  ['a merge group that cannot be read', event('merge_group', QUEUE), 'refused validate refused refused refused'],
  ['a push to the default branch', event('push', MAIN, { push }), 'apply validate plan apply drift'],
  ['a push to another branch', event('push', FEATURE, { push }), 'refused validate refused refused refused'],
  ['a push of a tag', event('push', TAG, { push }), 'refused validate refused refused refused'],
  ['a deletion', event('push', MAIN), 'refused validate refused refused refused'],
  [
    'a push without a default branch',
    event('push', MAIN, { push, ...unnamed }),
    'refused validate refused refused refused',
  ],
  ['a schedule', event('schedule', MAIN), 'drift validate plan apply drift'],
  ['a schedule that does not name the branch', event('schedule', MAIN, unnamed), 'drift validate plan apply drift'],
  ['a schedule elsewhere', event('schedule', FEATURE), 'refused validate refused refused refused'],
  ['a run by hand', event('workflow_dispatch', MAIN), 'usage validate plan apply drift'],
  ['a run by hand on a branch', event('workflow_dispatch', FEATURE), 'usage validate plan refused refused'],
  ['a run by hand on a tag', event('workflow_dispatch', TAG), 'usage validate refused refused refused'],
  [
    'a run by hand without a default branch',
    event('workflow_dispatch', MAIN, unnamed),
    'usage validate plan refused refused',
  ],
  ...['pull_request_target', 'workflow_run', 'issue_comment'].map((name): [string, GitHubEvent, string] => [
    name,
    event(name, MAIN, { pullRequest, push, mergeGroup }),
    'refused validate refused refused refused',
  ]),
  ['another event', event('repository_dispatch', MAIN), 'usage validate plan apply drift'],
  ['a release of a tag', event('release', 'refs/tags/v1'), 'usage validate refused refused refused'],
  ['another event elsewhere', event('pull_request_review', MERGE), 'usage validate refused refused refused'],
  ['another event, unnamed', event('repository_dispatch', MAIN, unnamed), 'usage validate refused refused refused'],
  ['no event', event('', '', unnamed), 'usage validate plan apply drift'],
];

describe.each(rows)('%s', (_name, on, expected) => {
  it.each(COMMANDS.map((command, index) => [command, expected.split(' ')[index]!.replace('_', ' ')] as const))(
    'with command %s: %s',
    (command, wanted) => {
      expect(outcome(command, on)).toBe(wanted);
    },
  );
});

describe('a refusal', () => {
  const refusal = (command: RequestedCommand, on: GitHubEvent): AcrAccessError => {
    try {
      decideMode(command, on);
    } catch (error) {
      return error as AcrAccessError;
    }
    throw new Error('it was not refused');
  };

  it.each(rows)('of %s names the event and says why and what to do', (_name, on, expected) => {
    const refused = COMMANDS.filter((_command, index) => expected.split(' ')[index] === 'refused');
    for (const command of refused) {
      const { message, hint, exitCode } = refusal(command, on);
      const meant = command === 'auto' ? '(auto|apply|drift)' : command;
      expect(message).toMatch(new RegExp(`^command ${meant} is refused on event ${on.name} \\(${on.ref}\\): .{10}`));
      expect(hint).toMatch(/\.$/);
      expect(exitCode).toBe(3);
    }
  });

  it('says that the default branch is not known', () => {
    expect(refusal('apply', event('push', MAIN, { push, ...unnamed })).message).toContain(
      'the event does not say which branch is the default branch',
    );
  });

  it('says why a fork is only validated', () => {
    const fork = event('pull_request', MERGE, { pullRequest: { ...pullRequest, isFork: true } });
    expect(decideMode('plan', fork)).toEqual({ kind: 'validate', because: expect.stringContaining('fork') });
  });

  it('cannot carry a command to the runner', () => {
    expect(refusal('apply', event('push', 'refs/heads/x\n::add-mask::a##[error]')).message).not.toMatch(/\n|##\[/);
  });
});
