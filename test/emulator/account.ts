import type { AccountData } from '../../src/emulator/account-data.ts';

export const ACCOUNT_ID = '1234567890123456';
export const INSTANCE = 'cri-main0000000001';

/** A small account that most tests of the emulator share. */
export const account: AccountData = {
  formatVersion: 1,
  account: ACCOUNT_ID,
  alias: 'example',
  users: [
    { name: 'alice', displayName: 'Alice', comments: 'storefront' },
    { name: 'bob', displayName: 'Bob' },
  ],
  groups: [{ name: 'frontend', comments: 'Storefront team', members: ['alice'] }],
  roles: [{ name: 'ci-release', description: 'releases' }],
  policies: [
    {
      name: 'team-read',
      type: 'Custom',
      description: 'read',
      tags: { team: 'storefront' },
      defaultVersion: 'v1',
      document: {
        Version: '1',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'cr:PullRepository',
            Resource: 'acs:cr:*:*:repository/cri-main0000000001/juzhong/*',
          },
        ],
      },
    },
  ],
  attachments: [
    { principal: 'group:frontend', policy: 'team-read', type: 'Custom', scope: 'account' },
    { principal: 'user:bob', policy: 'AliyunContainerRegistryReadOnlyAccess', type: 'System', scope: 'rg-team' },
  ],
  resourceGroups: [
    { id: 'rg-default', name: 'default' },
    { id: 'rg-team', name: 'team' },
  ],
  instances: [
    {
      id: INSTANCE,
      name: 'acme',
      region: 'cn-hangzhou',
      resourceGroup: 'rg-default',
      namespaces: [
        { name: 'juzhong', repositories: ['nginx', 'web/api'] },
        { name: 'release', repositories: ['api'] },
      ],
    },
    { id: 'cri-other000000002', name: 'other', region: 'cn-shanghai', resourceGroup: 'rg-team', namespaces: [] },
  ],
  personal: [{ region: 'cn-hangzhou', namespaces: [{ name: 'old', repositories: ['tool'] }] }],
};

/** A policy document of about the given length in bytes. */
export const documentText = (actions: readonly string[] = ['cr:PullRepository']): string =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
