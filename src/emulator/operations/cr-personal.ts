import { ApiError } from '../api-error.ts';
import type { Namespace, Repository } from '../entities.ts';
import { type Call, everything, type Operation, type Operations, reading } from '../operation.ts';
import { integer } from '../params.ts';
import { temporaryPassword } from './cr-shared.ts';

/** The Personal Edition (2016-06-07): REST paths, `data` around every answer, names in lower camel case. */

const notFound = (code: string, message: string): ApiError => new ApiError(404, code, message);

interface Found {
  readonly region: string;
  readonly namespace: Namespace;
}

/** Namespaces of the called region, or of all regions when the call names none. */
function namespacesOf({ store, region, caller }: Call): Found[] {
  const unregistered = caller.kind === 'user' && store.withoutPersonalPassword.has(caller.name);
  if (unregistered || (region === undefined ? store.personal.size === 0 : !store.personal.has(region))) {
    throw notFound('USER_NOT_EXIST', 'user is not exist');
  }
  return [...store.personal]
    .filter(([name]) => region === undefined || name === region)
    .flatMap(([name, namespaces]) => [...namespaces.values()].map((namespace) => ({ region: name, namespace })));
}

function namespaceOf(call: Call): Found {
  const found = namespacesOf(call).find(({ namespace }) => namespace.name === call.params.RepoNamespace);
  if (found === undefined) throw notFound('NAMESPACE_NOT_EXIST', 'namespace is not exist');
  return found;
}

const namespaceBody = ({ namespace }: Found) => ({
  namespace: namespace.name,
  authorizeType: 'ADMIN',
  namespaceStatus: 'NORMAL',
});

const repositoryBody = (region: string, repository: Repository) => ({
  repoId: repository.id,
  repoNamespace: repository.namespace,
  repoName: repository.name,
  repoType: 'PRIVATE',
  repoStatus: 'NORMAL',
  regionId: region,
  repoDomainList: {
    public: `registry.${region}.aliyuncs.com`,
    internal: `registry-internal.${region}.aliyuncs.com`,
    vpc: `registry-vpc.${region}.aliyuncs.com`,
  },
});

const repositoriesOf = (found: readonly Found[]) =>
  found.flatMap(({ region, namespace }) =>
    [...namespace.repositories.values()].map((repository) => repositoryBody(region, repository)),
  );

function repositoryPage(call: Call, repos: readonly object[]) {
  const page = integer(call.params, 'Page', { min: 1, max: 1_000_000, absent: 1 });
  const pageSize = Math.min(100, integer(call.params, 'PageSize', { min: 1, max: 1_000_000, absent: 30 }));
  return { data: { repos: repos.slice((page - 1) * pageSize, page * pageSize), total: repos.length, page, pageSize } };
}

function getRepository(call: Call) {
  const { region, namespace } = namespaceOf(call);
  const repository = namespace.repositories.get(call.params.RepoName ?? '');
  if (repository === undefined) throw notFound('REPO_NOT_EXIST', 'repo is not exist');
  return { data: { repo: repositoryBody(region, repository) } };
}

/** One hour, or as long as the temporary credentials. The user name is the Personal Edition's own. */
function getAuthorizationToken(call: Call) {
  namespacesOf(call);
  const { now, caller, region } = call;
  const expireDate = caller.kind === 'role' ? caller.session.expires.getTime() : now.getTime() + 3_600_000;
  const { username, password } = temporaryPassword(call, { personal: region }, new Date(expireDate));
  return { data: { authorizationToken: password, tempUserName: username, expireDate } };
}

const resource =
  (relative: (params: Call['params']) => string): Operation['resources'] =>
  (params, store) => [`acs:cr:*:${store.account}:repository/${relative(params)}`];

export const crPersonalOperations: Operations = {
  GetAuthorizationToken: reading('cr:GetAuthorizationToken', everything, getAuthorizationToken),
  GetNamespaceList: reading('cr:ListNamespace', everything, (call) => ({
    data: { namespaces: namespacesOf(call).map(namespaceBody) },
  })),
  GetNamespace: reading(
    'cr:GetNamespace',
    resource(({ RepoNamespace }) => `${RepoNamespace}`),
    (call) => ({ data: { namespace: namespaceBody(namespaceOf(call)) } }),
  ),
  GetRepoList: reading('cr:ListRepository', everything, (call) =>
    repositoryPage(call, repositoriesOf(namespacesOf(call))),
  ),
  GetRepoListByNamespace: reading(
    'cr:ListRepository',
    resource(({ RepoNamespace }) => `${RepoNamespace}/*`),
    (call) => repositoryPage(call, repositoriesOf([namespaceOf(call)])),
  ),
  GetRepo: reading(
    'cr:GetRepository',
    resource(({ RepoNamespace, RepoName }) => `${RepoNamespace}/${RepoName}`),
    getRepository,
  ),
};

const ROUTES: readonly { operation: string; path: RegExp }[] = [
  { operation: 'GetAuthorizationToken', path: /^\/tokens$/ },
  { operation: 'GetNamespaceList', path: /^\/namespace$/ },
  { operation: 'GetNamespace', path: /^\/namespace\/(?<RepoNamespace>[^/]+)$/ },
  { operation: 'GetRepoList', path: /^\/repos$/ },
  { operation: 'GetRepoListByNamespace', path: /^\/repos\/(?<RepoNamespace>[^/]+)$/ },
  { operation: 'GetRepo', path: /^\/repos\/(?<RepoNamespace>[^/]+)\/(?<RepoName>[^/]+)$/ },
];

/** The operation of a GET path and the parameters that the path carries. */
export function personalRoute(
  method: string,
  path: string,
): { operation: string; params: Record<string, string> } | undefined {
  if (method !== 'GET') return undefined;
  for (const { operation, path: pattern } of ROUTES) {
    const match = pattern.exec(path);
    if (match !== null) return { operation, params: decoded(match.groups ?? {}) };
  }
  return undefined;
}

/** Names in a path are percent-encoded; one that cannot be decoded stays as it is and names nothing. */
function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]));
  } catch {
    return { ...groups };
  }
}
