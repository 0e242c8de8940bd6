import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { account, documentText } from './account.ts';
import { failure, ram, ramClient } from './clients.ts';

let emulator: Emulator;
let client: ReturnType<typeof ramClient>;

beforeEach(async () => {
  emulator = await startEmulator({ account, quotas: { customPolicies: 3 } });
  client = ramClient(emulator.url);
});
afterEach(() => emulator.close());

const custom = (policyName: string) => ({ policyName, policyType: 'Custom' });
const create = (policyName: string, more: Record<string, unknown> = {}) =>
  client.createPolicy(new ram.CreatePolicyRequest({ policyName, policyDocument: documentText(), ...more }));
const newVersion = (policyName: string, more: Record<string, unknown> = {}) =>
  client.createPolicyVersion(
    new ram.CreatePolicyVersionRequest({ policyName, policyDocument: documentText(), ...more }),
  );
const versions = async (policyName: string) => {
  const { body } = await client.listPolicyVersions(new ram.ListPolicyVersionsRequest(custom(policyName)));
  return body?.policyVersions?.policyVersion?.map(
    ({ versionId, isDefaultVersion }) => `${versionId}${isDefaultVersion ? '*' : ''}`,
  );
};

describe('policies', () => {
  it('gives back the document as the text that was sent', async () => {
    const text = '{ "Version": "1",  "Statement": [ { "Effect": "Allow", "Action": "cr:Get*", "Resource": "*" } ] }';
    await create('spaced', { policyDocument: text, description: 'd' });
    const { body } = await client.getPolicy(new ram.GetPolicyRequest(custom('spaced')));
    expect(body?.defaultPolicyVersion).toMatchObject({ versionId: 'v1', isDefaultVersion: true, policyDocument: text });
    expect(body?.policy).toMatchObject({
      policyName: 'spaced',
      policyType: 'Custom',
      description: 'd',
      defaultVersion: 'v1',
      attachmentCount: 0,
    });
  });

  it('takes 6,144 bytes in the URL and in a body, and not one more', async () => {
    const fill = (bytes: number) => {
      const empty = documentText(['cr:']).length;
      return documentText([`cr:${'a'.repeat(bytes - empty)}`]);
    };
    await create('fits', { policyDocument: fill(6144) });
    expect(await failure(create('large', { policyDocument: fill(6145) }))).toBe(
      '400 InvalidParameter.PolicyDocument.Length',
    );
    const wide = JSON.stringify({
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'cr:Get*', Resource: `acs:cr:*:*:${'名'.repeat(2100)}` }],
    });
    expect(Buffer.byteLength(wide)).toBeGreaterThan(6144);
    expect(await failure(create('wide', { policyDocument: wide }))).toBe('400 InvalidParameter.PolicyDocument.Length');
  });

  it.each([
    ['400 InvalidParameter.PolicyName.InvalidChars', { policyName: 'with_underscore' }],
    ['400 InvalidParameter.PolicyName.Length', { policyName: 'p'.repeat(129) }],
    ['400 InvalidParameter.Description.Length', { description: 'd'.repeat(1025) }],
    ['400 MissingPolicyDocument', { policyDocument: '' }],
    ['400 MalformedPolicyDocument', { policyDocument: '{"Version":"1"' }],
    ['400 MalformedPolicyDocument', { policyDocument: '{"Version":"1","Statement":[]}' }],
    ['400 MalformedPolicyDocument', { policyDocument: documentText().replace('Allow', 'allow') }],
    ['409 EntityAlreadyExists.Policy', { policyName: 'team-read' }],
  ])('refuses to create a policy with %s', async (expected, fields) => {
    expect(await failure(create('new', fields))).toBe(expected);
  });

  it('stops at the quota of custom policies, which System policies do not count towards', async () => {
    await create('p2');
    await create('p3');
    expect(await failure(create('p4'))).toBe('409 LimitExceeded.Policy');
  });

  it('describes a custom policy and no System policy', async () => {
    const describe = (policyName: string) =>
      client.updatePolicyDescription(new ram.UpdatePolicyDescriptionRequest({ policyName, newDescription: 'new' }));
    const { body } = await describe('team-read');
    expect(body?.policy?.description).toBe('new');
    expect(await failure(describe('AdministratorAccess'))).toBe('404 EntityNotExist.Policy');
  });

  it('deletes no policy that is attached in either scope, and versions only when asked to', async () => {
    await create('p2');
    const remove = (cascadingDelete?: boolean) =>
      failure(
        client.deletePolicy(
          new ram.DeletePolicyRequest({
            policyName: 'p2',
            ...(cascadingDelete === undefined ? {} : { cascadingDelete }),
          }),
        ),
      );
    const attachment = { policyName: 'p2', policyType: 'Custom', resourceGroupId: 'rg-team' };
    await client.attachPolicyToUser(new ram.AttachPolicyToUserRequest({ ...attachment, userName: 'bob' }));
    expect(await remove()).toBe('409 DeleteConflict.Policy.User');
    await client.detachPolicyFromUser(new ram.DetachPolicyFromUserRequest({ ...attachment, userName: 'bob' }));
    await client.attachPolicyToGroup(new ram.AttachPolicyToGroupRequest({ ...attachment, groupName: 'frontend' }));
    expect(await remove()).toBe('409 DeleteConflict.Policy.Group');
    await client.detachPolicyFromGroup(new ram.DetachPolicyFromGroupRequest({ ...attachment, groupName: 'frontend' }));
    await client.attachPolicyToRole(new ram.AttachPolicyToRoleRequest({ ...attachment, roleName: 'ci-release' }));
    expect(await remove()).toBe('409 DeleteConflict.Policy.Role');
    await client.detachPolicyFromRole(new ram.DetachPolicyFromRoleRequest({ ...attachment, roleName: 'ci-release' }));
    await newVersion('p2');
    expect(await remove()).toBe('409 DeleteConflict.Policy.Version');
    expect(await remove(true)).toBe('ok');
    expect(await remove()).toBe('404 EntityNotExist.Policy');
  });

  it('lists policies by type and by tag', async () => {
    await create('tagged', { tag: [new ram.CreatePolicyRequestTag({ key: 'managed-by', value: 'acr-access' })] });
    const list = async (fields: Record<string, unknown>) => {
      const { body } = await client.listPolicies(new ram.ListPoliciesRequest(fields));
      return body?.policies?.policy ?? [];
    };
    expect((await list({ policyType: 'Custom' })).map((policy) => policy.policyName)).toEqual(['team-read', 'tagged']);
    expect((await list({ policyType: 'System' })).map((policy) => policy.policyName)).toContain(
      'AliyunContainerRegistryFullAccess',
    );
    const [found, ...others] = await list({
      tag: [new ram.ListPoliciesRequestTag({ key: 'managed-by', value: 'acr-access' })],
    });
    expect(others).toEqual([]);
    expect(found?.tags?.tag).toMatchObject([{ tagKey: 'managed-by', tagValue: 'acr-access' }]);
    expect(await failure(client.listPolicies(new ram.ListPoliciesRequest({ policyType: 'Other' })))).toBe(
      '400 InvalidParameter.PolicyType',
    );
  });
});

