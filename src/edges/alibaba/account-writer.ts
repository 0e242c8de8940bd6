import * as requests from '@alicloud/ram20150501';
import { ACCOUNT_SCOPE, type PolicyName, type PrincipalKind } from '../../policy/principal.ts';
import type { AccountWriter, Receipt } from '../../ports.ts';
import type { Attachment } from '../../state/types.ts';
import { present } from './answers.ts';
import type { AlibabaApi } from './api.ts';
import type { Ram, RUNTIME } from './sdk.ts';

type Send = (ram: Ram, runtime: typeof RUNTIME) => Promise<{ body?: { requestId?: string } }>;

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
    const tags = Object.entries(policy.tags).map(([Key, Value]) => ({ Key, Value }));
    return this.#sendForm('CreatePolicy', policy.name, policyArn('*'), {
      PolicyName: policy.name,
      PolicyDocument: policy.document,
      ...(policy.description === '' ? {} : { Description: policy.description }),
      ...(tags.length === 0 ? {} : { Tag: JSON.stringify(tags) }),
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

  setDefaultPolicyVersion(policyName: PolicyName, versionId: string): Promise<Receipt> {
    const request = new requests.SetDefaultPolicyVersionRequest({ policyName, versionId });
    return this.#send(
      'SetDefaultPolicyVersion',
      `${policyName} ${versionId}`,
      [policyArn(policyName)],
      (ram, runtime) => ram.setDefaultPolicyVersionWithOptions(request, runtime),
    );
  }

  updatePolicyDescription(name: PolicyName, description: string): Promise<Receipt> {
    const form = { PolicyName: name, NewDescription: description };
    return this.#sendForm('UpdatePolicyDescription', name, policyArn(name), form);
  }

  tagPolicy(name: PolicyName, tags: Readonly<Record<string, string>>): Promise<Receipt> {
    const tag = Object.entries(tags).map(([key, value]) => new requests.TagResourcesRequestTag({ key, value }));
    const request = new requests.TagResourcesRequest({ resourceType: 'policy', resourceNames: [name], tag });
    return this.#send('TagResources', name, [policyArn(name)], (ram, runtime) =>
      ram.tagResourcesWithOptions(request, runtime),
    );
  }

  deletePolicyVersion(policyName: PolicyName, versionId: string): Promise<Receipt> {
    const request = new requests.DeletePolicyVersionRequest({ policyName, versionId });
    return this.#send('DeletePolicyVersion', `${policyName} ${versionId}`, [policyArn(policyName)], (ram, runtime) =>
      ram.deletePolicyVersionWithOptions(request, runtime),
    );
  }

  /** Without CascadingDelete: RAM refuses (kind `conflict`) while the policy is attached or has other versions. */
  deletePolicy(policyName: PolicyName): Promise<Receipt> {
    const request = new requests.DeletePolicyRequest({ policyName });
    return this.#send('DeletePolicy', policyName, [policyArn(policyName)], (ram, runtime) =>
      ram.deletePolicyWithOptions(request, runtime),
    );
  }

  attach(attachment: Attachment): Promise<Receipt> {
    const { kind, name, fields, subject, arns } = attachmentCall(attachment);
    switch (kind) {
      case 'user': {
        const request = new requests.AttachPolicyToUserRequest({ ...fields, userName: name });
        return this.#send('AttachPolicyToUser', subject, arns, (ram, rt) =>
          ram.attachPolicyToUserWithOptions(request, rt),
        );
      }
      case 'group': {
        const request = new requests.AttachPolicyToGroupRequest({ ...fields, groupName: name });
        return this.#send('AttachPolicyToGroup', subject, arns, (ram, rt) =>
          ram.attachPolicyToGroupWithOptions(request, rt),
        );
      }
      case 'role': {
        const request = new requests.AttachPolicyToRoleRequest({ ...fields, roleName: name });
        return this.#send('AttachPolicyToRole', subject, arns, (ram, rt) =>
          ram.attachPolicyToRoleWithOptions(request, rt),
        );
      }
    }
  }

  detach(attachment: Attachment): Promise<Receipt> {
    const { kind, name, fields, subject, arns } = attachmentCall(attachment);
    switch (kind) {
      case 'user': {
        const request = new requests.DetachPolicyFromUserRequest({ ...fields, userName: name });
        return this.#send('DetachPolicyFromUser', subject, arns, (ram, rt) =>
          ram.detachPolicyFromUserWithOptions(request, rt),
        );
      }
      case 'group': {
        const request = new requests.DetachPolicyFromGroupRequest({ ...fields, groupName: name });
        return this.#send('DetachPolicyFromGroup', subject, arns, (ram, rt) =>
          ram.detachPolicyFromGroupWithOptions(request, rt),
        );
      }
      case 'role': {
        const request = new requests.DetachPolicyFromRoleRequest({ ...fields, roleName: name });
        return this.#send('DetachPolicyFromRole', subject, arns, (ram, rt) =>
          ram.detachPolicyFromRoleWithOptions(request, rt),
        );
      }
    }
  }

  createUser({
    name,
    displayName,
    comments,
  }: {
    name: string;
    displayName?: string;
    comments?: string;
  }): Promise<Receipt> {
    const request = new requests.CreateUserRequest({ userName: name, displayName, comments });
    return this.#send('CreateUser', name, [principalArn('user', '*')], (ram, rt) =>
      ram.createUserWithOptions(request, rt),
    );
  }

  /** An absent field stays as it is; '' clears it. */
  updateUser({
    name,
    displayName,
    comments,
  }: {
    name: string;
    displayName?: string;
    comments?: string;
  }): Promise<Receipt> {
    const request = new requests.UpdateUserRequest({
      userName: name,
      newDisplayName: displayName,
      newComments: comments,
    });
    return this.#send('UpdateUser', name, [principalArn('user', name)], (ram, rt) =>
      ram.updateUserWithOptions(request, rt),
    );
  }

  deleteUser(name: string): Promise<Receipt> {
    const request = new requests.DeleteUserRequest({ userName: name });
    return this.#send('DeleteUser', name, [principalArn('user', name)], (ram, rt) =>
      ram.deleteUserWithOptions(request, rt),
    );
  }

  createGroup({ name, comments }: { name: string; comments?: string }): Promise<Receipt> {
    const request = new requests.CreateGroupRequest({ groupName: name, comments });
    return this.#send('CreateGroup', name, [principalArn('group', '*')], (ram, rt) =>
      ram.createGroupWithOptions(request, rt),
    );
  }

  updateGroup({ name, comments }: { name: string; comments: string }): Promise<Receipt> {
    const request = new requests.UpdateGroupRequest({ groupName: name, newComments: comments });
    return this.#send('UpdateGroup', name, [principalArn('group', name)], (ram, rt) =>
      ram.updateGroupWithOptions(request, rt),
    );
  }

  addMember(groupName: string, userName: string): Promise<Receipt> {
    const request = new requests.AddUserToGroupRequest({ groupName, userName });
    const arns = [principalArn('user', userName), principalArn('group', groupName)];
    return this.#send('AddUserToGroup', `${userName} to ${groupName}`, arns, (ram, rt) =>
      ram.addUserToGroupWithOptions(request, rt),
    );
  }

  removeMember(groupName: string, userName: string): Promise<Receipt> {
    const request = new requests.RemoveUserFromGroupRequest({ groupName, userName });
    const arns = [principalArn('user', userName), principalArn('group', groupName)];
    return this.#send('RemoveUserFromGroup', `${userName} from ${groupName}`, arns, (ram, rt) =>
      ram.removeUserFromGroupWithOptions(request, rt),
    );
  }

  #send(operation: string, subject: string, resources: readonly string[], send: Send): Promise<Receipt> {
    return this.#api.ram(operation, { mode: 'write', subject, resources }, send, (body) => ({
      requestId: present(body.requestId, 'RequestId'),
    }));
  }

  /** Long text goes into the form body: in a URL a full policy document would take 18 KB. */
  #sendForm(operation: string, subject: string, resource: string, form: Record<string, string>): Promise<Receipt> {
    const call = { service: 'RAM', operation, mode: 'write', subject, resources: [resource], form } as const;
    return this.#api.generic(call, (body) => {
      const requestId = body.RequestId;
      return { requestId: present(typeof requestId === 'string' ? requestId : undefined, 'RequestId') };
    });
  }
}

function attachmentCall({ principal, policy, type, scope }: Attachment) {
  const split = principal.indexOf(':');
  const kind = principal.slice(0, split) as PrincipalKind;
  const name = principal.slice(split + 1);
  const group = scope === ACCOUNT_SCOPE ? {} : { resourceGroupId: scope };
  return {
    kind,
    name,
    fields: { policyName: policy, policyType: type, ...group },
    subject: `${name} ${type}/${policy}${scope === ACCOUNT_SCOPE ? '' : ` in ${scope}`}`,
    arns: [principalArn(kind, name), policyArn(policy, type)],
  };
}
