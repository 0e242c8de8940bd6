import type { Principal } from '../policy/principal.ts';

/** Who asks, and what RAM calls the things that it could change. Resources are written as RAM checks them. */
export interface Asker {
  readonly principal: Principal;
  readonly account: string;
  readonly groups: readonly string[];
  /** custom policies that it holds */
  readonly policies: readonly string[];
}

/** A way to change one's own access: every list needs one resource that the action is allowed on. */
export interface Escalation {
  readonly action: string;
  readonly needs: (asker: Asker) => readonly (readonly string[])[];
}

/** A name that nobody has: only patterns that cover all names match it. */
const ANY_NAME = '\u{E000}';

const arn = (account: string, path: string): string => `acs:ram:*:${account}:${path}`;
const own = ({ principal, account }: Asker, kind: 'user' | 'role'): readonly string[] =>
  principal.startsWith(`${kind}:`) ? [arn(account, principal.replace(':', '/'))] : [];
const ownGroups = ({ account, groups }: Asker): readonly string[] =>
  groups.map((name) => arn(account, `group/${name}`));
const ownPolicies = ({ account, policies }: Asker): readonly string[] =>
  policies.map((name) => arn(account, `policy/${name}`));
const any = ({ account }: Asker, kind: string): readonly string[] => [arn(account, `${kind}/${ANY_NAME}`)];
/** Attaching is checked on the policy too: one that gives more must be among those that may be attached. */
const powerful = (asker: Asker): readonly string[] => [
  ...['AdministratorAccess', 'AliyunRAMFullAccess', 'AliyunContainerRegistryFullAccess'].map(
    (name) => `acs:ram:*:system:policy/${name}`,
  ),
  ...any(asker, 'policy'),
];

/** RAM's write actions that end in more access for the one who calls them. Source: RAM "Authorization information". */
export const ESCALATIONS: readonly Escalation[] = [
  { action: 'ram:AttachPolicyToUser', needs: (asker) => [own(asker, 'user'), powerful(asker)] },
  { action: 'ram:AttachPolicyToRole', needs: (asker) => [own(asker, 'role'), powerful(asker)] },
  { action: 'ram:AttachPolicyToGroup', needs: (asker) => [ownGroups(asker), powerful(asker)] },
  { action: 'ram:CreatePolicyVersion', needs: (asker) => [ownPolicies(asker)] },
  { action: 'ram:SetDefaultPolicyVersion', needs: (asker) => [ownPolicies(asker)] },
  { action: 'ram:AddUserToGroup', needs: (asker) => [own(asker, 'user'), any(asker, 'group')] },
  { action: 'ram:UpdateRole', needs: (asker) => [any(asker, 'role')] },
  { action: 'ram:CreateAccessKey', needs: (asker) => [any(asker, 'user')] },
  { action: 'ram:CreateLoginProfile', needs: (asker) => [any(asker, 'user')] },
];
