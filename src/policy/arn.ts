import type { Registry } from './area.ts';

/**
 * ARNs of Container Registry, `acs:cr:<region>:<account>:<type>/…`.
 *
 * Enterprise Edition has the instance id in front (`repository/cri-…/<namespace>/<repository>`), Personal Edition has not
 * (`repository/<namespace>/<repository>`). A namespace is a `repository` ARN without the repository part; there is no
 * `namespace` type. Enterprise Edition repository names may contain `/`. Source: "RAM authentication rules" of ACR.
 */
export type ArnType = 'repository' | 'instance' | 'chart';

/** Any account: policies only ever reach resources of the account that they live in. */
const ACCOUNT = '*';
const INSTANCE_ID = /^cri-[a-z0-9]+$/;
const REGION = /^[a-z]{2}(-[a-z0-9]+)+$/;

/**
 * The ARN of a part of a registry.
 *
 * @param path what follows the instance id (Enterprise Edition) or the type (Personal Edition), wildcards allowed;
 *   '' = the instance itself, which only Enterprise Edition has
 */
export function buildArn(registry: Registry, type: ArnType, path: string): string {
  const segments = [
    type,
    ...(registry.edition === 'enterprise' ? [registry.instance] : []),
    ...(path === '' ? [] : [path]),
  ];
  return `acs:cr:${registry.region}:${ACCOUNT}:${segments.join('/')}`;
}

/**
 * Why no ARN may be built from a registry, or `undefined`. A wildcard or a slash in the instance id or region would
 * reach other instances and regions than the one that the file names.
 */
export function registryProblem(registry: Registry): string | undefined {
  if (registry.edition === 'enterprise' && !INSTANCE_ID.test(registry.instance)) {
    return `instance ${JSON.stringify(registry.instance)} is not an instance id such as cri-0123456789abcdef`;
  }
  const everyRegion = registry.edition === 'personal' && registry.region === '*';
  if (!everyRegion && !REGION.test(registry.region)) {
    return `region ${JSON.stringify(registry.region)} is not a region id such as cn-hangzhou`;
  }
  return undefined;
}

/** A `cr` ARN or ARN pattern, taken apart as text: any part may hold wildcards, and a `*` may reach past its own part. */
export interface CrArn {
  readonly region: string;
  readonly account: string;
  /** normally an `ArnType`; other text, e.g. `*` or a misspelt type, is kept as it is */
  readonly type: string;
  /** the Enterprise Edition instance; `undefined` = the shape of Personal Edition */
  readonly instance: string | undefined;
  readonly namespace: string | undefined;
  /** everything after the namespace, slashes included */
  readonly repository: string | undefined;
}

/** Takes an ARN apart; `undefined` when the text is not `acs:cr:<region>:<account>:<rest>`. */
export function parseArn(text: string): CrArn | undefined {
  const match = /^acs:cr:([^:]*):([^:]*):([^/]*)(?:\/(.*))?$/s.exec(text);
  if (match === null) return undefined;
  const [, region = '', account = '', type = '', path] = match;
  const segments = path === undefined ? [] : path.split('/');
  const hasInstance = type === 'instance' || segments[0]?.startsWith('cri-') === true;
  const instance = hasInstance ? segments.shift() : undefined;
  const namespace = segments.shift();
  const repository = segments.length === 0 ? undefined : segments.join('/');
  return { region, account, type, instance, namespace, repository };
}
