import { quotedName } from '../config/visible-text.ts';
import { AcrAccessError } from '../errors.ts';
import type { RegistryHost } from './types.ts';

/** `cn-hangzhou`, `us-west-1`; the name of an OSS bucket endpoint, `oss-cn-…`, is none: its first part has three letters. */
const REGION = '[a-z]{2}(?:-[a-z0-9]+)+';
const ENTERPRISE = new RegExp(
  `^(?<name>[a-z0-9][a-z0-9-]*)-registry(?<vpc>-vpc)?(?:\\.distributed)?\\.(?<region>${REGION})\\.cr\\.aliyuncs\\.com$`,
);
const PERSONAL = new RegExp(
  `^registry(?:-intl)?(?<vpc>-vpc|-internal)?\\.(?<region>${REGION})(?:\\.cr)?\\.aliyuncs\\.com$`,
);
const PERSONAL_INSTANCE = new RegExp(
  `^crpi-[a-z0-9]+(?<vpc>-vpc)?\\.(?<region>${REGION})\\.personal\\.cr\\.aliyuncs\\.com$`,
);
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3})(?::(\d{1,5}))?$/;
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;

export const isRegion = (text: string): boolean => new RegExp(`^${REGION}$`).test(text);

/**
 * One line of the input `registry`: a host, a URL or an image reference.
 *
 * @param line e.g. `acme-registry.cn-hangzhou.cr.aliyuncs.com`, `https://HOST/`, `HOST/team/app:1.0`
 * @param emulator true when services are emulated: only then a loopback registry is one
 * @throws AcrAccessError `usage`, with what is wrong; nothing is guessed, and there is no default registry
 */
export function parseRegistry(line: string, { emulator }: { readonly emulator: boolean }): RegistryHost {
  const text = line.trim();
  const refuse = (why: string, hint = EXAMPLE): never => {
    throw new AcrAccessError('usage', `input registry: ${quotedName(withoutSecrets(text))} ${why}`, { hint });
  };
  if (text === '') return refuse('is empty');
  if (!/^[\x21-\x7e]+$/.test(text)) return refuse('holds a blank or a character outside of ASCII');
  if (/[?#\\%]/.test(text)) return refuse('holds one of ? # \\ %, which no registry has');
  const [, scheme = '', rest = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(.*)$/.exec(text) ?? [];
  const [authority = '', ...path] = rest.split('/');
  if (authority.includes('@')) return refuse('holds a user name or password before the host');
  const host = authority.toLowerCase();
  if (host === '') return refuse('is not a host name');
  const port = LOOPBACK.exec(host);
  const kind = port === null ? undefined : 'loopback';
  if (kind === undefined && host.includes(':')) return refuse('names a port; registries of Alibaba Cloud have none');
  if (scheme !== '' && !/^https$/i.test(scheme) && !(kind === 'loopback' && /^http$/i.test(scheme))) {
    return refuse('is not a https address');
  }
  const repository = repositoryOf(path.join('/'));
  if (repository === undefined) return refuse('has a path that no image has', EXAMPLE);
  if (kind === 'loopback') {
    if (!emulator) return refuse('is this machine itself, which is no registry of Alibaba Cloud', LOOPBACK_HINT);
    if (Number(port?.[1] ?? 0) > 65_535) return refuse('names a port that does not exist');
    return { host, kind, region: undefined, instanceName: undefined, repository };
  }
  return { ...(ofAlibaba(host) ?? refuse(unknownHost(host))), repository };
}

const EXAMPLE =
  'Write the host as the console shows it, e.g. acme-registry.cn-hangzhou.cr.aliyuncs.com or registry.cn-hangzhou.aliyuncs.com, one a line.';
const LOOPBACK_HINT = 'Loopback registries are for tests: they need ACR_ACCESS_EMULATOR.';

/** What stands before an @ or behind a ? may be a password: a line with it is refused, and not shown. */
const withoutSecrets = (text: string): string =>
  text.replace(/^((?:[^/@]*:)?\/\/)?[^/]*@/, '$1…@').replace(/[?#].*$/s, '…');

const IMAGE_PATH = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+$/;

/** `team/app` of `team/app:1.0@sha256:…`; '' when no image is named, as in `v2/` and `team`; undefined = no path of an image. */
function repositoryOf(path: string): string | undefined {
  const name = path.replace(/[:@].*$/s, '').replace(/\/+$/, '');
  if (!name.includes('/')) return '';
  return IMAGE_PATH.test(name) && name.length <= 256 ? name : undefined;
}

function ofAlibaba(host: string): Omit<RegistryHost, 'repository'> | undefined {
  const enterprise = ENTERPRISE.exec(host)?.groups;
  if (enterprise !== undefined) {
    return { host, kind: 'enterprise', region: enterprise.region, instanceName: enterprise.name };
  }
  for (const [kind, pattern] of [
    ['personal', PERSONAL],
    ['personal-instance', PERSONAL_INSTANCE],
  ] as const) {
    const groups = pattern.exec(host)?.groups;
    if (groups !== undefined) return { host, kind, region: groups.region, instanceName: undefined };
  }
  // Whoever registers a name under aliyuncs.com, such as a bucket, is not a registry: there every host has a known form.
  if (!DNS_NAME.test(host) || /(?:^|\.)aliyuncs\.com$/.test(host)) return undefined;
  return { host, kind: 'custom', region: undefined, instanceName: undefined };
}

function unknownHost(host: string): string {
  if (/-chart(?:-vpc)?\.[^.]+\.cr\.aliyuncs\.com$/.test(host)) {
    return 'is the chart service; helm charts go to the registry host of the instance, as OCI artifacts';
  }
  if (/(?:^|\.)aliyuncs\.com$/.test(host)) return 'is no host of a registry of Alibaba Cloud';
  return 'is not a host name';
}
