import type { AccessConfig, Grant } from '../config/types.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { parseDocument } from '../policy/parse.ts';
import { type Desired, desiredState, isPolicyOf, policyNameOf } from '../state/desired.ts';
import { attachmentKey, customPolicyKey } from '../state/keys.ts';
import { type Account, type Attachment, policyKey } from '../state/types.ts';
import { liveGrants } from './file-principals.ts';
import type { LintedDocument } from './rule.ts';
import { concernsRegistries } from './statements.ts';

export interface FileDocumentsInput {
  readonly config: AccessConfig;
  readonly now: Date;
  readonly owner: string;
  /** where the documents of system policies are; without it a grant of one is not judged */
  readonly account: Account | undefined;
}

/** What the file declares, one document a grant however many policies it takes; ended grants give nothing. */
export function fileDocuments({ config, now, owner, account }: FileDocumentsInput): readonly LintedDocument[] {
  const desired = desiredState(config, owner, now);
  return liveGrants(config, now).flatMap((grant): LintedDocument[] => {
    const given = grant.access.kind === 'system-policy' ? grant.access.policy : undefined;
    const policies = given === undefined ? compiledPolicies(grant, config, desired) : [];
    const document =
      given === undefined
        ? joined(policies.map((p) => p.document))
        : account?.documents.get(policyKey('System', given));
    if (document === undefined) return [];
    const policy = given ?? policyNameOf(config.settings.prefix, grant.name, 0);
    const type = given === undefined ? 'Custom' : 'System';
    const attachments = grant.to.map((principal): Attachment => ({ principal, policy, type, scope: grant.scope }));
    return [{ key: `grant/${grant.name}`, source: grant.source, document, grant, attachments }];
  });
}

function compiledPolicies(grant: Grant, { settings }: AccessConfig, { state }: Desired) {
  const policies = [];
  for (let index = 0; ; index += 1) {
    const resource = state.get(customPolicyKey(policyNameOf(settings.prefix, grant.name, index)));
    if (resource?.kind !== 'policy') return policies;
    policies.push(resource);
  }
}

/** The parts of a split document as the one that they are for people. */
function joined(documents: readonly PolicyDocument[]): PolicyDocument | undefined {
  if (documents.length <= 1) return documents[0];
  return { Version: '1', Statement: documents.flatMap(({ Statement }) => Statement) };
}

/**
 * Live policies that somebody holds and that can decide over Container Registry. Those that a grant of the file stands
 * for have the grant's key, so that a finding keeps its name when a plan rewrites the policy.
 */
export function liveDocuments(account: Account, config: AccessConfig, now: Date): readonly LintedDocument[] {
  const grants = liveGrants(config, now);
  const byPrefix = new Map(grants.map((grant) => [policyNameOf(config.settings.prefix, grant.name, 0), grant]));
  const system = new Map(grants.flatMap((grant) => systemAttachments(grant).map((key) => [key, grant] as const)));
  const documents: LintedDocument[] = [];
  for (const [policy, held] of Map.groupBy(account.attachments, ({ type, policy }) => policyKey(type, policy))) {
    const document = account.documents.get(policy);
    if (!parseDocument(document).statements.some(concernsRegistries)) continue;
    for (const [grant, attachments] of Map.groupBy(held, grantOf)) {
      const { type, policy: name } = attachments[0]!;
      const key = grant === undefined ? `policy/${type === 'System' ? 'System/' : ''}${name}` : `grant/${grant.name}`;
      documents.push({ key, source: grant?.source ?? null, document, grant, attachments });
    }
  }
  return documents;

  function grantOf(attachment: Attachment): Grant | undefined {
    if (attachment.type === 'System') return system.get(attachmentKey(attachment));
    const { prefix } = config.settings;
    const named = byPrefix.get(attachment.policy) ?? byPrefix.get(attachment.policy.replace(/-[1-9]\d*$/, ''));
    return named !== undefined && isPolicyOf(prefix, named.name, attachment.policy) ? named : undefined;
  }
}

function systemAttachments({ access, to, scope }: Grant): readonly string[] {
  if (access.kind !== 'system-policy') return [];
  const { policy } = access;
  return to.map((principal) => attachmentKey({ principal, policy, type: 'System', scope }));
}
