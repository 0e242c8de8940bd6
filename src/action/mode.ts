import { AcrAccessError } from '../errors.ts';
import { logLine } from '../render/escape.ts';
import type { GitHubEvent } from './event.ts';

export type RequestedCommand = 'auto' | 'validate' | 'plan' | 'apply' | 'drift';

/** What a run does. `because`: why it only validates although more was asked for, as a clause. */
export type Mode =
  | { readonly kind: 'validate'; readonly because?: string }
  | { readonly kind: 'plan' }
  | { readonly kind: 'apply' }
  | { readonly kind: 'drift' };

/** The commands that call Alibaba Cloud. */
type LiveCommand = Exclude<Mode['kind'], 'validate'>;

/**
 * What to do on an event, before anything is called. A file may be validated anywhere.
 *
 * @throws AcrAccessError `refused` when the command must not run on this event or ref; `usage` when the event has no command
 *   of its own and none was given
 */
export function decideMode(command: RequestedCommand, event: GitHubEvent): Mode {
  if (command === 'validate') return { kind: 'validate' };
  if (FOREIGN_EVENTS.has(event.name)) {
    const why = 'it runs with the rights of the default branch on what somebody else chose';
    throw refusal(command, event, why, 'Use pull_request for plans, push to the default branch for apply.');
  }
  switch (event.name) {
    case 'pull_request':
      return onPullRequest(command, event);
    case 'merge_group':
      return onMergeGroup(command, event);
    case 'push':
      return onPush(command === 'auto' ? 'apply' : command, event);
    case 'schedule':
      return onSchedule(command === 'auto' ? 'drift' : command, event);
    case 'workflow_dispatch':
      return onDispatch(given(command, event), event);
    case '':
      return { kind: given(command, event) };
    default:
      requireDefaultBranch(given(command, event), event);
      return { kind: given(command, event) };
  }
}

/** Anybody may start these, and they see the secrets of the repository (GitHub: "preventing pwn requests"). */
const FOREIGN_EVENTS: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run', 'issue_comment']);

function onPullRequest(command: LiveCommand | 'auto', event: GitHubEvent): Mode {
  if (command === 'apply' || command === 'drift') {
    const hint = 'Apply on push to the default branch and look for drift on schedule; a pull request is planned.';
    throw refusal(command, event, 'the file of a pull request is not merged yet', hint);
  }
  if (event.pullRequest === undefined) throw unreadable(command, event, 'which pull request and commits it is about');
  if (event.pullRequest.isFork) {
    return { kind: 'validate', because: 'the pull request comes from a fork, and its runs get no credentials' };
  }
  if (event.pullRequest.isDependabot) {
    return { kind: 'validate', because: 'the pull request was opened by Dependabot, and its runs get no credentials' };
  }
  return { kind: 'plan' };
}

function onMergeGroup(command: LiveCommand | 'auto', event: GitHubEvent): Mode {
  if (command === 'apply' || command === 'drift') {
    const hint = 'Apply on push to the default branch: the merge queue pushes there when the checks are green.';
    throw refusal(command, event, 'the file of a merge group is not merged yet', hint);
  }
  if (event.mergeGroup === undefined) throw unreadable(command, event, 'which commits it is about');
  return { kind: 'plan' };
}

function onPush(command: LiveCommand, event: GitHubEvent): Mode {
  requireDefaultBranch(command, event);
  if (event.push === undefined)
    throw unreadable(command, event, 'which commits were pushed, or the branch was deleted');
  return { kind: command };
}

/** GitHub runs schedules on the default branch only, so a payload that does not name the branch is no reason to refuse. */
function onSchedule(command: LiveCommand, event: GitHubEvent): Mode {
  if (event.defaultBranch !== undefined) requireDefaultBranch(command, event);
  return { kind: command };
}

function onDispatch(command: LiveCommand, event: GitHubEvent): Mode {
  if (command !== 'plan') requireDefaultBranch(command, event);
  else if (!event.ref.startsWith('refs/heads/')) {
    throw refusal(command, event, 'it was started on a tag, not on a branch', 'Choose a branch when you start it.');
  }
  return { kind: command };
}

function given(command: LiveCommand | 'auto', { name }: GitHubEvent): LiveCommand {
  if (command !== 'auto') return command;
  const where = name === '' ? 'outside of GitHub' : `on event ${logLine(name)}`;
  throw new AcrAccessError('usage', `input command must be given ${where}`, {
    hint: 'Write command: validate, plan, apply or drift.',
  });
}

/** A tag of the branch's name has another ref, `refs/tags/…`. */
function requireDefaultBranch(command: LiveCommand, event: GitHubEvent): void {
  const { defaultBranch, ref } = event;
  if (defaultBranch === undefined) throw unreadable(command, event, 'which branch is the default branch');
  if (ref === `refs/heads/${defaultBranch}`) return;
  const why = `it runs on the default branch only, which is ${logLine(defaultBranch)}`;
  throw refusal(
    command,
    event,
    why,
    'Limit the trigger of the workflow to the default branch, or use command: validate.',
  );
}

const unreadable = (command: string, event: GitHubEvent, what: string): AcrAccessError =>
  refusal(
    command,
    event,
    `the event does not say ${what}`,
    'Run it from a workflow on GitHub, or use command: validate.',
  );

function refusal(command: string, { name, ref }: GitHubEvent, why: string, hint: string): AcrAccessError {
  const where = `event ${logLine(name)}${ref === '' ? '' : ` (${logLine(ref)})`}`;
  return new AcrAccessError('refused', `command ${command} is refused on ${where}: ${why}`, { hint });
}
