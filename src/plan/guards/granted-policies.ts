import type { Grant } from '../../config/types.ts';
import { parseDocument } from '../../policy/parse.ts';
import { OWNED_SYSTEM_POLICIES } from '../../state/ownership.ts';
import { policyKey } from '../../state/types.ts';
import type { Finding } from '../types.ts';
import { blocking, type Guard, warning } from './guard.ts';

/**
 * LP01, ESC04, OWN05: a grant may give a system policy by name, and its document is Alibaba's, so it is judged as read
 * from the account: nothing but Container Registry, and never an administrator.
 */
export const grantedPolicies: Guard = ({ config, account, desired }) =>
  (config.grants ?? []).flatMap((grant): Finding[] => {
    if (grant.access.kind !== 'system-policy' || desired.expired.includes(grant)) return [];
    const { policy } = grant.access;
    const document = account.documents.get(policyKey('System', policy));
    if (document === undefined) return []; // REF02 says so
    const refusal = judge(policy, document, grant);
    if (refusal !== undefined) return [refusal];
    if (config.settings.systemPolicies !== 'report') return [];
    const missing = grant.to.filter(
      (principal) =>
        !account.attachments.some((a) => a.principal === principal && a.policy === policy && a.type === 'System'),
    );
    return missing.map((principal) =>
      warning('SYS01', 'medium', {
        key: `grant/${grant.name}`,
        source: grant.source,
        message: `${principal} does not hold ${policy}, and with systemPolicies: report nothing attaches it`,
        remedy: 'Attach it by hand, or set settings.systemPolicies to enforce.',
      }),
    );
  });

function judge(policy: string, document: unknown, grant: Grant): Finding | undefined {
  const at = { key: `grant/${grant.name}`, source: grant.source };
  const actions = allowedActions(document);
  if (actions === undefined || actions.some((action) => /^(?:\*|\*:\*)$/.test(action))) {
    return blocking('LP01', 'critical', {
      ...at,
      message: `${policy} gives every action of every service`,
      remedy: 'Grant an access level on a registry instead.',
    });
  }
  const foreign = actions.filter((action) => !/^cr:/i.test(action));
  if (foreign.length > 0) {
    return blocking('ESC04', 'error', {
      ...at,
      message: `${policy} gives actions outside Container Registry, such as ${foreign[0]}`,
      remedy: 'acr-access manages access to images only; attach other policies by other means.',
    });
  }
  if (!OWNED_SYSTEM_POLICIES.has(policy)) {
    return blocking('OWN05', 'error', {
      ...at,
      message: `attachments of ${policy} are not owned by the file: what it gave, it could not take back`,
      remedy: `Use one of ${[...OWNED_SYSTEM_POLICIES].join(' and ')}, or an access level on a registry.`,
    });
  }
  return undefined;
}

/** Action patterns that the document allows; undefined when it allows by exclusion or cannot be read. */
function allowedActions(document: unknown): readonly string[] | undefined {
  const actions: string[] = [];
  for (const statement of parseDocument(document).statements) {
    if (statement.effect === 'Deny') continue;
    if (statement.actions === undefined) return undefined;
    actions.push(...statement.actions);
  }
  return actions;
}
