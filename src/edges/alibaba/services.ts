import { AcrAccessError } from '../../errors.ts';

export type Service = 'RAM' | 'STS' | 'IMS' | 'ResourceManager' | 'CR' | 'CR-personal';

export const API_VERSIONS: Readonly<Record<Service, string>> = {
  RAM: '2015-05-01',
  STS: '2015-04-01',
  IMS: '2019-08-15',
  ResourceManager: '2020-03-31',
  CR: '2018-12-01',
  'CR-personal': '2016-06-07',
};

/** RAM's code for the service in action names; IMS and ResourceManager actions are `ram:` too. Source: RAM docs. */
export const RAM_CODES: Readonly<Record<Service, string>> = {
  RAM: 'ram',
  STS: 'sts',
  IMS: 'ram',
  ResourceManager: 'ram',
  CR: 'cr',
  'CR-personal': 'cr',
};

export type Network = 'public' | 'vpc';

/** Where the calls go. */
export interface Endpoints {
  readonly network: Network;
  /** for STS in a VPC; other services are central or say the region with the call */
  readonly region?: string | undefined;
  /** `127.0.0.1:PORT` of the emulator, which then serves everything */
  readonly emulator?: string | undefined;
}

export interface Endpoint {
  readonly host: string;
  readonly protocol: 'HTTP' | 'HTTPS';
}

/**
 * The endpoint of a service. RAM, IMS and ResourceManager are central and document no VPC endpoint.
 *
 * @throws AcrAccessError `usage` for a region that is not one: it becomes part of a host name
 */
export function endpointOf(service: Service, endpoints: Endpoints, region = endpoints.region): Endpoint {
  if (region !== undefined && !/^[a-z]{2}(-[a-z0-9]+)+$/.test(region)) {
    throw new AcrAccessError('usage', `${JSON.stringify(region)} is not a region`, { hint: 'Example: cn-hangzhou' });
  }
  if (endpoints.emulator !== undefined) return { host: endpoints.emulator, protocol: 'HTTP' };
  return { host: `${hostPrefix(service, endpoints.network, region)}.aliyuncs.com`, protocol: 'HTTPS' };
}

function hostPrefix(service: Service, network: Network, region: string | undefined): string {
  switch (service) {
    case 'RAM':
      return 'ram';
    case 'IMS':
      return 'ims';
    case 'ResourceManager':
      return 'resourcemanager';
    case 'STS':
      return network === 'vpc' && region !== undefined ? `sts-vpc.${region}` : 'sts';
    case 'CR':
    case 'CR-personal':
      if (region === undefined) throw new AcrAccessError('usage', 'Container Registry needs a region');
      return network === 'vpc' ? `cr-vpc.${region}` : `cr.${region}`;
  }
}

/**
 * The host of `ACR_ACCESS_EMULATOR`; `undefined` when it is not set.
 *
 * @throws AcrAccessError `usage` for anything but `http://LOOPBACK[:PORT]`: signed requests must not leave the machine
 */
export function emulatorHost(env: NodeJS.ProcessEnv): string | undefined {
  const text = env.ACR_ACCESS_EMULATOR;
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  const isLoopback = url !== null && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname);
  const isBare =
    url !== null && `${url.username}${url.password}${url.search}${url.hash}` === '' && url.pathname === '/';
  if (url?.protocol === 'http:' && isLoopback && isBare && !/[@?#]/.test(text)) return url.host;
  throw new AcrAccessError('usage', 'ACR_ACCESS_EMULATOR is not the address of an emulator on this machine', {
    hint: 'Write it as http://127.0.0.1:PORT: plain http, a loopback address, no user, no path. Unset it for the real services.',
  });
}
