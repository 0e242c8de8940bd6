import type { AccessConfig } from '../config/types.ts';
import type { Weakening } from '../config/weakened.ts';
import type { ConfigInput, PlanRequest } from '../pipeline.ts';
import type { GitHubEvent } from './event.ts';
import type { GitHub } from './github.ts';
import type { ActionHost } from './host.ts';
import type { ActionInputs } from './inputs.ts';

/** One run of the action: what was asked, by what, and with what. */
export interface Job {
  readonly host: ActionHost;
  readonly inputs: ActionInputs;
  /** undefined without a token or outside of GitHub */
  readonly github: GitHub | undefined;
}

/** The file of a run, and the rules that judge it. */
export interface JudgedFile {
  readonly config: AccessConfig;
  readonly weakenings: readonly Weakening[];
  readonly input: ConfigInput;
  /** the same file where the change under review begins; undefined = not there, or nothing is under review */
  readonly base: Uint8Array | undefined;
}

export const planRequest = ({ inputs }: Job, { config, weakenings, input }: JudgedFile): PlanRequest => ({
  config,
  weakenings,
  input,
  adopt: inputs.adopt,
});

/**
 * Where the change under review begins; undefined where nothing is under review: a schedule, a run by hand, a new branch. A
 * push is planned and applied by the same rules, so that both come to the same digest.
 */
export function baseOf({ pullRequest, mergeGroup, push }: GitHubEvent): string | undefined {
  const before = push === undefined || /^0+$/.test(push.before) ? undefined : push.before;
  return pullRequest?.baseSha ?? mergeGroup?.baseSha ?? before;
}

/** Where STS is called in a VPC. */
export const regionOf = (config: AccessConfig): string | undefined =>
  config.registries.find(({ edition }) => edition === 'enterprise')?.region;