describe('versions', () => {
  it('numbers every version anew, never reuses a number, and makes one for the same text too', async () => {
    await newVersion('team-read');
    await client.deletePolicyVersion(new ram.DeletePolicyVersionRequest({ policyName: 'team-read', versionId: 'v2' }));
    await newVersion('team-read', { setAsDefault: true });
    expect(await versions('team-read')).toEqual(['v1', 'v3*']);
  });

  it('holds five versions; the rotate strategy drops the oldest that is not the default', async () => {
    for (let at = 0; at < 4; at++) await newVersion('team-read');
    expect(await failure(newVersion('team-read'))).toBe('409 LimitExceeded.Policy.Version');
    await newVersion('team-read', { rotateStrategy: 'DeleteOldestNonDefaultVersionWhenLimitExceeded' });
    expect(await versions('team-read')).toEqual(['v1*', 'v3', 'v4', 'v5', 'v6']);
    expect(await failure(newVersion('team-read', { rotateStrategy: 'Sometimes' }))).toBe(
      '400 InvalidParameter.RotateStrategy',
    );
  });

  it('sets and protects the default version', async () => {
    await newVersion('team-read');
    const versionRequest = { policyName: 'team-read', versionId: 'v2' };
    await client.setDefaultPolicyVersion(new ram.SetDefaultPolicyVersionRequest(versionRequest));
    expect(await versions('team-read')).toEqual(['v1', 'v2*']);
    expect(await failure(client.deletePolicyVersion(new ram.DeletePolicyVersionRequest(versionRequest)))).toBe(
      '409 DeleteConflict.Policy.Version.Default',
    );
    const set = (versionId: string) =>
      failure(
        client.setDefaultPolicyVersion(new ram.SetDefaultPolicyVersionRequest({ policyName: 'team-read', versionId })),
      );
    expect(await set('v9')).toBe('404 EntityNotExist.Policy.Version');
    expect(await set('latest')).toBe('400 InvalidParameter.VersionId.Format');
  });

  it('shows one version with its document', async () => {
    const { body } = await client.getPolicyVersion(
      new ram.GetPolicyVersionRequest({ ...custom('team-read'), versionId: 'v1' }),
    );
    expect(JSON.parse(body?.policyVersion?.policyDocument ?? '')).toEqual(account.policies?.[0]?.document);
  });
});

