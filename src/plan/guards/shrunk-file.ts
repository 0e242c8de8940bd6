import { plural } from '../plural.ts';
import { blocking, type Guard, warning } from './guard.ts';

const MINIMUM_BASE = 10;

/** FIL01-FIL03: a file that lost its content, by a bad merge or a cut, must not empty the account. */
export const shrunkFile: Guard = ({ account, config, current, changes, desired }) => {
  const { removalPercent } = config.settings.limits;
  const managed = [...current.state.values()].filter(({ kind }) => kind === 'policy').length;
  if (config.grants === undefined) return absentGrants(account, config.settings.prefix);
  const declared = config.grants.length;
  const deleted = changes.filter(({ kind, action }) => kind === 'policy' && action === 'delete').length;
  if (declared === 0 && managed > 0 && removalPercent < 100) {
    return [
      blocking('FIL01', 'error', {
        key: 'grants',
        message: `the file has no grants, and the account has ${plural(managed, 'managed policy', 'managed policies')}`,
        remedy: 'Restore the file. To really remove everything, set settings.limits.removalPercent to 100 first.',
      }),
    ];
  }
  const ended = new Set(desired.expired.map(({ name }) => name)).size;
  if (managed >= MINIMUM_BASE && (deleted - ended) * 100 > removalPercent * managed) {
    return [
      blocking('FIL02', 'error', {
        key: 'grants',
        message: `the plan deletes ${deleted} of ${managed} managed policies; the limit is ${removalPercent} %`,
        remedy:
          'If the file was cut by accident, restore it; else remove in smaller steps or raise settings.limits.removalPercent.',
      }),
    ];
  }
  return [];
};

const absentGrants = (account: Parameters<Guard>[0]['account'], prefix: string) => {
  const kept = [...account.policies.values()].filter(
    ({ type, name }) => type === 'Custom' && name.startsWith(prefix),
  ).length;
  if (kept === 0) return [];
  return [
    warning('FIL03', 'medium', {
      key: 'grants',
      message: `the file has no key \`grants\`, so ${plural(kept, 'policy', 'policies')} with the prefix ${prefix} are not managed`,
      remedy: 'Write `grants: {}` to say that there must be none, or add the grants.',
    }),
  ];
};
