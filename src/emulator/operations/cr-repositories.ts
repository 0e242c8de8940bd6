import type { Instance, Namespace, Repository } from '../entities.ts';
import { type Call, everything, type Operations, reading } from '../operation.ts';
import { crFailure, crPage, crResource, instanceOf, success } from './cr-shared.ts';

const namespaceBody = (instance: Instance, namespace: Namespace) => ({
  NamespaceId: namespace.id,
  NamespaceName: namespace.name,
  NamespaceStatus: 'NORMAL',
  AutoCreateRepo: true,
  DefaultRepoType: 'PRIVATE',
  DefaultRepoConfiguration: { RepoType: 'PRIVATE', TagImmutability: false },
  InstanceId: instance.id,
  ResourceGroupId: instance.resourceGroup,
});

const repositoryBody = (instance: Instance, repository: Repository) => ({
  RepoId: repository.id,
  RepoName: repository.name,
  RepoNamespaceName: repository.namespace,
  RepoType: 'PRIVATE',
  RepoStatus: 'NORMAL',
  RepoBuildType: 'MANUAL',
  Summary: repository.name,
  TagImmutability: false,
  InstanceId: instance.id,
  ResourceGroupId: instance.resourceGroup,
});

function listNamespace(call: Call) {
  const { NamespaceName, NamespaceStatus } = call.params;
  const instance = instanceOf(call);
  const named = NamespaceName
    ? [instance.namespaces.get(NamespaceName)].filter((row) => row !== undefined)
    : [...instance.namespaces.values()];
  const wanted = !NamespaceStatus || NamespaceStatus === 'NORMAL' ? named : [];
  const { rows, page, size } = crPage(wanted, call.params);
  const Namespaces = rows.map((namespace) => namespaceBody(instance, namespace));
  return success({ Namespaces, PageNo: page, PageSize: size, TotalCount: String(wanted.length) });
}

function getNamespace(call: Call) {
  const { NamespaceName, NamespaceId } = call.params;
  const instance = instanceOf(call);
  const namespace = NamespaceName
    ? instance.namespaces.get(NamespaceName)
    : [...instance.namespaces.values()].find((candidate) => candidate.id === NamespaceId);
  if (namespace === undefined) throw crFailure('NAMESPACE_NOT_EXIST', 'The namespace does not exist.');
  return success(namespaceBody(instance, namespace));
}

function repositoriesOf(instance: Instance, { RepoNamespaceName, RepoName, RepoStatus }: Call['params']): Repository[] {
  if (RepoStatus && RepoStatus !== 'NORMAL' && RepoStatus !== 'ALL') return [];
  const namespaces = RepoNamespaceName
    ? [instance.namespaces.get(RepoNamespaceName)]
    : [...instance.namespaces.values()];
  const all = namespaces.flatMap((namespace) => [...(namespace?.repositories.values() ?? [])]);
  return RepoName ? all.filter((repository) => repository.name === RepoName) : all;
}

function listRepository(call: Call) {
  const instance = instanceOf(call);
  const wanted = repositoriesOf(instance, call.params);
  const { rows, page, size } = crPage(wanted, call.params);
  const Repositories = rows.map((repository) => repositoryBody(instance, repository));
  return success({ Repositories, PageNo: page, PageSize: size, TotalCount: String(wanted.length) });
}

function getRepository(call: Call) {
  const { RepoId = '', RepoNamespaceName = '', RepoName = '' } = call.params;
  const instance = instanceOf(call);
  const repository = RepoId
    ? instance.repositoriesById.get(RepoId)
    : instance.namespaces.get(RepoNamespaceName)?.repositories.get(RepoName);
  if (repository === undefined) throw crFailure('REPO_NOT_EXIST', 'The repository does not exist.');
  return success(repositoryBody(instance, repository));
}

const namespaceResource = crResource(
  ({ InstanceId, NamespaceName }) => `repository/${InstanceId}/${NamespaceName || '*'}`,
);
const repositoryListResource = crResource(
  ({ InstanceId, RepoNamespaceName }) => `repository/${InstanceId}/${RepoNamespaceName || '*'}/*`,
);
const repositoryResource = crResource(
  ({ InstanceId, RepoNamespaceName, RepoName }) =>
    `repository/${InstanceId}/${RepoNamespaceName || '*'}/${RepoName || '*'}`,
);

export const crRepositoryOperations: Operations = {
  ListNamespace: reading('cr:ListNamespace', everything, listNamespace),
  GetNamespace: reading('cr:GetNamespace', namespaceResource, getNamespace),
  ListRepository: reading('cr:ListRepository', repositoryListResource, listRepository),
  GetRepository: reading('cr:GetRepository', repositoryResource, getRepository),
};
