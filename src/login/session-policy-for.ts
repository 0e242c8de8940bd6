import { AcrAccessError } from '../errors.ts';
import type { Registry } from '../policy/area.ts';
import type { LoginHost } from './host.ts';
import type { LoginRequest } from './inputs.ts';
import { sessionPolicy } from './session-policy.ts';
import type { RegistryHost } from './types.ts';

/** The policy that narrows the session of a login; undefined when nothing was asked to be narrowed. */
export async function sessionPolicyFor(request: LoginRequest, host: LoginHost): Promise<string | undefined> {
  const { permissions, repositories, grant, config } = request;
  if (grant !== '') return host.grantPolicy(config, grant, lookupsOf(request));
  if (permissions === undefined && repositories.length === 0) return undefined;
  const registries = await Promise.all(request.registries.map((one) => registryOf(one, request, host)));
  return sessionPolicy({ permissions: permissions ?? 'push', repositories }, registries, lookupsOf(request));
}

/** What the login itself has to ask, which a narrowed session must still be able to. */
function lookupsOf({ registries, instanceId, hosts }: LoginRequest): readonly string[] {
  const named = registries.some(({ kind }) => kind === 'enterprise') && instanceId === undefined;
  const domains = hosts === 'all' || registries.some(({ kind }) => kind === 'custom');
  return [
    ...(named ? ['cr:ListInstance'] : []),
    ...(domains ? ['cr:ListInstanceEndpoint', 'cr:GetInstanceEndpoint'] : []),
  ];
}

/**
 * The registry as RAM names it. The session does not exist yet, so an instance that was not given is asked of the registry
 * itself, which says it to everybody.
 */
async function registryOf(one: RegistryHost, request: LoginRequest, { services }: LoginHost): Promise<Registry> {
  const name = one.host;
  const region = one.region ?? request.region!;
  if (one.kind === 'personal' || one.kind === 'personal-instance') return { name, edition: 'personal', region };
  const instance = request.instanceId ?? (await services.challenge(one)).instanceId;
  if (instance !== undefined) return { name, edition: 'enterprise', instance, region };
  throw new AcrAccessError(
    'usage',
    `${name} does not say which instance it is, so a session cannot be narrowed to it`,
    {
      hint: 'Give instance-id.',
    },
  );
}
