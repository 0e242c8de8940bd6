import { z } from 'zod/mini';
import { ServiceError } from '../../errors.ts';
import type { Instance, PersonalRegistry, RegistryNamespace, ResourceGroup } from '../../state/types.ts';
import { fields } from './answers.ts';
import type { AlibabaApi, GenericCall } from './api.ts';
import { readByNumber } from './paging.ts';

const name = z.string().check(z.minLength(1));
/** A number in some lists, a string in others. */
const total = z.union([
  z.int().check(z.nonnegative()),
  z.pipe(z.string().check(z.regex(/^\d{1,9}$/)), z.transform(Number)),
]);

/** Documented only for repositories (100); 50 is what other clients use for the other lists. */
const PAGE_SIZE = 50;
const REPOSITORY_PAGE_SIZE = 100;

const InstanceRow = z.object({
  InstanceId: name,
  InstanceName: name,
  InstanceStatus: z.string(),
  RegionId: z.optional(name),
  ResourceGroupId: z._default(z.string(), ''),
});
const InstancePage = z.object({ TotalCount: total, Instances: z.array(InstanceRow) });
const NamespacePage = z.object({ TotalCount: total, Namespaces: z.array(z.object({ NamespaceName: name })) });
const RepositoryPage = z.object({
  TotalCount: total,
  Repositories: z.array(z.object({ RepoNamespaceName: name, RepoName: name })),
});

/** In these states an instance holds nothing, or nothing that could still be read. */
const EMPTY_STATES = new Set(['PENDING', 'INIT_ERROR', 'STARTING', 'DELETING', 'DELETED']);

/** The Enterprise Edition instances of a region with their namespaces and repositories. */
export async function readInstances(api: AlibabaApi, region: string): Promise<readonly Instance[]> {
  const rows = await readByNumber(
    `CR ListInstance in ${region}`,
    PAGE_SIZE,
    (page) =>
      api.generic(pagedCall('ListInstance', region, page, PAGE_SIZE), (body) => {
        const { TotalCount, Instances } = fields(InstancePage, body);
        return { total: TotalCount, items: Instances };
      }),
    (row) => row.InstanceId,
  );
  return Promise.all(
    rows.map(async (row) => ({
      id: row.InstanceId,
      name: row.InstanceName,
      region: row.RegionId ?? region,
      resourceGroup: row.ResourceGroupId,
      namespaces: EMPTY_STATES.has(row.InstanceStatus) ? [] : await readContent(api, region, row.InstanceId),
    })),
  );
}

async function readContent(api: AlibabaApi, region: string, instance: string): Promise<readonly RegistryNamespace[]> {
  const [namespaces, repositories] = await Promise.all([
    readByNumber(
      `CR ListNamespace ${instance}`,
      PAGE_SIZE,
      (page) =>
        api.generic(pagedCall('ListNamespace', region, page, PAGE_SIZE, instance), (body) => {
          const { TotalCount, Namespaces } = fields(NamespacePage, body);
          return { total: TotalCount, items: Namespaces.map((row) => row.NamespaceName) };
        }),
      (namespace) => namespace,
    ),
    readByNumber(
      `CR ListRepository ${instance}`,
      REPOSITORY_PAGE_SIZE,
      (page) =>
        api.generic(pagedCall('ListRepository', region, page, REPOSITORY_PAGE_SIZE, instance), (body) => {
          const { TotalCount, Repositories } = fields(RepositoryPage, body);
          return {
            total: TotalCount,
            items: Repositories.map((row) => ({ namespace: row.RepoNamespaceName, repository: row.RepoName })),
          };
        }),
      repositoryKey,
    ),
  ]);
  return grouped(namespaces, repositories);
}

function pagedCall(operation: string, region: string, page: number, size: number, instance?: string): GenericCall {
  const query = { PageNo: String(page), PageSize: String(size), ...(instance && { InstanceId: instance }) };
  return { service: 'CR', operation, mode: 'read', region, subject: instance ?? `in ${region}`, query };
}

interface Repository {
  readonly namespace: string;
  readonly repository: string;
}
const repositoryKey = ({ namespace, repository }: Repository): string => `${namespace}/${repository}`;

/** A namespace that appeared between the two lists is known by its repositories. */
function grouped(namespaces: readonly string[], repositories: readonly Repository[]): readonly RegistryNamespace[] {
  const content = new Map<string, string[]>(namespaces.map((namespace) => [namespace, []]));
  for (const { namespace, repository } of repositories) {
    const known = content.get(namespace);
    if (known === undefined) content.set(namespace, [repository]);
    else known.push(repository);
  }
  return [...content].map(([namespace, names]) => ({ name: namespace, repositories: names }));
}

const PersonalNamespaces = z.object({ data: z.object({ namespaces: z.array(z.object({ namespace: name })) }) });
const PersonalRepositories = z.object({
  data: z.object({ total, repos: z.array(z.object({ repoNamespace: name, repoName: name })) }),
});

/** The Personal Edition of a region; `undefined` when the caller has none there. */
export async function readPersonalRegistry(api: AlibabaApi, region: string): Promise<PersonalRegistry | undefined> {
  const call = { service: 'CR-personal', mode: 'read', region, subject: `in ${region}` } as const;
  try {
    const namespaces = await api.generic({ ...call, operation: 'GetNamespaceList', path: '/namespace' }, (body) =>
      fields(PersonalNamespaces, body).data.namespaces.map((row) => row.namespace),
    );
    const repositories = await readByNumber(
      `CR GetRepoList in ${region}`,
      PAGE_SIZE,
      (page) => {
        const query = { Page: String(page), PageSize: String(PAGE_SIZE) };
        return api.generic({ ...call, operation: 'GetRepoList', path: '/repos', query }, (body) => {
          const { data } = fields(PersonalRepositories, body);
          return {
            total: data.total,
            items: data.repos.map((row) => ({ namespace: row.repoNamespace, repository: row.repoName })),
          };
        });
      },
      repositoryKey,
    );
    return { region, namespaces: grouped(namespaces, repositories) };
  } catch (error) {
    // Documented for an identity that has never opened the Personal Edition of this region.
    if (error instanceof ServiceError && error.is('USER_NOT_EXIST')) return undefined;
    throw error;
  }
}

const ResourceGroupPage = z.object({
  TotalCount: total,
  ResourceGroups: z.object({ ResourceGroup: z.array(z.object({ Id: name, Name: z.string() })) }),
});

export function readResourceGroups(api: AlibabaApi): Promise<readonly ResourceGroup[]> {
  const fetch = (page: number) =>
    api.generic(
      {
        service: 'ResourceManager',
        operation: 'ListResourceGroups',
        mode: 'read',
        query: { PageNumber: String(page), PageSize: '100' },
      },
      (body) => {
        const { TotalCount, ResourceGroups } = fields(ResourceGroupPage, body);
        return {
          total: TotalCount,
          items: ResourceGroups.ResourceGroup.map((row) => ({ id: row.Id, name: row.Name })),
        };
      },
    );
  return readByNumber('ResourceManager ListResourceGroups', 100, fetch, (group) => group.id);
}
