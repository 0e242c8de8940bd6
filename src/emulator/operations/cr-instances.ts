import type { Instance } from '../entities.ts';
import { type Call, everything, type Operations, reading } from '../operation.ts';
import { flag, required } from '../params.ts';
import { crFailure, crPage, instanceOf, instanceResource, success, temporaryPassword } from './cr-shared.ts';

const HOUR_MS = 3_600_000;

/** A fixed date: instances have no history in an account file. */
const CREATED_MS = Date.UTC(2024, 0, 1);

const instanceBody = (instance: Instance, dates: string | number) => ({
  InstanceId: instance.id,
  InstanceName: instance.name,
  InstanceStatus: instance.status,
  InstanceSpecification: instance.specification,
  ResourceGroupId: instance.resourceGroup,
  CreateTime: dates,
  ModifiedTime: dates,
  Tags: [],
});

/** `TotalCount` is a number here and a string in the lists of namespaces and repositories, as in the service. */
function listInstance({ store, params, region }: Call) {
  const { InstanceName, InstanceStatus, ResourceGroupId } = params;
  const wanted = store.instances.rows.filter(
    (instance) =>
      (region === undefined || instance.region === region) &&
      (!InstanceName || instance.name === InstanceName) &&
      (!InstanceStatus || instance.status === InstanceStatus) &&
      (!ResourceGroupId || instance.resourceGroup === ResourceGroupId),
  );
  const { rows, page, size } = crPage(wanted, params);
  const Instances = rows.map((instance) => ({
    ...instanceBody(instance, String(CREATED_MS)),
    RegionId: instance.region,
  }));
  return success({ Instances, PageNo: page, PageSize: size, TotalCount: wanted.length });
}

const getInstance = (call: Call) => success(instanceBody(instanceOf(call), CREATED_MS));

function running(call: Call): Instance {
  const instance = instanceOf(call);
  if (instance.status !== 'RUNNING')
    throw crFailure('INSTANCE_STATUS_NOT_SUPPORT', 'The status of the instance does not support this operation.');
  return instance;
}

interface Endpoint {
  readonly EndpointType: 'internet' | 'vpc';
  readonly Enable: boolean;
  readonly AclEnable: boolean;
  readonly AclEntries: readonly object[];
  readonly Domains: readonly { Domain: string; Type: 'SYSTEM' | 'USER' }[];
  readonly Status?: 'RUNNING';
}

function endpointsOf(instance: Instance): Endpoint[] {
  const domain = (suffix: string) => ({
    Domain: `${instance.name}-registry${suffix}.${instance.region}.cr.aliyuncs.com`,
    Type: 'SYSTEM' as const,
  });
  const custom = instance.customDomains.map((Domain) => ({ Domain, Type: 'USER' as const }));
  return [
    {
      EndpointType: 'internet',
      Enable: instance.internet,
      AclEnable: instance.internet,
      AclEntries: instance.internet ? [{ Entry: '127.0.0.1/32', Comment: 'default' }] : [],
      Domains: [domain(''), ...custom],
      ...(instance.internet ? { Status: 'RUNNING' } : {}),
    },
    {
      EndpointType: 'vpc',
      Enable: true,
      AclEnable: false,
      AclEntries: [],
      Domains: [domain('-vpc')],
      Status: 'RUNNING',
    },
  ];
}

/** `Summary` leaves out what the whitelist says. */
function listInstanceEndpoint(call: Call) {
  const summary = flag(call.params, 'Summary');
  const endpoints = endpointsOf(running(call)).map(({ AclEnable, AclEntries, ...endpoint }) =>
    summary ? endpoint : { ...endpoint, AclEnable, AclEntries, LinkedVpcs: [] },
  );
  return success({ Endpoints: endpoints });
}

function getInstanceEndpoint(call: Call) {
  const type = required(call.params, 'EndpointType').toLowerCase();
  const found = endpointsOf(running(call)).find((endpoint) => endpoint.EndpointType === type);
  if (found === undefined) throw crFailure('ENDPOINT_TYPE_NOT_SUPPORT', 'The endpoint type is not supported.');
  const { EndpointType: _, ...endpoint } = found;
  return success(endpoint);
}

/** Valid for one hour or `ExpiresInHours` (1 to 24), with temporary credentials never longer than they are. */
function getAuthorizationToken(call: Call) {
  const { params, now, caller } = call;
  const { id } = running(call);
  const hours = params.ExpiresInHours ? Number(params.ExpiresInHours) : 1;
  if (!Number.isInteger(hours) || hours < 1 || hours > 24)
    throw crFailure('INVALID_PARAMETER', 'ExpiresInHours must be between 1 and 24.');
  const asked = now.getTime() + hours * HOUR_MS;
  const ExpireTime =
    caller.kind === 'role' ? sessionEnd(caller.session.expires.getTime(), asked, params.ExpiresInHours) : asked;
  const { username, password } = temporaryPassword(call, { instance: id }, new Date(ExpireTime));
  return success({ TempUsername: username, AuthorizationToken: password, ExpireTime });
}

const sessionEnd = (session: number, asked: number, hours: string | undefined): number =>
  hours ? Math.min(session, asked) : session;

export const crInstanceOperations: Operations = {
  ListInstance: reading('cr:ListInstance', everything, listInstance),
  GetInstance: reading('cr:GetInstance', instanceResource, getInstance),
  ListInstanceEndpoint: reading('cr:ListInstanceEndpoint', instanceResource, listInstanceEndpoint),
  GetInstanceEndpoint: reading('cr:GetInstanceEndpoint', instanceResource, getInstanceEndpoint),
  GetAuthorizationToken: reading('cr:GetAuthorizationToken', everything, getAuthorizationToken),
};
