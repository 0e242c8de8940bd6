import { ApiError, invalid, notExist } from '../api-error.ts';
import type { OidcProvider, User } from '../entities.ts';
import { type Call, everything, type Operations, ramResource, reading, writing } from '../operation.ts';
import { markedPage } from '../pages.ts';
import { integer, required } from '../params.ts';
import { isoSeconds, type Store } from '../store.ts';
import { insert, pageAfter, remove } from '../table.ts';

const domain = (store: Store): string => `${store.alias}.onaliyun.com`;

function getAccountSummary({ store, quotas }: Call) {
  const inUse = store.mfaDevices.rows.filter((device) => device.user !== undefined).length;
  return {
    SummaryMap: {
      Users: store.users.rows.length,
      UsersQuota: quotas.users,
      Groups: store.groups.rows.length,
      GroupsQuota: quotas.groups,
      Roles: store.roles.rows.length,
      RolesQuota: quotas.roles,
      Policies: store.customPolicyCount,
      PoliciesQuota: quotas.customPolicies,
      PolicySizeQuota: quotas.policyBytes,
      VersionsPerPolicyQuota: quotas.versionsPerPolicy,
      AttachedPoliciesPerUserQuota: quotas.customPoliciesPerUser,
      AttachedPoliciesPerGroupQuota: quotas.customPoliciesPerGroup,
      AttachedPoliciesPerRoleQuota: quotas.customPoliciesPerRole,
      AttachedSystemPoliciesPerUserQuota: quotas.systemPoliciesPerUser,
      AttachedSystemPoliciesPerGroupQuota: quotas.systemPoliciesPerGroup,
      AttachedSystemPoliciesPerRoleQuota: quotas.systemPoliciesPerRole,
      GroupsPerUserQuota: quotas.groupsPerUser,
      AccessKeysPerUserQuota: quotas.accessKeysPerUser,
      AccountAccessKeysPerAccountQuota: 5,
      MFADevices: store.mfaDevices.rows.length,
      MFADevicesInUse: inUse,
      VirtualMFADevicesQuota: 1000,
    },
  };
}

const userBody = (store: Store, user: User) => ({
  UserId: user.id,
  UserPrincipalName: `${user.name}@${domain(store)}`,
  DisplayName: user.displayName,
  MobilePhone: user.mobilePhone,
  Email: user.email,
  Comments: user.comments,
  ProvisionType: 'Manual',
  CreateDate: user.createDate,
  UpdateDate: user.updateDate,
});

function listUsers({ store, params }: Call) {
  const { rows, end } = markedPage(store.users, params, { max: 1000 });
  return { ...end, Users: { User: rows.map((user) => ({ ...userBody(store, user), Tags: { Tag: [] } })) } };
}

/** The id ends in the row's number: no search. */
const userWithId = (store: Store, id: string): User | undefined =>
  pageAfter(store.users, Number(id.slice(1)) - 1, 1).rows.find((user) => user.id === id);

/** Named by exactly one of principal name, id and access key. */
function getUser({ store, params }: Call) {
  const { UserPrincipalName = '', UserId = '', UserAccessKeyId = '' } = params;
  if ([UserPrincipalName, UserId, UserAccessKeyId].filter((value) => value !== '').length !== 1) {
    throw new ApiError(
      400,
      'InvalidParameter.UserPrincipalName',
      'Exactly one of UserPrincipalName, UserId and UserAccessKeyId is needed.',
    );
  }
  const suffix = `@${domain(store)}`;
  const user = UserPrincipalName.endsWith(suffix)
    ? store.users.byKey.get(UserPrincipalName.slice(0, -suffix.length))
    : (store.accessKeys.get(UserAccessKeyId)?.user ?? userWithId(store, UserId));
  if (user === undefined) throw notExist('User');
  return { User: { ...userBody(store, user), UserName: user.name, LastLoginDate: '', Tags: { Tag: [] } } };
}

const providerArn = (store: Store, name: string): string => `acs:ram::${store.account}:oidc-provider/${name}`;

const providerBody = (store: Store, provider: OidcProvider) => ({
  OIDCProviderName: provider.name,
  Arn: providerArn(store, provider.name),
  IssuerUrl: provider.issuer,
  ClientIds: provider.clientIds.join(','),
  Fingerprints: provider.fingerprints.join(','),
  Description: provider.description,
  IssuanceLimitTime: provider.issuanceLimitHours,
  CreateDate: provider.createDate,
  UpdateDate: provider.createDate,
});

const commaList = (value: string | undefined): string[] => (value ? value.split(',') : []);

/** A provider made here has no keys yet: no token is accepted from it. Keys come with the emulator's options. */
function createOidcProvider({ store, params, now }: Call) {
  const name = required(params, 'OIDCProviderName');
  const issuer = required(params, 'IssuerUrl');
  if (!/^https:\/\/[^?#@]{1,247}$/.test(issuer)) throw invalid('IssuerUrl');
  if (name.length > 128 || !/^[A-Za-z0-9._-]+$/.test(name)) throw invalid('OIDCProviderName');
  const taken = store.oidcProviders.rows.some((provider) => provider.name === name || provider.issuer === issuer);
  if (taken) throw new ApiError(409, 'EntityAlreadyExists.OIDCProvider', 'The OIDC provider does already EXIST.');
  const provider = insert(store.oidcProviders, name, {
    seq: store.nextSeq++,
    name,
    issuer,
    clientIds: commaList(params.ClientIds),
    fingerprints: commaList(params.Fingerprints),
    description: params.Description ?? '',
    issuanceLimitHours: integer(params, 'IssuanceLimitTime', { min: 1, max: 168, absent: 12 }),
    keys: [],
    createDate: isoSeconds(now),
  });
  return { OIDCProvider: providerBody(store, provider) };
}

function providerOf({ store, params }: Call): OidcProvider {
  const provider = store.oidcProviders.byKey.get(required(params, 'OIDCProviderName'));
  if (provider === undefined)
    throw new ApiError(404, 'EntityNotExist.OIDCProvider', 'The OIDC provider does not exist.');
  return provider;
}

function deleteOidcProvider(call: Call) {
  remove(call.store.oidcProviders, providerOf(call).name);
  return {};
}

function listOidcProviders({ store, params }: Call) {
  const { rows, end } = markedPage(store.oidcProviders, params, { max: 100 });
  return { ...end, OIDCProviders: { OIDCProvider: rows.map((provider) => providerBody(store, provider)) } };
}

const provider = ramResource('oidc-provider', 'OIDCProviderName');

export const imsOperations: Operations = {
  GetDefaultDomain: reading('ram:GetDefaultDomain', everything, ({ store }) => ({ DefaultDomainName: domain(store) })),
  GetAccountSummary: reading('ram:GetAccountSummary', everything, getAccountSummary),
  ListUsers: reading('ram:ListUsers', ramResource('user'), listUsers),
  GetUser: reading('ram:GetUser', ramResource('user'), getUser),
  ListOIDCProviders: reading('ram:ListOIDCProviders', ramResource('oidc-provider'), listOidcProviders),
  GetOIDCProvider: reading('ram:GetOIDCProvider', provider, (call) => ({
    OIDCProvider: providerBody(call.store, providerOf(call)),
  })),
  CreateOIDCProvider: writing('ram:CreateOIDCProvider', ramResource('oidc-provider'), createOidcProvider),
  DeleteOIDCProvider: writing('ram:DeleteOIDCProvider', provider, deleteOidcProvider),
};
