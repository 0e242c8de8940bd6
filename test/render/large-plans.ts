import type { AssessedPlan } from '../../src/plan/assess.ts';
import type { Principal } from '../../src/policy/principal.ts';
import { access, row } from './access.ts';
import { change, plan } from './plans.ts';

/** So many changes, every second one a removal, each for a user of its own with access that nobody else has. */
export function largePlan(count: number): AssessedPlan {
  const users = Array.from(
    { length: count },
    (_, index) => `user:person-${String(index).padStart(4, '0')}` as Principal,
  );
  const changes = users.map((principal, index) => {
    const resource = { kind: 'attachment', principal, policy: `p-${index}`, type: 'Custom', scope: 'account' } as const;
    return index % 2 === 0 ? change('create', null, resource) : change('delete', resource, null);
  });
  const reports = users.map((principal, index) => {
    const rows = [row({ via: [`policy/p-${index}`], verbs: index % 10 === 0 ? ['admin'] : ['pull'] })];
    return access(principal, index % 2 === 0 ? { gained: rows } : { lost: rows });
  });
  const sides = { gains: Math.ceil(count / 2), losses: Math.floor(count / 2) };
  return plan({ changes, report: { access: reports, shadow: [], silent: [], ...sides } });
}
