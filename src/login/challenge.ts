import { AcrAccessError } from '../errors.ts';
import { isRegion } from './registry-host.ts';
import type { Challenge, RegistryHost } from './types.ts';

/**
 * The realm that an ACR registry names is not derived: it can be of another region than the registry. So it is followed, but
 * the password goes only to hosts that are Alibaba Cloud's token service, or to the registry itself.
 */
const TOKEN_SERVICE = /^dockerauth(?:-[a-z0-9-]+)?(?:\.(?<region>[a-z0-9-]+))?\.aliyuncs\.com$/;

/** May credentials for a registry be sent to this realm? */
export function isAllowedRealm(realm: URL, { host, kind }: Pick<RegistryHost, 'host' | 'kind'>): boolean {
  if (realm.username !== '' || realm.password !== '') return false;
  if (kind === 'loopback') return realm.host === host && realm.protocol === 'http:';
  if (realm.protocol !== 'https:' || realm.port !== '') return false;
  if (realm.hostname === host) return true;
  const match = TOKEN_SERVICE.exec(realm.hostname);
  return match !== null && (match.groups?.region === undefined || isRegion(match.groups.region));
}

/**
 * What a `WWW-Authenticate` header of `GET /v2/` says, e.g.
 * `Bearer realm="https://dockerauth.cn-hangzhou.aliyuncs.com/auth",service="registry.aliyuncs.com:cn-hangzhou:china:cri-1"`.
 *
 * @throws AcrAccessError `failed` when it is no such header, or names a realm that may not see a password
 */
export function parseChallenge(header: string, host: RegistryHost): Challenge {
  const parameters = new Map(
    [...header.matchAll(/([a-z]+)="([^"]*)"/gi)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  );
  const realm = URL.parse(parameters.get('realm') ?? '');
  const service = parameters.get('service');
  if (!/^bearer /i.test(header) || realm === null || service === undefined) {
    throw new AcrAccessError('failed', `${host.host} does not ask for a token as a registry does`, {
      hint: 'Is this the host of the registry, and not of a website or a proxy in front of it?',
    });
  }
  if (!isAllowedRealm(realm, host)) {
    throw new AcrAccessError(
      'failed',
      `${host.host} sends logins to ${JSON.stringify(realm.host.slice(0, 200))}, which is not Alibaba Cloud's token service`,
      { hint: 'Nothing was sent there. Check the host: a password for a registry goes only to its own realm.' },
    );
  }
  // `registry.aliyuncs.com:REGION:…`, for Enterprise Edition with the instance id in one of the later parts.
  const parts = service.split(':');
  return {
    realm,
    service,
    region: parts.find(isRegion),
    instanceId: parts.find((part) => /^cri-[a-z0-9]+$/.test(part)),
  };
}
