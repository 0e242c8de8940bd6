import { AcrAccessError } from '../errors.ts';
import type { CredentialEntry } from './credential-files.ts';
import { authOf } from './docker-config.ts';
import { explained } from './explain.ts';
import type { LoginHost, LoginIdentity } from './host.ts';
import type { LoginRequest } from './inputs.ts';
import { dockerConfigJson } from './kubernetes-secret.ts';
import { LoginError } from './login-error.ts';
import { noCredentials } from './no-credentials.ts';
import { type LoggedIn, reportLogin } from './report-login.ts';
import { sessionPolicyFor } from './session-policy-for.ts';
import { findTargets, type Target } from './targets.ts';
import type { AccessKey, InstanceDomain, RegistryHost } from './types.ts';
import { verifyLogin } from './verify.ts';

/** Names of the state that main keeps for post. */
export const STATE = { isPost: 'isPost', written: 'written', logout: 'logout' } as const;

/** What a run has found out so far; explains what comes after it. */
interface Progress {
  key?: AccessKey;
  arn?: string;
}

/**
 * From credentials to registry passwords in Docker's config, all or nothing: what fails before the files are written leaves
 * nothing behind.
 *
 * @throws AcrAccessError; failed calls with their cause and remedy
 */
export async function loginRun(request: LoginRequest, host: LoginHost): Promise<void> {
  const progress: Progress = {};
  try {
    await run(request, host, progress);
  } catch (error) {
    const domains = await domainsFor(error, request, host, progress);
    throw explained(error, { request, claims: host.claims?.(), identityArn: progress.arn ?? '', domains });
  }
}

async function run(request: LoginRequest, host: LoginHost, progress: Progress): Promise<void> {
  const logins =
    request.permanent === undefined
      ? await logIn(request, host, await identify(request, host, progress))
      : permanentLogins(request.registries, request.permanent);
  const entries = logins.flatMap(({ target, password: { username, password } }) =>
    target.hosts.map(({ host: name }): CredentialEntry => ({ host: name, username, password })),
  );
  for (const entry of entries) for (const secret of [entry.password, authOf(entry)]) host.onSecret(secret);
  // The runner knows base64 of a secret, and not base64 of a text that holds base64.
  if (request.kubernetesSecretFile !== undefined) host.onSecret(dockerConfigJson(entries));
  for (const { target, password } of logins) await verifyLogin(request, host, target, password);
  const written = await host.files.write(
    entries,
    {
      mode: request.mode,
      exportRegistryAuthFile: request.exportRegistryAuthFile,
      kubernetesSecretFile: request.kubernetesSecretFile,
    },
    (state) => host.saveState(STATE.written, JSON.stringify(state)),
  );
  for (const [name, value] of Object.entries(written.exports)) host.exportVariable(name, value);
  for (const warning of written.warnings) host.warn(warning);
  reportLogin(request, host, { logins, arn: progress.arn ?? '', dockerConfig: written.dockerConfig });
}

/** A host that cannot be reached: what its instance says of its endpoints, as far as it may be asked. */
async function domainsFor(
  error: unknown,
  { registries, instanceId, region }: LoginRequest,
  { services }: LoginHost,
  { key }: Progress,
): Promise<readonly InstanceDomain[]> {
  if (!(error instanceof LoginError) || key === undefined || instanceId === undefined) return [];
  const { failure } = error;
  const one = 'host' in failure ? registries.find(({ host }) => host === failure.host) : undefined;
  const at = one?.region ?? region;
  if (one === undefined || at === undefined || failure.kind === 'registry') return [];
  return services.domains(key, { region: at, instanceId }).catch(() => []);
}

async function identify(request: LoginRequest, host: LoginHost, progress: Progress): Promise<AccessKey> {
  const identity = host.identity();
  if (identity === undefined) throw noCredentials();
  host.log(`Alibaba Cloud credentials: ${identity.source}`);
  const { key, arn } = await keyOf(identity, request, host);
  Object.assign(progress, { key, arn });
  return key;
}

async function keyOf(identity: LoginIdentity, request: LoginRequest, host: LoginHost) {
  if (identity.kind === 'key') {
    // Nobody needs a permission to ask who they are. Only a list of accounts makes the answer necessary.
    const who = await host.services.callerIdentity(identity.key).catch((error: Error) => {
      if (request.allowedAccountIds.length > 0) throw error;
      return undefined;
    });
    requireAllowed(who?.accountId ?? '', request);
    return { key: identity.key, arn: who?.arn ?? '' };
  }
  requireAllowed(/^acs:ram::(\d+):/.exec(request.roleArn)?.[1] ?? '', request);
  const session = await host.services.assumeRoleWithOidc({
    roleArn: request.roleArn,
    oidcProviderArn: request.oidcProviderArn,
    audience: request.audience,
    sessionName: request.roleSessionName || host.sessionName,
    duration: request.sessionDuration,
    policy: await sessionPolicyFor(request, host),
  });
  return { key: session, arn: session.arn };
}

function requireAllowed(account: string, { allowedAccountIds }: LoginRequest): void {
  if (allowedAccountIds.length === 0 || allowedAccountIds.includes(account)) return;
  throw new AcrAccessError(
    'refused',
    `the credentials belong to account ${account}, which allowed-account-ids does not name`,
    { hint: `Allowed: ${allowedAccountIds.join(', ')}. Use credentials of one of them, or correct the list.` },
  );
}

async function logIn(request: LoginRequest, { services }: LoginHost, key: AccessKey): Promise<readonly LoggedIn[]> {
  const targets = await findTargets(request, services, key);
  return Promise.all(
    targets.map(async (target) => {
      if (target.edition === 'personal')
        return { target, password: await services.personalPassword(key, target.region) };
      const { region, instanceId } = target;
      const password = await services.enterprisePassword(key, {
        region,
        instanceId,
        expiresInHours: request.expiresInHours,
      });
      return { target: request.hosts === 'all' ? await withAllHosts(target, services, key) : target, password };
    }),
  );
}

const permanentLogins = (
  registries: readonly RegistryHost[],
  permanent: NonNullable<LoginRequest['permanent']>,
): readonly LoggedIn[] =>
  registries.map((one) => ({
    target: {
      edition: one.kind === 'personal' || one.kind === 'personal-instance' ? 'personal' : 'enterprise',
      region: one.region ?? '',
      hosts: [one],
    },
    password: { ...permanent, expiresAt: undefined },
  }));

/** The other names of the same registry: one password is for all of them. */
async function withAllHosts(
  target: Target & { readonly edition: 'enterprise' },
  services: LoginHost['services'],
  key: AccessKey,
): Promise<Target> {
  const domains = await services.domains(key, target);
  const known = new Set(target.hosts.map(({ host }) => host));
  const more = domains
    .map(({ domain }) => domain.toLowerCase())
    .filter((domain) => !known.has(domain))
    .map(
      (host): RegistryHost => ({
        host,
        kind: 'custom',
        region: target.region,
        instanceName: undefined,
        repository: '',
      }),
    );
  return { ...target, hosts: [...target.hosts, ...more] };
}
