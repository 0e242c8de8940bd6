import { AcrAccessError } from '../errors.ts';
import type { CredentialEntry } from './credential-files.ts';
import type { LoginHost, LoginIdentity } from './host.ts';
import type { LoginRequest } from './inputs.ts';
import { noCredentials } from './no-credentials.ts';
import { sessionPolicyFor } from './session-policy-for.ts';
import { findTargets, type Target } from './targets.ts';
import type { AccessKey, RegistryHost, RegistryPassword } from './types.ts';
import { verifyLogin } from './verify.ts';

/** Names of the state that main keeps for post. */
export const STATE = { isPost: 'isPost', written: 'written', logout: 'logout' } as const;

interface Identified {
  readonly key: AccessKey;
  /** '' when it was not asked for */
  readonly arn: string;
}

interface LoggedIn {
  readonly target: Pick<Target, 'edition' | 'region'> & {
    readonly instanceId?: string;
    readonly hosts: readonly RegistryHost[];
  };
  readonly password: RegistryPassword;
}

/**
 * From credentials to registry passwords in Docker's config, all or nothing: what fails before the files are written leaves
 * nothing behind.
 *
 * @throws AcrAccessError, LoginError among them
 */
export async function loginRun(request: LoginRequest, host: LoginHost): Promise<void> {
  const identified = request.permanent === undefined ? await identify(request, host) : undefined;
  const logins = await logIn(request, host, identified);
  const entries = logins.flatMap(({ target, password: { username, password } }) =>
    target.hosts.map(({ host: name }): CredentialEntry => ({ host: name, username, password })),
  );
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
  report(request, host, { logins, arn: identified?.arn ?? '', dockerConfig: written.dockerConfig });
}

async function identify(request: LoginRequest, host: LoginHost): Promise<Identified> {
  const identity = host.identity();
  if (identity === undefined) throw noCredentials();
  host.log(`Alibaba Cloud credentials: ${identity.source}`);
  const { key, arn, accountId } = await keyOf(identity, request, host);
  const { allowedAccountIds } = request;
  if (allowedAccountIds.length > 0 && !allowedAccountIds.includes(accountId)) {
    throw new AcrAccessError(
      'refused',
      `the credentials belong to account ${accountId || 'that could not be told'}, which allowed-account-ids does not name`,
      {
        hint: `Allowed: ${allowedAccountIds.join(', ')}. Use credentials of one of them, or correct the list.`,
      },
    );
  }
  return { key, arn };
}

async function keyOf(identity: LoginIdentity, request: LoginRequest, host: LoginHost) {
  if (identity.kind === 'key') {
    // Nobody needs a permission to ask who they are. Only a list of accounts makes the answer necessary.
    const who = await host.services.callerIdentity(identity.key).catch((error: Error) => {
      if (request.allowedAccountIds.length > 0) throw error;
      return undefined;
    });
    return { key: identity.key, arn: who?.arn ?? '', accountId: who?.accountId ?? '' };
  }
  const session = await host.services.assumeRoleWithOidc({
    roleArn: request.roleArn,
    oidcProviderArn: request.oidcProviderArn,
    audience: request.audience,
    sessionName: request.roleSessionName || host.sessionName,
    duration: request.sessionDuration,
    policy: await sessionPolicyFor(request, host),
  });
  return { key: session, arn: session.arn, accountId: /^acs:ram::(\d+):/.exec(request.roleArn)?.[1] ?? '' };
}

async function logIn(
  request: LoginRequest,
  { services }: LoginHost,
  identified: Identified | undefined,
): Promise<readonly LoggedIn[]> {
  if (identified === undefined) {
    const password = { ...request.permanent!, expiresAt: undefined };
    return request.registries.map((one) => ({ target: { ...permanentTarget(one), hosts: [one] }, password }));
  }
  const { key } = identified;
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

const permanentTarget = ({ kind, region }: RegistryHost): Pick<Target, 'edition' | 'region'> => ({
  edition: kind === 'personal' || kind === 'personal-instance' ? 'personal' : 'enterprise',
  region: region ?? '',
});

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

function report(
  request: LoginRequest,
  host: LoginHost,
  { logins, arn, dockerConfig }: { logins: readonly LoggedIn[]; arn: string; dockerConfig: string },
): void {
  const [first] = logins;
  const ends = logins.flatMap(({ password: { expiresAt } }) => (expiresAt === undefined ? [] : [expiresAt.getTime()]));
  const end = ends.length === 0 ? '' : new Date(Math.min(...ends)).toISOString();
  const registries = Object.fromEntries(
    logins.flatMap(({ target, password }) =>
      target.hosts.map(({ host: name }) => [
        name,
        {
          username: password.username,
          expiresAt: password.expiresAt?.toISOString() ?? null,
          edition: target.edition,
          region: target.region,
          instanceId: target.instanceId ?? null,
        },
      ]),
    ),
  );
  const { setOutput } = host;
  setOutput('registry', request.registries[0]!.host);
  setOutput('registries', JSON.stringify(registries));
  setOutput('username', first!.password.username);
  setOutput('password', first!.password.password);
  setOutput('expires-at', end);
  setOutput('docker-config', dockerConfig);
  setOutput('edition', first!.target.edition);
  setOutput('region', first!.target.region);
  setOutput('instance-id', first!.target.instanceId ?? '');
  setOutput('identity-arn', arn);
  const until = end === '' ? 'with a permanent password' : `until ${end}`;
  for (const name of Object.keys(registries)) host.log(`Logged in to ${name} ${until}`);
  warnWhenTooShort(request, host, end);
}

function warnWhenTooShort({ expectedDuration }: LoginRequest, { clock, warn }: LoginHost, end: string): void {
  if (expectedDuration === undefined || end === '') return;
  const left = Math.floor((Date.parse(end) - clock.now().getTime()) / 1000);
  if (left >= expectedDuration) return;
  warn(
    `The registry password ends at ${end}, in ${left} s, and the job is expected to take ${expectedDuration} s. Raise session-duration or expires-in-hours, or log in again before the push.`,
  );
}
