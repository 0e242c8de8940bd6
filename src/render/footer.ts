import { plural } from '../plan/plural.ts';
import type { Plan } from '../plan/types.ts';
import { codeSpan } from './escape.ts';
import type { RunStats } from './json.ts';

/** What a text says about the run that wrote it. */
export interface RunFacts {
  /** the commit that was planned, in hex */
  readonly commit: string;
  /** '' when it cannot be told */
  readonly runUrl: string;
  readonly stats: RunStats;
}

/** What stays the same as long as the plan does. */
export function planFacts(plan: Plan): string {
  const parts = [`account ${codeSpan(plan.account)}`, `digest ${codeSpan(plan.digest)}`];
  if (plan.changes.length > 0) parts.push(`applying takes at least ${plan.applySecondsAtLeast} s`);
  return small(parts);
}

/** What differs from run to run, as the last line of a text. */
export const runLine = ({ commit, runUrl, stats }: Omit<RunFacts, 'stats'> & Partial<RunFacts>): string =>
  small([commitText(commit), runLink(runUrl, 'run'), stats === undefined ? '' : statsText(stats)]);

export const statsLine = (stats: RunStats): string => small([statsText(stats)]);

const small = (parts: readonly string[]): string => `<sub>${parts.filter(Boolean).join(' · ')}</sub>`;

const statsText = ({ apiCalls, readMs }: RunStats): string =>
  `${plural(apiCalls, 'API call')} in ${(readMs / 1000).toFixed(1)} s`;

const commitText = (commit: string): string => (commit === '' ? '' : `commit ${codeSpan(commit.slice(0, 7))}`);

const SAFE_URL = /^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w.-]+)*$/;

/** The address comes from the runner; anything that could end the link or hold Markdown is left out. */
export const runLink = (url: string, text: string): string => (SAFE_URL.test(url) ? `[${text}](${url})` : '');
