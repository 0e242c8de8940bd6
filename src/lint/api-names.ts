/**
 * Operations whose RAM action has another name (ACR's API pages, section "RAM authorization"). Operations on charts use the
 * actions of namespaces and repositories, with a `chart/` resource.
 */
const ACTION_OF_API: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ListRepoTag: 'ListRepositoryTag',
    DeleteRepoTag: 'DeleteRepositoryTag',
    CreateRepoTagScanTask: 'PutScan',
    GetRepoTagScanStatus: 'GetScan',
    GetInstanceCount: 'ListInstance',
    CreateRepoSyncRule: 'CreateSyncRule',
    ListRepoSyncRule: 'ListSyncRule',
    ListRepoSyncTask: 'GetRepositorySync',
    CreateRepoSyncTaskByRule: 'CreateRepositorySync',
    CreateBuildRecordByRule: 'BuildRepositoryByRule',
    CreateBuildRecordByRecord: 'BuildRepositoryByRecord',
    CancelRepoBuildRecord: 'CancelBuildRepository',
    ListChartNamespace: 'ListNamespace',
    GetChartNamespace: 'GetNamespace',
    CreateChartNamespace: 'CreateNamespace',
    DeleteChartNamespace: 'DeleteNamespace',
    ListChartRepository: 'ListRepository',
    GetChartRepository: 'GetRepository',
    CreateChartRepository: 'CreateRepository',
    DeleteChartRepository: 'DeleteRepository',
  }).map(([api, action]) => [`cr:${api}`.toLowerCase(), `cr:${action}`]),
);

/** The action that RAM checks for an operation whose name was taken for an action; `undefined` for anything else. */
export const actionOfApi = (action: string): string | undefined => ACTION_OF_API.get(action.toLowerCase());
