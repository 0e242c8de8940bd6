import type { Operation, Operations } from './operation.ts';
import { accountOperations } from './operations/account-settings.ts';
import { attachmentOperations } from './operations/attachments.ts';
import { crInstanceOperations } from './operations/cr-instances.ts';
import { crPersonalOperations, personalRoute } from './operations/cr-personal.ts';
import { crRepositoryOperations } from './operations/cr-repositories.ts';
import { credentialOperations } from './operations/credentials.ts';
import { groupOperations } from './operations/groups.ts';
import { imsOperations } from './operations/ims.ts';
import { policyOperations } from './operations/policies.ts';
import { policyVersionOperations } from './operations/policy-versions.ts';
import { resourceManagerOperations } from './operations/resource-manager.ts';
import { roleOperations } from './operations/roles.ts';
import { stsOperations } from './operations/sts.ts';
import { tagOperations } from './operations/tags.ts';
import { userOperations } from './operations/users.ts';
import type { Params } from './params.ts';
import type { RawRequest } from './wire.ts';

export type ServiceName = 'RAM' | 'STS' | 'ResourceManager' | 'IMS' | 'CR' | 'CR2016';

export interface Service {
  readonly name: ServiceName;
  readonly version: string;
  /** as in error bodies */
  readonly host: string;
  readonly operations: Operations;
}

/** One port serves all of them: the version of the API tells which one is meant. */
export const SERVICES: readonly Service[] = [
  {
    name: 'RAM',
    version: '2015-05-01',
    host: 'ram.aliyuncs.com',
    operations: {
      ...userOperations,
      ...groupOperations,
      ...roleOperations,
      ...policyOperations,
      ...policyVersionOperations,
      ...attachmentOperations,
      ...tagOperations,
      ...credentialOperations,
      ...accountOperations,
    },
  },
  { name: 'STS', version: '2015-04-01', host: 'sts.aliyuncs.com', operations: stsOperations },
  {
    name: 'ResourceManager',
    version: '2020-03-31',
    host: 'resourcemanager.aliyuncs.com',
    operations: resourceManagerOperations,
  },
  { name: 'IMS', version: '2019-08-15', host: 'ims.aliyuncs.com', operations: imsOperations },
  {
    name: 'CR',
    version: '2018-12-01',
    host: 'cr.aliyuncs.com',
    operations: { ...crInstanceOperations, ...crRepositoryOperations },
  },
  { name: 'CR2016', version: '2016-06-07', host: 'cr.aliyuncs.com', operations: crPersonalOperations },
];

const BY_VERSION = new Map(SERVICES.map((service) => [service.version, service]));

export interface Dispatched {
  readonly service: Service;
  /** e.g. `CreateUser` */
  readonly action: string;
  readonly operation: Operation;
  /** parameters, those of a REST path included */
  readonly params: Params;
}

/** What a request asks for, or `undefined` when there is no such operation. */
export function dispatch(request: RawRequest, params: Params): Dispatched | undefined {
  const version = headerText(request, 'x-acs-version') ?? params.Version;
  const service = BY_VERSION.get(version ?? '');
  if (service === undefined) return undefined;
  const route = service.name === 'CR2016' ? personalRoute(request.method, request.path) : undefined;
  if (service.name === 'CR2016' && route === undefined) return undefined;
  const action = route?.operation ?? headerText(request, 'x-acs-action') ?? params.Action ?? '';
  const operation = Object.hasOwn(service.operations, action) ? service.operations[action] : undefined;
  return operation && { service, action, operation, params: { ...params, ...route?.params } };
}

export function headerText(request: RawRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
