import { quoted } from '../config/visible-text.ts';
import { AcrAccessError } from '../errors.ts';
import { refuseContradictions } from './contradictions.ts';
import { isRegion, parseRegistry } from './registry-host.ts';
import type { RegistryHost } from './types.ts';

/** What a login was asked for, checked. */
export interface LoginRequest {
  /** at least one, each host once */
  readonly registries: readonly RegistryHost[];
  /** repositories of the image references that were given, by host */
  readonly images: ReadonlyMap<string, readonly string[]>;
  readonly instanceId: string | undefined;
  /** for custom and loopback hosts; equal to that of every other host */
  readonly region: string | undefined;
  /** permanent password; then nothing is asked of Alibaba Cloud */
  readonly permanent: { readonly username: string; readonly password: string } | undefined;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  readonly roleArn: string;
  readonly oidcProviderArn: string;
  readonly audience: string;
  /** '' = made from the run */
  readonly roleSessionName: string;
  /** seconds */
  readonly sessionDuration: number;
  readonly allowedAccountIds: readonly string[];
  readonly permissions: 'pull' | 'push' | undefined;
  readonly repositories: readonly string[];
  /** name of a grant of the file `config` that the session is narrowed to; '' = none */
  readonly grant: string;
  readonly config: string;
  readonly expiresInHours: number | undefined;
  /** seconds that the job is expected to take */
  readonly expectedDuration: number | undefined;
  readonly network: 'public' | 'vpc';
  readonly hosts: 'given' | 'all';
  readonly mode: 'isolated' | 'shared';
  readonly logout: boolean;
  readonly verify: 'none' | 'token' | 'pull' | 'push';
  /** seconds for the whole step */
  readonly timeout: number;
  readonly retries: number;
  readonly kubernetesSecretFile: string | undefined;
  readonly exportRegistryAuthFile: boolean;
}

type Input = (name: string) => string;

/**
 * @param input an input, trimmed; '' when it was not given
 * @throws AcrAccessError `usage` that names the input and what it takes
 */
export function readLoginInputs(input: Input, { emulator }: { readonly emulator: boolean }): LoginRequest {
  const given = readRegistries(input, emulator);
  const registries = [...new Map(given.map((one) => [one.host, one])).values()];
  const request: LoginRequest = {
    registries,
    images: imagesOf(given),
    instanceId: matching(input, 'instance-id', /^cri-[a-z0-9]+$/, 'an instance id such as cri-0123456789abcdef'),
    region: readRegion(input, registries),
    permanent: readPermanent(input),
    accessKeyId: input('access-key-id'),
    accessKeySecret: input('access-key-secret'),
    securityToken: input('security-token'),
    roleArn: input('role-arn'),
    oidcProviderArn: input('oidc-provider-arn'),
    audience: input('audience') || 'sts.aliyuncs.com',
    roleSessionName:
      matching(input, 'role-session-name', /^[\w.@-]{2,64}$/, '2 to 64 letters, digits and . @ - _') ?? '',
    sessionDuration: whole(input, 'session-duration', 900, 43_200) ?? 3600,
    allowedAccountIds: lines(input('allowed-account-ids').replaceAll(',', '\n')).map(checkedAccount),
    permissions: choice(input, 'permissions', ['pull', 'push']),
    repositories: lines(input('repositories')).map(checkedRepository),
    grant: input('grant'),
    config: input('config') || 'acr-access.yaml',
    expiresInHours: whole(input, 'expires-in-hours', 1, 24),
    expectedDuration: whole(input, 'expected-duration', 1, 35 * 86_400),
    network: choice(input, 'network', ['public', 'vpc']) ?? 'public',
    hosts: choice(input, 'hosts', ['given', 'all']) ?? 'given',
    mode: choice(input, 'config-mode', ['isolated', 'shared']) ?? 'isolated',
    logout: isTrue(input, 'logout', true),
    verify: choice(input, 'verify', ['none', 'token', 'pull', 'push']) ?? 'none',
    timeout: whole(input, 'timeout', 1, 3600) ?? 60,
    retries: whole(input, 'retries', 0, 20) ?? 4,
    kubernetesSecretFile: input('kubernetes-secret-file') || undefined,
    exportRegistryAuthFile: isTrue(input, 'export-registry-auth-file', false),
  };
  refuseContradictions(request);
  return request;
}

