import { ACCOUNT_SCOPE } from '../../policy/principal.ts';
import type { Finding } from '../types.ts';
import { blocking, type Guard, warning } from './guard.ts';

/** VIS01-VIS05: what could not be seen, and what that means for the plan. */
export const visibility: Guard = ({ account, config }) => {
  const findings: Finding[] = [];
  const about = { key: 'account', introduced: false };
  if (!account.seesResourceGroups) {
    const scope = config.grants?.find((grant) => grant.scope !== ACCOUNT_SCOPE)?.scope;
    const message = 'grants in resource groups are not visible: ram:ListPolicyAttachments is not permitted';
    const remedy =
      'Allow ram:ListPolicyAttachments on * for the reading identity; without it such grants are neither shown nor removed.';
    findings.push(
      scope === undefined
        ? warning('VIS01', 'high', { ...about, message, remedy })
        : blocking('VIS03', 'error', { ...about, message: `${message}, and the file grants in ${scope}`, remedy }),
    );
  }
  if ('unreadable' in account.inventory) {
    findings.push(
      warning('VIS04', 'low', {
        ...about,
        message: `the registries could not be looked into, so repositories are not counted: ${account.inventory.unreadable}`,
        remedy: 'Allow cr:ListInstance, cr:ListNamespace and cr:ListRepository for the reading identity.',
      }),
    );
  }
  if (account.unreadTrust.length > 0) {
    findings.push(
      warning('VIS05', 'low', {
        ...about,
        message: `who may assume ${account.unreadTrust.map((name) => `role:${name}`).join(', ')} is not judged: ram:GetRole is not permitted`,
        remedy: 'Allow ram:GetRole on the roles of the file for the reading identity.',
      }),
    );
  }
  if (account.assumedDocuments.length > 0) {
    findings.push(
      warning('VIS02', 'medium', {
        ...about,
        message: `the account file does not bring the documents of ${account.assumedDocuments.join(', ')}`,
        remedy: 'Take a new snapshot; until then dated copies are used, and what has no copy counts as unknown.',
      }),
    );
  }
  return findings;
};
