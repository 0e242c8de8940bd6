import type { CredentialEntry, WriteOptions } from '../../src/login/credential-files.ts';
import type { LoginHost, LoginIdentity } from '../../src/login/host.ts';
import { type LoginRequest, readLoginInputs } from '../../src/login/inputs.ts';
import { LoginError } from '../../src/login/login-error.ts';
import { parseRegistry } from '../../src/login/registry-host.ts';
import type { InstanceDomain, LoginFailure, LoginServices, OidcLogin, RegistryHost } from '../../src/login/types.ts';

export const HOST = 'acme-registry.cn-hangzhou.cr.aliyuncs.com';
export const INSTANCE = 'cri-prod000000000001';
export const ROLE = 'acs:ram::1234567890123456:role/ci-release';
export const PROVIDER = 'acs:ram::1234567890123456:oidc-provider/github';
export const ROLE_INPUTS = { 'role-arn': ROLE, 'oidc-provider-arn': PROVIDER };
export const NOW = new Date('2026-09-01T10:00:00Z');
export const PASSWORD = 'temporary:password';

export type Inputs = Readonly<Record<string, string>>;

/** A request as the entry reads it; the registry is that of the example. */
export const requestOf = (inputs: Inputs = {}, emulator = false): LoginRequest =>
  readLoginInputs((name) => ({ registry: HOST, ...inputs })[name]?.trim() ?? '', { emulator });

export const registry = (line: string = HOST): RegistryHost => parseRegistry(line, { emulator: true });

export const serviceFailure = (api: string, code: string, more: Partial<LoginFailure> = {}): LoginFailure =>
  ({ kind: 'service', api, code, status: 403, message: '', requestId: 'REQ-1', ...more }) as LoginFailure;

/** What the world says; every call that was made is in `calls`. */
export interface World {
  identity?: LoginIdentity | undefined;
  /** instance ids that the registries say to be, by host; nothing = they do not say */
  saysToBe?: Readonly<Record<string, string>>;
  instances?: readonly { id: string; name: string }[];
  domains?: readonly InstanceDomain[];
  granted?: readonly string[] | undefined;
  accountId?: string;
  expiresAt?: Date;
  /** fails the call of this name */
  fail?: Readonly<Record<string, LoginFailure>>;
}

export const KEY_IDENTITY: LoginIdentity = {
  kind: 'key',
  source: 'the variable ALIBABA_CLOUD_ACCESS_KEY_ID',
  key: { accessKeyId: 'LTAI-key', accessKeySecret: 'key-secret', securityToken: undefined },
};
export const OIDC_IDENTITY: LoginIdentity = { kind: 'oidc', source: 'role-arn and oidc-provider-arn (OIDC)' };

export function memoryHost(world: World = {}) {
  const calls: string[] = [];
  const log: string[] = [];
  const warnings: string[] = [];
  const secrets: string[] = [];
  const outputs = new Map<string, string>();
  const exported = new Map<string, string>();
  const state = new Map<string, string>();
  const written: { entries: readonly CredentialEntry[]; options: WriteOptions }[] = [];
  const sessions: OidcLogin[] = [];
  const call = async <T>(name: string, detail: string, answer: T): Promise<T> => {
    calls.push(detail === '' ? name : `${name} ${detail}`);
    const failure = world.fail?.[name];
    if (failure !== undefined) throw new LoginError(failure);
    return answer;
  };
  const expiresAt = world.expiresAt ?? new Date(NOW.getTime() + 3_600_000);
  const services: LoginServices = {
    assumeRoleWithOidc: (request) => {
      sessions.push(request);
      const arn = request.roleArn.replace(':role/', ':assumed-role/');
      const key = { accessKeyId: 'STS.session', accessKeySecret: 'session-secret', securityToken: 'session-token' };
      return call('assumeRoleWithOidc', '', { ...key, expiresAt, arn });
    },
    callerIdentity: () =>
      call('callerIdentity', '', {
        accountId: world.accountId ?? '1234567890123456',
        arn: `acs:ram::${world.accountId ?? '1234567890123456'}:user/ci`,
      }),
    enterprisePassword: (_, { region, instanceId, expiresInHours }) =>
      call('enterprisePassword', [region, instanceId, expiresInHours].filter(Boolean).join(' '), {
        username: 'cr_temp_user',
        password: `${PASSWORD}-${instanceId}`,
        expiresAt,
      }),
    personalPassword: (_, region) =>
      call('personalPassword', region, { username: 'cr_temp_user', password: `${PASSWORD}-personal`, expiresAt }),
    instancesNamed: (_, { region, name }) => call('instancesNamed', `${region} ${name}`, world.instances ?? []),
    domains: (_, { instanceId }) => call('domains', instanceId, world.domains ?? []),
    challenge: (host) =>
      call('challenge', host.host, {
        realm: new URL('https://dockerauth.cn-hangzhou.aliyuncs.com/auth'),
        service: 'registry.aliyuncs.com:cn-hangzhou:china',
        region: 'cn-hangzhou',
        instanceId: world.saysToBe?.[host.host],
      }),
    registryToken: ({ scope }) => call('registryToken', scope ?? '', { granted: world.granted }),
  };
  const host: LoginHost = {
    clock: { now: () => NOW, sleep: async () => {} },
    services,
    files: {
      write: async (entries, options, onState) => {
        onState({ version: 1 } as never);
        written.push({ entries, options });
        return { dockerConfig: '/temp/config', exports: { DOCKER_CONFIG: '/temp/config' }, warnings: ['a warning'] };
      },
      restore: async () => ({ exports: { DOCKER_CONFIG: '' }, warnings: [] }),
    },
    identity: () => ('identity' in world ? world.identity : KEY_IDENTITY),
    sessionName: 'acr-access-1',
    onSecret: (secret) => secrets.push(secret),
    log: (text) => log.push(text),
    warn: (text) => warnings.push(text),
    setOutput: (name, value) => outputs.set(name, value),
    exportVariable: (name, value) => exported.set(name, value),
    saveState: (name, value) => state.set(name, value),
    grantPolicy: async (config, grant, lookups) => JSON.stringify({ config, grant, lookups }),
  };
  return { host, services, calls, log, warnings, secrets, outputs, exported, state, written, sessions };
}

/** What a promise was rejected with. */
export const failureOf = async (
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; hint: string }> => {
  try {
    await promise;
  } catch (error) {
    const { code, message, hint = '' } = error as { code: string; message: string; hint?: string };
    return { code, message, hint };
  }
  throw new Error('it did not fail');
};