function readRegistries(input: Input, emulator: boolean): readonly RegistryHost[] {
  const all = lines(input('registry')).map((line) => parseRegistry(line, { emulator }));
  if (all.length === 0) {
    throw usage(
      'input registry is empty',
      'Write the host of the registry, e.g. acme-registry.cn-hangzhou.cr.aliyuncs.com.',
    );
  }
  return all;
}

const imagesOf = (given: readonly RegistryHost[]): LoginRequest['images'] =>
  new Map(
    given.map(({ host }) => [
      host,
      [...new Set(given.flatMap((one) => (one.host === host && one.repository !== '' ? [one.repository] : [])))],
    ]),
  );

function readRegion(input: Input, registries: readonly RegistryHost[]): string | undefined {
  const region = input('region');
  if (region === '') return undefined;
  if (!isRegion(region)) throw usage(`input region takes a region id such as cn-hangzhou, not ${quoted(region)}`);
  const other = registries.find((one) => one.region !== undefined && one.region !== region);
  if (other === undefined) return region;
  throw usage(
    `input region is ${region}, and ${other.host} is in ${other.region}`,
    'Leave region out: it is read from the host. It is needed for custom domains only.',
  );
}

function readPermanent(input: Input): LoginRequest['permanent'] {
  const [username, password] = [input('username'), input('password')];
  if (username === '' && password === '') return undefined;
  if (username !== '' && password !== '') return checkedLogin({ username, password });
  const [missing, given] = username === '' ? ['username', 'password'] : ['password', 'username'];
  throw usage(`input ${missing} is empty, and ${given} is given`, EMPTY_SECRETS);
}

/** As what the service gives: a colon would move the border between user name and password in config.json. */
function checkedLogin(login: { readonly username: string; readonly password: string }): LoginRequest['permanent'] {
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(login.username)) {
    throw usage('input username holds a colon, a blank or a character that no user name has', 'Example: bob@example');
  }
  if (!/\p{Cc}/u.test(login.password)) return login;
  throw usage('input password holds a line break or another control character', 'Copy it again, in one line.');
}

/** Secrets are empty strings where a run may not see them. */
export const EMPTY_SECRETS =
  'Runs of pull requests from forks and of Dependabot get no secrets; else look for a misspelt name of a secret.';

function checkedAccount(text: string): string {
  if (/^\d{4,20}$/.test(text)) return text;
  throw usage(`input allowed-account-ids takes account ids, one a line; not ${quoted(text)}`);
}

const REPOSITORY = /^[a-z0-9*?][a-z0-9._*?-]*(?:\/[a-z0-9._*?-]+)+$/;

function checkedRepository(text: string): string {
  if (REPOSITORY.test(text) && text.length <= 256) return text;
  throw usage(`input repositories takes NAMESPACE/REPOSITORY, one a line; not ${quoted(text)}`, 'Example: release/api');
}

function matching(input: Input, name: string, pattern: RegExp, what: string): string | undefined {
  const text = input(name);
  if (text === '') return undefined;
  if (pattern.test(text)) return text;
  throw usage(`input ${name} takes ${what}, not ${quoted(text)}`);
}

function choice<const Value extends string>(input: Input, name: string, values: readonly Value[]): Value | undefined {
  const text = input(name);
  if (text === '') return undefined;
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw usage(`input ${name} takes ${values.join(' or ')}, not ${quoted(text)}`);
}

function whole(input: Input, name: string, least: number, most: number): number | undefined {
  const text = input(name);
  if (text === '') return undefined;
  const value = Number(text);
  if (/^\d{1,7}$/.test(text) && value >= least && value <= most) return value;
  throw usage(`input ${name} takes a whole number from ${least} to ${most}, not ${quoted(text)}`);
}

const isTrue = (input: Input, name: string, normally: boolean): boolean =>
  (choice(input, name, ['true', 'false']) ?? String(normally)) === 'true';

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const usage = (message: string, hint?: string): AcrAccessError =>
  new AcrAccessError('usage', message, hint === undefined ? {} : { hint });
