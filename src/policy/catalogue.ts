/**
 * On which resource Container Registry authorises a request. `*` and the ending of the `-list` kinds are literal text: the
 * request itself carries that character. Source: per-API "RAM authorization" tables of ACR, 2018-12-01.
 */
export type ResourceKind =
  | 'star' // *
  | 'instance' // instance/<instance>
  | 'repo-inst' // repository/<instance>
  | 'ns' // repository/<instance>/<namespace>
  | 'ns-list' // repository/<instance>/<namespace>/*
  | 'repo' // repository/<instance>/<namespace>/<repository>, the repository may contain slashes
  | 'chart-inst' // chart/<instance>
  | 'chart-ns' // chart/<instance>/<namespace>
  | 'chart-ns-list' // chart/<instance>/*
  | 'chart-repo'; // chart/<instance>/<namespace>/<repository>

export const RESOURCE_KINDS: readonly ResourceKind[] = [
  'star',
  'instance',
  'repo-inst',
  'ns',
  'ns-list',
  'repo',
  'chart-inst',
  'chart-ns',
  'chart-ns-list',
  'chart-repo',
];

/** Stands for every action that no list knows: undocumented today, or added tomorrow. */
export const UNLISTED_ACTION = 'cr:‹unlisted›';

/** Where an action is authorised; one that is not in the list may be authorised on anything. */
export function kindsOf(action: string): readonly ResourceKind[] {
  return CATALOGUE.get(action) ?? RESOURCE_KINDS;
}

const on = (kinds: readonly ResourceKind[], names: string): [string, readonly ResourceKind[]][] =>
  names.split(' ').map((name) => [`cr:${name}`, kinds]);

/** Every action that the documentation names, with the kinds of resource on which it is authorised. */
export const CATALOGUE: ReadonlyMap<string, readonly ResourceKind[]> = new Map([
  ...on(['star'], 'GetAuthorizationToken ListInstance UpdateRepository CreateRepositorySync CancelDiagnosisTask'),
  ...on(['star'], 'CancelArtifactDeleteUntaggedManifestTask'),
  ...on(['star', 'chart-ns-list'], 'ListNamespace'),
  ...on(['instance'], 'GetInstance GetInstanceUsage GetInstanceEndpoint ListInstanceEndpoint GetInstanceVpcEndpoint'),
  ...on(['instance'], 'CreateInstanceEndpointAclPolicy DeleteInstanceEndpointAclPolicy UpdateInstanceEndpointStatus'),
  ...on(['instance'], 'CreateInstanceVpcEndpointLinkedVpc DeleteInstanceVpcEndpointLinkedVpc CreateAccessVpcLink'),
  ...on(['instance'], 'ChangeResourceGroup CancelArtifactBuildTask'),
  ...on(['ns', 'chart-ns'], 'GetNamespace'),
  ...on(['repo-inst', 'chart-inst'], 'CreateNamespace'),
  ...on(['ns'], 'UpdateNamespace'),
  ...on(['ns', 'chart-inst'], 'DeleteNamespace'),
  ...on(['ns-list'], 'ListRepository'),
  ...on(['repo', 'chart-repo'], 'GetRepository DeleteRepository'),
  ...on(['ns', 'chart-ns'], 'CreateRepository'),
  ...on(['repo'], 'PullRepository PushRepository CreateRepoTag DeleteRepositoryTag PutScan GetScan'),
  ...on(['repo', 'repo-inst'], 'ListRepositoryTag'),
  ...on(
    ['repo-inst'],
    'CreateSyncRule ListSyncRule GetRepositorySync CancelRepoSyncTask CancelInstanceImageMigrateTask',
  ),
  ...on(['repo'], 'BuildRepositoryByRule BuildRepositoryByRecord CancelBuildRepository'),
  ...on(['chart-repo'], 'ListChartRelease DeleteChartRelease'),
  // Named in official policies; the resource is not documented.
  ...on(RESOURCE_KINDS, 'TagResources UntagResources ListInstanceDomain GetRepositoryTag GetRepoTag'),
  ...on(RESOURCE_KINDS, 'GetRepositoryManifest GetRepositoryLayers GetRepositoryBuildLog CreateArtifactBuildTask'),
  ...on(RESOURCE_KINDS, 'GetArtifactBuildRule GetArtifactBuildTask ListArtifactBuildTaskLog ListArtifactLifecycleRule'),
  [UNLISTED_ACTION, RESOURCE_KINDS],
]);
