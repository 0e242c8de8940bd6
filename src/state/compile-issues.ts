import type { AccessConfig, ConfigIssue } from '../config/types.ts';
import { desiredState } from './desired.ts';

/** Grants that no RAM document can express, as problems of the file: found before any network is used. */
export function compileIssues(config: AccessConfig): readonly Omit<ConfigIssue, 'excerpt'>[] {
  const never = new Date(0);
  return desiredState(config, 'validate', never).problems.map(({ grant, problem }) => ({
    code: 'not-expressible',
    message: `grant ${grant.name}: ${problem}`,
    path: `grants.${grant.name}`,
    line: grant.source.line,
    column: grant.source.column,
  }));
}
