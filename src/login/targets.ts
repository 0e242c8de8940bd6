import { AcrAccessError } from '../errors.ts';
import type { LoginRequest } from './inputs.ts';
import type { AccessKey, LoginServices, RegistryHost } from './types.ts';

/** Hosts that one password is for. */
export type Target =
  | {
      readonly edition: 'enterprise';
      readonly region: string;
      readonly instanceId: string;
      readonly hosts: readonly RegistryHost[];
    }
  | { readonly edition: 'personal'; readonly region: string; readonly hosts: readonly RegistryHost[] };

type Where =
  | { readonly edition: 'personal'; readonly region: string }
  | { readonly edition: 'enterprise'; readonly region: string; readonly instanceId: string };

/**
 * Which instance each host belongs to, by what needs the fewest permissions: the host itself, `instance-id`, then ListInstance.
 * What a host and an instance say of each other has to agree.
 *
 * @throws AcrAccessError when a host belongs to no instance or to another one; LoginError of a call
 */
export async function findTargets(
  request: LoginRequest,
  services: LoginServices,
  key: AccessKey,
): Promise<readonly Target[]> {
  const found = new Map<string, { where: Where; hosts: RegistryHost[] }>();
  const known = new Map<string, Promise<Where>>();
  for (const host of request.registries) {
    const question = host.kind === 'enterprise' ? `${host.instanceName} ${host.region}` : host.host;
    const asked = known.get(question) ?? whereIs(host, request, services, key);
    known.set(question, asked);
    const where = await asked;
    const id = JSON.stringify(where);
    const target = found.get(id) ?? { where, hosts: [] };
    target.hosts.push(host);
    found.set(id, target);
  }
  return [...found.values()].map(({ where, hosts }) => ({ ...where, hosts }));
}

async function whereIs(
  host: RegistryHost,
  request: LoginRequest,
  services: LoginServices,
  key: AccessKey,
): Promise<Where> {
  switch (host.kind) {
    case 'personal':
    case 'personal-instance':
      return { edition: 'personal', region: host.region! };
    case 'loopback':
      return { edition: 'enterprise', region: request.region!, instanceId: request.instanceId! };
    case 'custom':
      return ofCustomDomain(host, { region: request.region!, instanceId: request.instanceId! }, services, key);
    case 'enterprise':
      return request.instanceId === undefined
        ? byName(host, services, key)
        : confirmed(host, { region: host.region!, instanceId: request.instanceId }, services);
  }
}

/** The registry itself says without credentials which instance it is. One that cannot be reached cannot be pushed to, either. */
async function confirmed(
  host: RegistryHost,
  instance: { readonly region: string; readonly instanceId: string },
  services: LoginServices,
): Promise<Where> {
  const said = await services.challenge(host);
  if (said.instanceId !== undefined && said.instanceId !== instance.instanceId) {
    throw new AcrAccessError(
      'usage',
      `${host.host} belongs to instance ${said.instanceId}, not to ${instance.instanceId}`,
      {
        hint: 'Correct instance-id, or leave it out and allow cr:ListInstance, which finds the instance by its name.',
      },
    );
  }
  return { edition: 'enterprise', ...instance };
}

async function byName(host: RegistryHost, services: LoginServices, key: AccessKey): Promise<Where> {
  const [region, name] = [host.region!, host.instanceName!];
  const instances = await services.instancesNamed(key, { region, name });
  const [instance, another] = instances.filter((one) => one.name === name);
  if (another !== undefined) {
    throw new AcrAccessError('failed', `there are several instances ${name} in ${region}`, {
      hint: 'Say with instance-id which one the host belongs to.',
    });
  }
  if (instance !== undefined) return { edition: 'enterprise', region, instanceId: instance.id };
  throw new AcrAccessError('failed', `there is no instance ${name} in ${region} that this identity can see`, {
    hint: 'Look at the host and at the account of the credentials; with instance-id nothing has to be looked up.',
  });
}

async function ofCustomDomain(
  host: RegistryHost,
  instance: { readonly region: string; readonly instanceId: string },
  services: LoginServices,
  key: AccessKey,
): Promise<Where> {
  const domains = await services.domains(key, instance);
  if (domains.some(({ domain }) => domain.toLowerCase() === host.host)) return { edition: 'enterprise', ...instance };
  throw new AcrAccessError(
    'usage',
    `instance ${instance.instanceId} does not list ${host.host} as a domain of its own`,
    {
      hint: 'A password for the instance goes to its own hosts only. Add the domain to the instance, or correct the host.',
    },
  );
}
