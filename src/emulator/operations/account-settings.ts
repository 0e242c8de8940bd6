import { ApiError, invalid } from '../api-error.ts';
import { decodeDenial } from '../diagnostic-message.ts';
import { type Call, everything, type Operations, reading, writing } from '../operation.ts';
import { flag, integer, type Params, required } from '../params.ts';
import type { Store } from '../store.ts';

const PASSWORD_NUMBERS = {
  MinimumPasswordLength: { min: 8, max: 32, absent: 8 },
  MaxPasswordAge: { min: 0, max: 1095, absent: 0 },
  PasswordReusePrevention: { min: 0, max: 24, absent: 0 },
  MaxLoginAttemps: { min: 0, max: 32, absent: 5 },
} as const;
const PASSWORD_FLAGS = [
  'RequireLowercaseCharacters',
  'RequireUppercaseCharacters',
  'RequireNumbers',
  'RequireSymbols',
  'HardExpiry',
];

function passwordPolicy(known: Record<string, number | boolean>, params: Params): Record<string, number | boolean> {
  const policy: Record<string, number | boolean> = {};
  for (const [key, range] of Object.entries(PASSWORD_NUMBERS)) {
    policy[key] = integer(params, key, { ...range, absent: Number(known[key] ?? range.absent) });
  }
  for (const key of PASSWORD_FLAGS) policy[key] = params[key] ? flag(params, key) : Boolean(known[key]);
  return policy;
}

function setPasswordPolicy({ store, params }: Call) {
  store.passwordPolicy = passwordPolicy(store.passwordPolicy, params);
  return { PasswordPolicy: store.passwordPolicy };
}

const PREFERENCE_FLAGS = {
  AllowUserToChangePassword: true,
  AllowUserToManageAccessKeys: false,
  AllowUserToManageMFADevices: true,
  AllowUserToManagePublicKeys: false,
  EnableSaveMFATicket: false,
} as const;

function preferenceBody({ securityPreference: known }: Store) {
  const of = (key: keyof typeof PREFERENCE_FLAGS) => Boolean(known[key] ?? PREFERENCE_FLAGS[key]);
  return {
    SecurityPreference: {
      LoginProfilePreference: {
        AllowUserToChangePassword: of('AllowUserToChangePassword'),
        EnableSaveMFATicket: of('EnableSaveMFATicket'),
        LoginSessionDuration: Number(known.LoginSessionDuration ?? 6),
        LoginNetworkMasks: String(known.LoginNetworkMasks ?? ''),
      },
      AccessKeyPreference: { AllowUserToManageAccessKeys: of('AllowUserToManageAccessKeys') },
      MFAPreference: { AllowUserToManageMFADevices: of('AllowUserToManageMFADevices') },
      PublicKeyPreference: { AllowUserToManagePublicKeys: of('AllowUserToManagePublicKeys') },
    },
  };
}

function setSecurityPreference({ store, params }: Call) {
  const changed: Record<string, string | number | boolean> = {};
  for (const key of Object.keys(PREFERENCE_FLAGS)) if (params[key]) changed[key] = flag(params, key);
  if (params.LoginSessionDuration)
    changed.LoginSessionDuration = integer(params, 'LoginSessionDuration', { min: 1, max: 24, absent: 6 });
  if (params.LoginNetworkMasks !== undefined) changed.LoginNetworkMasks = params.LoginNetworkMasks;
  Object.assign(store.securityPreference, changed);
  return preferenceBody(store);
}

function setAccountAlias({ store, params }: Call) {
  const alias = required(params, 'AccountAlias');
  if (alias.length > 50) throw invalid('AccountAlias', 'Length');
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(alias)) throw invalid('AccountAlias', 'InvalidChars');
  store.alias = alias;
  return {};
}

/** Without an alias of its own an account is known by its id. */
function getAccountAlias({ store }: Call) {
  if (store.alias === store.account)
    throw new ApiError(404, 'EntityNotExist.Alias', 'The account alias does not exist.');
  return { AccountAlias: store.alias };
}

function clearAccountAlias({ store }: Call) {
  store.alias = store.account;
  return {};
}

function decodeDiagnosticMessage({ params }: Call) {
  const facts = decodeDenial(required(params, 'EncodedDiagnosticMessage'));
  if (facts === undefined) throw invalid('EncodedDiagnosticMessage');
  const { AuthPrincipalDisplayName, AuthPrincipalOwnerId, AuthPrincipalType } = facts;
  return {
    DecodedDiagnosticMessage: {
      AuthAction: facts.AuthAction,
      AuthResource: facts.AuthResource,
      AuthPrincipal: { AuthPrincipalDisplayName, AuthPrincipalOwnerId, AuthPrincipalType },
      ExplicitDeny: facts.NoPermissionType === 'ExplicitDeny',
      NoPermissionPolicyType: facts.PolicyType,
      AuthConditions: [],
      MatchedPolicies: [],
    },
  };
}

export const accountOperations: Operations = {
  GetAccountAlias: reading('ram:GetAccountAlias', everything, getAccountAlias),
  SetAccountAlias: writing('ram:SetAccountAlias', everything, setAccountAlias),
  ClearAccountAlias: writing('ram:ClearAccountAlias', everything, clearAccountAlias),
  DecodeDiagnosticMessage: reading('ram:DecodeDiagnosticMessage', everything, decodeDiagnosticMessage),
  GetPasswordPolicy: reading('ram:GetPasswordPolicy', everything, ({ store }) => ({
    PasswordPolicy: passwordPolicy(store.passwordPolicy, {}),
  })),
  SetPasswordPolicy: writing('ram:SetPasswordPolicy', everything, setPasswordPolicy),
  GetSecurityPreference: reading('ram:GetSecurityPreference', everything, ({ store }) => preferenceBody(store)),
  SetSecurityPreference: writing('ram:SetSecurityPreference', everything, setSecurityPreference),
};