describe('tags', () => {
  const names = { resourceType: 'policy', resourceNames: ['team-read'] };
  const tagged = async () => {
    const { body } = await client.listTagResources(new ram.ListTagResourcesRequest(names));
    return body?.tagResources?.map(({ tagKey, tagValue }) => `${tagKey}=${tagValue}`);
  };

  it('adds, replaces and removes tags of policies', async () => {
    const tag = [
      new ram.TagResourcesRequestTag({ key: 'team', value: 'new' }),
      new ram.TagResourcesRequestTag({ key: 'b', value: '2' }),
    ];
    await client.tagResources(new ram.TagResourcesRequest({ ...names, tag }));
    expect(await tagged()).toEqual(['team=new', 'b=2']);
    await client.untagResources(new ram.UntagResourcesRequest({ ...names, tagKeys: ['team'] }));
    expect(await tagged()).toEqual(['b=2']);
    await client.untagResources(new ram.UntagResourcesRequest({ ...names, all: true }));
    expect(await tagged()).toEqual([]);
  });

  it('pages through tags without losing one', async () => {
    for (const policyName of ['p2', 'p3'])
      await create(policyName, { tag: [new ram.CreatePolicyRequestTag({ key: 'k', value: policyName })] });
    const found: unknown[] = [];
    for (let nextToken: string | undefined = ''; nextToken !== undefined; ) {
      const { body }: { body?: InstanceType<typeof ram.ListTagResourcesResponseBody> } = await client.listTagResources(
        new ram.ListTagResourcesRequest({ resourceType: 'policy', pageSize: 1, nextToken }),
      );
      found.push(...(body?.tagResources?.map((row) => row.resourceName) ?? []));
      nextToken = body?.nextToken;
    }
    expect(found).toEqual(['team-read', 'p2', 'p3']);
  });

  it('refuses other resource types, unknown names and more than 20 tags', async () => {
    const tag = (fields: Record<string, unknown>, count = 1) =>
      failure(
        client.tagResources(
          new ram.TagResourcesRequest({
            ...names,
            tag: Array.from({ length: count }, (_, at) => new ram.TagResourcesRequestTag({ key: `k${at}`, value: '' })),
            ...fields,
          }),
        ),
      );
    expect(await tag({ resourceType: 'user' })).toBe('400 InvalidParameter.ResourceType');
    expect(await tag({ resourceNames: ['nobody'] })).toBe('404 EntityNotExist.Policy');
    expect(await tag({}, 21)).toBe('400 InvalidParameter.Tag.Length');
    expect(await tag({}, 20)).toBe('409 LimitExceeded.Tag');
  });
});
