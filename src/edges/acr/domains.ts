import { LoginError } from '../../login/login-error.ts';
import type { AccessKey, InstanceDomain } from '../../login/types.ts';
import { kindOf } from '../alibaba/error-kinds.ts';
import { asObject, type JsonObject, textOf } from '../http/json.ts';
import { callApi, type Wire } from './api.ts';
import { badAnswer } from './api-answer.ts';

interface InstanceOfRegion {
  readonly region: string;
  readonly instanceId: string;
}

/**
 * Every domain of an instance's registry, with what is closed. A caller who may not list all endpoints may still read the
 * public one, where custom domains are.
 *
 * @throws LoginError; when neither is allowed, the one of ListInstanceEndpoint
 */
export async function domains(
  wire: Wire,
  key: AccessKey,
  instance: InstanceOfRegion,
): Promise<readonly InstanceDomain[]> {
  try {
    return await listInstanceEndpoint(wire, key, instance);
  } catch (error) {
    if (!isDenied(error)) throw error;
    return await getInstanceEndpoint(wire, key, instance).catch((second: unknown) => {
      throw isDenied(second) ? error : second;
    });
  }
}

const isDenied = (error: unknown): boolean =>
  error instanceof LoginError &&
  error.failure.kind === 'service' &&
  kindOf(error.failure.code, error.failure.status) === 'denied';

function listInstanceEndpoint(wire: Wire, key: AccessKey, { region, instanceId }: InstanceOfRegion) {
  const action = 'ListInstanceEndpoint';
  return callApi(wire, key, {
    service: 'CR',
    action,
    region,
    query: { InstanceId: instanceId, ModuleName: 'Registry' },
    read: ({ Endpoints }) => {
      if (!Array.isArray(Endpoints)) throw badAnswer({ api: action }, 'there is no list of endpoints in it');
      return Endpoints.map(asObject).flatMap((one) => domainsOf(action, one, textOf(one, 'EndpointType')));
    },
  });
}

/** Only the public endpoint can be asked for. Source: the parameter's documentation. */
function getInstanceEndpoint(wire: Wire, key: AccessKey, { region, instanceId }: InstanceOfRegion) {
  const action = 'GetInstanceEndpoint';
  return callApi(wire, key, {
    service: 'CR',
    action,
    region,
    query: { InstanceId: instanceId, EndpointType: 'internet', ModuleName: 'Registry' },
    read: (body) => domainsOf(action, body, 'internet'),
  });
}

const NETWORKS: Readonly<Record<string, InstanceDomain['network']>> = { internet: 'public', vpc: 'vpc' };

function domainsOf(api: string, endpoint: JsonObject | undefined, endpointType: string): readonly InstanceDomain[] {
  const network = NETWORKS[endpointType.toLowerCase()];
  if (network === undefined) return [];
  // A closed endpoint may have no domains at all.
  const rows = endpoint?.Domains ?? [];
  if (!Array.isArray(rows)) throw badAnswer({ api }, 'the domains are no list');
  return rows.map(asObject).map((row) => {
    const domain = textOf(row, 'Domain').toLowerCase();
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) throw badAnswer({ api }, 'a domain is not a host name');
    return {
      domain,
      type: textOf(row, 'Type').toUpperCase() === 'USER' ? 'user' : 'system',
      network,
      enabled: endpoint?.Enable === true,
      restricted: endpoint?.AclEnable === true,
    };
  });
}
