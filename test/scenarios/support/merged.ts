import { expect } from 'vitest';
import type { StageRun } from '../../support/runner/runner.ts';
import { Repository } from './pull-request.ts';
import { FILE } from './world.ts';

/** The file before the change of every pull request here: the grant `push` is new. */
export const BEFORE = FILE.replace(/ {2}push:.*\n/, '');

export interface MergedPullRequest {
  readonly repository: Repository;
  /** what the default branch was at before */
  readonly before: string;
  readonly planned: StageRun;
}

/** Pull request 7 brings `file`, was planned with success, and is merged; nothing is applied yet. */
export async function merged(
  file = FILE,
  options: Parameters<typeof Repository.create>[0] & { readonly before?: string; readonly workflow?: string } = {},
): Promise<MergedPullRequest> {
  const { before: text = BEFORE, workflow, ...rest } = options;
  const repository = await Repository.create(rest);
  const before = repository.commit('before', text);
  repository.moveMain(before);
  repository.openPullRequest(7, repository.commit('head', file));
  const planned = await repository.onPullRequest(7, {}, workflow === undefined ? {} : { workflow });
  expect(planned.code, planned.log).toBe(0);
  repository.merge(7, repository.commit('merged', file));
  repository.requests();
  repository.emulator.journal.length = 0;
  return { repository, before, planned };
}

/** What commands of a level say. */
export const said = ({ commands }: StageRun, level: 'error' | 'warning' | 'notice'): string =>
  commands
    .filter(({ name }) => name === level)
    .map(({ data }) => data)
    .join('\n');
