import { createHash } from 'node:crypto';
import type { GitHubState } from './state.ts';

/** Users, repositories and apps, which stand inside of other answers. What nobody reads is made up. */

export const DATE = '2026-11-21T12:00:00Z';

export interface Shapes {
  readonly state: GitHubState;
  /** of the fake, without a slash at the end */
  readonly url: string;
}

const USER_URLS =
  'url html_url followers_url following_url gists_url starred_url subscriptions_url organizations_url repos_url events_url received_events_url avatar_url';

const REPOSITORY_URLS =
  'archive_url assignees_url blobs_url branches_url collaborators_url comments_url commits_url compare_url contents_url contributors_url deployments_url downloads_url events_url forks_url git_commits_url git_refs_url git_tags_url hooks_url html_url issue_comment_url issue_events_url issues_url keys_url labels_url languages_url merges_url milestones_url notifications_url pulls_url releases_url stargazers_url statuses_url subscribers_url subscription_url tags_url teams_url trees_url url clone_url git_url mirror_url ssh_url svn_url';

const REPOSITORY_COUNTS =
  'forks forks_count open_issues open_issues_count size stargazers_count watchers watchers_count';

const REPOSITORY_SWITCHES = 'fork has_downloads has_issues has_projects has_wiki has_pages archived disabled';

export const each = <T>(names: string, value: (name: string) => T): Record<string, T> =>
  Object.fromEntries(names.split(' ').map((name) => [name, value(name)]));

export const user = (shapes: Shapes, login: string) => ({
  ...each(USER_URLS, (name) => `${shapes.url}/users/${encodeURIComponent(login)}/${name}`),
  login,
  id: numberOf(login),
  node_id: 'U_1',
  gravatar_id: '',
  type: login.endsWith('[bot]') ? 'Bot' : 'User',
  site_admin: false,
});

const numberOf = (text: string): number => createHash('sha256').update(text).digest().readUInt16BE();

export function repository(shapes: Shapes, fullName: string) {
  const [owner = '', name = ''] = fullName.split('/');
  return {
    ...each(REPOSITORY_URLS, (field) => `${shapes.url}/repos/${fullName}/${field}`),
    ...each(REPOSITORY_COUNTS, () => 0),
    ...each(REPOSITORY_SWITCHES, () => false),
    id: numberOf(fullName),
    node_id: 'R_1',
    name,
    full_name: fullName,
    owner: user(shapes, owner),
    private: true,
    description: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: shapes.state.defaultBranch,
    pushed_at: DATE,
    created_at: DATE,
    updated_at: DATE,
  };
}

export const app = (shapes: Shapes, slug: string) => ({
  id: slug === 'github-actions' ? 15_368 : numberOf(slug),
  slug,
  node_id: 'A_1',
  client_id: 'Iv1.0',
  owner: user(shapes, 'github'),
  name: slug,
  description: null,
  external_url: `${shapes.url}/apps/${slug}`,
  html_url: `${shapes.url}/apps/${slug}`,
  created_at: DATE,
  updated_at: DATE,
  permissions: {},
  events: [],
});

export const appOf = (shapes: Shapes, login: string) =>
  login.endsWith('[bot]') ? app(shapes, login.slice(0, -'[bot]'.length)) : null;
