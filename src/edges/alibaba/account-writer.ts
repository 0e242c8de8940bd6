import { z } from 'zod/mini';
import { ACCOUNT_SCOPE, type PolicyName, type PrincipalKind } from '../../policy/principal.ts';
import type { AccountWriter, Receipt } from '../../ports.ts';
import type { Attachment } from '../../state/types.ts';
import { fields } from './answers.ts';
import type { AlibabaApi, GenericCall } from './api.ts';

const Answer = z.object({ RequestId: z.string().check(z.minLength(1)) });

/** ARNs that RAM checks the permissions on. Source: RAM "authentication" tables. */
const policyArn = (name: string, type = 'Custom'): string =>
  type === 'System' ? `acs:ram:*:system:policy/${name}` : `acs:ram:*:*:policy/${name}`;
const principalArn = (kind: PrincipalKind, name: string): string => `acs:ram:*:*:${kind}/${name}`;

/** Writes to a live account: each method is one RAM call. */
export class AlibabaAccountWriter implements AccountWriter {
  readonly #api: AlibabaApi;

  constructor(api: AlibabaApi) {
    this.#api = api;
  }

  createPolicy(policy: {
    name: PolicyName;
    document: string;
    description: string;
    tags: Readonly<Record<string, string>>;
  }): Promise<Receipt> {
    return this.#sendForm('CreatePolicy', policy.name, policyArn('*'), {
      PolicyName: policy.name,
      PolicyDocument: policy.document,
      ...(policy.description === '' ? {} : { Description: policy.description }),
      ...(Object.keys(policy.tags).length === 0 ? {} : { Tag: tagList(policy.tags) }),
    });
  }

  createPolicyVersion(name: PolicyName, document: string): Promise<Receipt> {
    return this.#sendForm('CreatePolicyVersion', name, policyArn(name), {
      PolicyName: name,
      PolicyDocument: document,
      SetAsDefault: 'true',
      RotateStrategy: 'DeleteOldestNonDefaultVersionWhenLimitExceeded',
    });
  }

  setDefaultPolicyVersion(name: PolicyName, version: string): Promise<Receipt> {
    const query = { PolicyName: name, VersionId: version };
    return this.#send('SetDefaultPolicyVersion', `${name} ${version}`, [policyArn(name)], query);
  }

  updatePolicyDescription(name: PolicyName, description: string): Promise<Receipt> {
    const form = { PolicyName: name, NewDescription: description };
    return this.#sendForm('UpdatePolicyDescription', name, policyArn(name), form);
  }

  tagPolicy(name: PolicyName, tags: Readonly<Record<string, string>>): Promise<Receipt> {
    const query = { ResourceType: 'policy', ResourceNames: JSON.stringify([name]), Tag: tagList(tags) };
    return this.#send('TagResources', name, [policyArn(name)], query);
  }

  deletePolicyVersion(name: PolicyName, version: string): Promise<Receipt> {
    const query = { PolicyName: name, VersionId: version };
    return this.#send('DeletePolicyVersion', `${name} ${version}`, [policyArn(name)], query);
  }

  /** Without CascadingDelete: RAM refuses (kind `conflict`) while the policy is attached or has other versions. */
  deletePolicy(name: PolicyName): Promise<Receipt> {
    return this.#send('DeletePolicy', name, [policyArn(name)], { PolicyName: name });
  }

  attach(attachment: Attachment): Promise<Receipt> {
    const { noun, query, subject, arns } = attachmentCall(attachment);
    return this.#send(`AttachPolicyTo${noun}`, subject, arns, query);
  }

  detach(attachment: Attachment): Promise<Receipt> {
    const { noun, query, subject, arns } = attachmentCall(attachment);
    return this.#send(`DetachPolicyFrom${noun}`, subject, arns, query);
  }

  createUser(user: { name: string; displayName?: string; comments?: string }): Promise<Receipt> {
    const query = { UserName: user.name, DisplayName: user.displayName, Comments: user.comments };
    return this.#send('CreateUser', user.name, [principalArn('user', '*')], query);
  }

  /** An absent field stays as it is; '' clears it. */
  updateUser(user: { name: string; displayName?: string; comments?: string }): Promise<Receipt> {
    const query = { UserName: user.name, NewDisplayName: user.displayName, NewComments: user.comments };
    return this.#send('UpdateUser', user.name, [principalArn('user', user.name)], query);
  }

  deleteUser(name: string): Promise<Receipt> {
    return this.#send('DeleteUser', name, [principalArn('user', name)], { UserName: name });
  }

  createGroup({ name, comments }: { name: string; comments?: string }): Promise<Receipt> {
    return this.#send('CreateGroup', name, [principalArn('group', '*')], { GroupName: name, Comments: comments });
  }

  updateGroup({ name, comments }: { name: string; comments: string }): Promise<Receipt> {
    return this.#send('UpdateGroup', name, [principalArn('group', name)], { GroupName: name, NewComments: comments });
  }

  addMember(group: string, user: string): Promise<Receipt> {
    const arns = [principalArn('user', user), principalArn('group', group)];
    return this.#send('AddUserToGroup', `${user} to ${group}`, arns, { GroupName: group, UserName: user });
  }

  removeMember(group: string, user: string): Promise<Receipt> {
    const arns = [principalArn('user', user), principalArn('group', group)];
    return this.#send('RemoveUserFromGroup', `${user} from ${group}`, arns, { GroupName: group, UserName: user });
  }

  #send(
    operation: string,
    subject: string,
    resources: readonly string[],
    parameters: Readonly<Record<string, string | undefined>>,
  ): Promise<Receipt> {
    const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return this.#call({ operation, subject, resources, query: Object.fromEntries(given) });
  }

  /** Long text goes into the form body: in a URL a full policy document would take 18 KB. */
  #sendForm(operation: string, subject: string, resource: string, form: Record<string, string>): Promise<Receipt> {
    return this.#call({ operation, subject, resources: [resource], form });
  }

  #call(call: Omit<GenericCall, 'service' | 'mode'>): Promise<Receipt> {
    return this.#api.generic({ ...call, service: 'RAM', mode: 'write' }, (body) => {
      return { requestId: fields(Answer, body).RequestId };
    });
  }
}

const tagList = (tags: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(tags).map(([Key, Value]) => ({ Key, Value })));

/** As RAM names the kinds of principals in operations (`AttachPolicyToUser`) and parameters (`UserName`). */
const NOUNS: Readonly<Record<PrincipalKind, string>> = { user: 'User', group: 'Group', role: 'Role' };

function attachmentCall({ principal, policy, type, scope }: Attachment) {
  const split = principal.indexOf(':');
  const kind = principal.slice(0, split) as PrincipalKind;
  const name = principal.slice(split + 1);
  const noun = NOUNS[kind];
  const group = scope === ACCOUNT_SCOPE ? {} : { ResourceGroupId: scope };
  return {
    noun,
    query: { PolicyName: policy, PolicyType: type, [`${noun}Name`]: name, ...group },
    subject: `${name} ${type}/${policy}${scope === ACCOUNT_SCOPE ? '' : ` in ${scope}`}`,
    arns: [principalArn(kind, name), policyArn(policy, type)],
  };
}
