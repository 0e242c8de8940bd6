import type { GitHub, GitHubError } from '../../../../src/action/github.ts';
import { type ConnectGitHubOptions, connectGitHub } from '../../../../src/edges/github/connect.ts';
import type { Clock } from '../../../../src/ports.ts';
import { type FakeGitHub, startGitHub } from '../../../support/github/server.ts';
import type { GitHubState } from '../../../support/github/state.ts';

export const START = Date.parse('2026-11-21T12:00:00Z');

export interface Connected {
  readonly github: GitHub;
  readonly fake: FakeGitHub;
  /** waits between tries, ms */
  readonly slept: readonly number[];
}

/** The adapter on a fake of its own. Time passes only while somebody sleeps, and every jitter is the longest. */
export async function connected(
  known: Partial<GitHubState> = {},
  options: Partial<ConnectGitHubOptions> = {},
): Promise<Connected> {
  const fake = await startGitHub(known);
  const slept: number[] = [];
  let now = START;
  const clock: Clock = {
    now: () => new Date(now),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
  const env = { ...fake.env, ...options.env };
  const github = connectGitHub({ token: fake.token, clock, random: () => 1, ...options, env });
  return { github, fake, slept };
}

/** What a call rejects with. */
export async function errorOf(call: Promise<unknown>): Promise<GitHubError> {
  try {
    await call;
  } catch (error) {
    return error as GitHubError;
  }
  throw new Error('the call did not fail');
}
