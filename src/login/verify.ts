import { AcrAccessError } from '../errors.ts';
import type { LoginHost } from './host.ts';
import type { LoginRequest } from './inputs.ts';
import type { Target } from './targets.ts';
import type { RegistryHost, RegistryPassword } from './types.ts';

/**
 * Proves a password at its registry before anything relies on it. With `pull` or `push` the registry is asked for a token to
 * each of the repositories, and what it leaves out is named with what RAM lacks.
 *
 * @throws AcrAccessError when the password or a right is missing
 */
export async function verifyLogin(
  request: LoginRequest,
  { services, log, warn }: LoginHost,
  target: Pick<Target, 'edition' | 'region'> & {
    readonly instanceId?: string;
    readonly hosts: readonly RegistryHost[];
  },
  { username, password }: RegistryPassword,
): Promise<void> {
  const [host] = target.hosts;
  if (request.verify === 'none' || host === undefined) return;
  const challenge = await services.challenge(host);
  const repositories = repositoriesOf(request, target.hosts);
  if (request.verify === 'token' || repositories.length === 0) {
    await services.registryToken({ challenge, username, password, scope: undefined });
    log(`${host.host} accepts the password`);
    if (request.verify !== 'token')
      warn(`verify: ${request.verify} needs to know a repository: write HOST/NAMESPACE/REPOSITORY in input registry`);
    return;
  }
  const wanted = request.verify === 'push' ? ['pull', 'push'] : ['pull'];
  for (const repository of repositories) {
    const scope = `repository:${repository}:${wanted.join(',')}`;
    const { granted } = await services.registryToken({ challenge, username, password, scope });
    if (granted === undefined) {
      warn(
        `${host.host} accepts the password, and its token does not say whether ${request.verify} on ${repository} is allowed`,
      );
      continue;
    }
    const missing = wanted.filter((action) => !granted.includes(action));
    if (missing.length > 0) throw denied(host.host, repository, missing, target);
    log(`${host.host} allows ${wanted.join(' and ')} on ${repository}`);
  }
}

/** Patterns are for policies; a registry is asked about one repository. */
const repositoriesOf = ({ repositories, images }: LoginRequest, hosts: readonly RegistryHost[]): readonly string[] => {
  const named = repositories.filter((name) => !/[*?]/.test(name));
  return named.length > 0 ? named : [...new Set(hosts.flatMap(({ host }) => images.get(host) ?? []))];
};

function denied(
  host: string,
  repository: string,
  missing: readonly string[],
  { edition, region, instanceId }: Pick<Target, 'edition' | 'region'> & { readonly instanceId?: string },
): AcrAccessError {
  const actions = missing.map((action) => (action === 'push' ? 'cr:PushRepository' : 'cr:PullRepository'));
  const path = edition === 'enterprise' ? `${instanceId ?? 'INSTANCE'}/${repository}` : repository;
  return new AcrAccessError(
    'refused',
    `logged in to ${host}, and ${missing.join(' and ')} on ${repository} is denied`,
    {
      hint: `RAM does not allow ${actions.join(' and ')} on acs:cr:${region || 'REGION'}:*:repository/${path}. Grant it to this identity, and widen permissions and repositories if the session was narrowed. A namespace that does not exist is denied, too.`,
    },
  );
}
