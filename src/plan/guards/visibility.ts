import { ACCOUNT_SCOPE } from '../../policy/principal.ts';
import { policyKey } from '../../state/types.ts';
import { plural } from '../plural.ts';
import type { Finding } from '../types.ts';
import { blocking, type Guard, warning } from './guard.ts';

/** VIS01-VIS04, EXP01, IGN01: what the reader of the plan has to know about its limits. */
export const visibility: Guard = ({ account, config, current, desired, changes }) => {
  const findings: Finding[] = [];
  if (!account.seesResourceGroups) {
    const scoped = config.grants?.find(({ scope }) => scope !== ACCOUNT_SCOPE)?.scope;
    const message = 'grants in resource groups are not visible: ram:ListPolicyAttachments is not permitted';
    const remedy =
      'Allow ram:ListPolicyAttachments on * for the reading identity; without it such grants are neither shown nor removed.';
    findings.push(
      scoped === undefined
        ? warning('VIS01', 'high', { key: 'account', introduced: false, message, remedy })
        : blocking('VIS03', 'error', {
            key: 'account',
            introduced: false,
            message: `${message}, and the file grants in ${scoped}`,
            remedy,
          }),
    );
  }
  if ('unreadable' in account.inventory) {
    findings.push(
      warning('VIS04', 'low', {
        key: 'account',
        introduced: false,
        message: `the registries could not be looked into, so repositories are not counted: ${account.inventory.unreadable}`,
        remedy: 'Allow cr:ListInstance, cr:ListNamespace and cr:ListRepository for the reading identity.',
      }),
    );
  }
  if (account.assumedDocuments.length > 0) {
    findings.push(
      warning('VIS02', 'medium', {
        key: 'account',
        introduced: false,
        message: `the account file does not bring the documents of ${account.assumedDocuments.join(', ')}`,
        remedy: 'Take a new snapshot; until then dated copies are used, and what has no copy counts as unknown.',
      }),
    );
  }
  for (const grant of desired.expired) {
    findings.push(
      warning('EXP01', 'medium', {
        key: `grant/${grant.name}`,
        source: grant.source,
        introduced: false,
        message: `grant ${grant.name} ended at ${grant.until}`,
        remedy: 'Remove it from the file, or give it a later `until`.',
      }),
    );
  }
  const changed = new Set(
    changes.flatMap((change) =>
      change.kind === 'policy' && change.after ? [policyKey('Custom', change.after.name)] : [],
    ),
  );
  const held = account.attachments.filter(
    ({ principal, type, policy, scope }) =>
      changed.has(policyKey(type, policy)) &&
      current.untouched.has(`attachment/${principal}/${type}/${policy}/${scope}`),
  );
  if (held.length > 0) {
    findings.push(
      warning('IGN01', 'medium', {
        key: 'settings/ignore',
        message: `${plural(held.length, 'ignored principal holds', 'ignored principals hold')} policies that this plan changes: ${held.map(({ principal }) => principal).join(', ')}`,
        remedy: 'Their attachments stay, and the new documents apply to them too.',
      }),
    );
  }
  return findings;
};
