import { AcrAccessError } from '../errors.ts';

/**
 * What the action needs from the repository's host. Adapters do as they are told: no rendering, no decisions. Every text
 * that is handed in is final. Comments and issues are output: their bodies are read only to tell whether they have to be
 * edited, never to decide anything.
 *
 * Every method rejects with GitHubError.
 */
export interface GitHub {
  /** Bytes of a file at a commit. `undefined`: the commit is there and the file is not. An unknown commit rejects. */
  fileAt(path: string, commit: string): Promise<Uint8Array | undefined>;
  /** the commit that a branch points at */
  branchTip(branch: string): Promise<string>;
  /** Pull requests that a commit is associated with; the index lags behind a merge for up to a minute. */
  pullRequestsOf(commit: string): Promise<readonly PullRequest[]>;
  /** slug of the app that the token belongs to, e.g. `github-actions` */
  ownApp(): Promise<string>;
  /** completed check runs of this name on a commit, the latest first */
  completedChecks(commit: string, name: string): Promise<readonly CheckRun[]>;
  createCheck(check: NewCheck): Promise<void>;
  /** all comments of a pull request that the token's identity wrote, the oldest first */
  ownComments(pullRequest: number): Promise<readonly OwnComment[]>;
  /** one try: after kind `unclear` look before you write again */
  createComment(issueOrPullRequest: number, body: string): Promise<void>;
  /** false when the comment is gone */
  updateComment(id: number, body: string): Promise<boolean>;
  deleteComment(id: number): Promise<void>;
  /** all open issues that the token's identity wrote, the oldest first */
  ownOpenIssues(): Promise<readonly OwnIssue[]>;
  /** one try: after kind `unclear` look before you write again */
  createIssue(issue: { readonly title: string; readonly body: string }): Promise<void>;
  updateIssue(number: number, change: { title?: string; body?: string; closed?: true }): Promise<void>;
  /** calls made so far, tries included */
  callCount(): number;
}

export interface PullRequest {
  readonly number: number;
  /** last commit of its branch */
  readonly headSha: string;
  readonly baseRef: string;
  /** `owner/repo` that it was merged into */
  readonly baseRepository: string;
  readonly merged: boolean;
}

export interface CheckRun {
  readonly conclusion: string | null;
  readonly externalId: string;
  /** output.text, '' when there is none */
  readonly text: string;
  /** slug of the app that made it */
  readonly app: string;
}

export interface NewCheck {
  readonly name: string;
  readonly commit: string;
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly externalId: string;
  readonly detailsUrl: string;
  readonly title: string;
  /** Markdown, at most 65,535 characters */
  readonly summary: string;
  /** Markdown, at most 65,535 characters */
  readonly text: string;
  /** at most 50 */
  readonly annotations: readonly CheckAnnotation[];
}

export interface CheckAnnotation {
  readonly path: string;
  readonly line: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  /** plain text */
  readonly message: string;
}

export interface OwnComment {
  readonly id: number;
  readonly body: string;
  /** hidden by somebody as outdated, spam, ... */
  readonly minimized: boolean;
}

export interface OwnIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
}

export type GitHubErrorKind =
  | 'denied' // the token lacks a permission, or the thread is locked
  | 'not-found'
  | 'invalid' // 422 and other 4xx: never send again
  | 'rate-limited' // told to wait longer than a run waits
  | 'unreachable' // nothing was sent
  | 'unclear'; // time-out, reset, 5xx, unreadable answer: a write may or may not have taken effect

/** A failed call of GitHub. `message` is one clean line that says what was tried; `hint` what to do. */
export class GitHubError extends AcrAccessError {
  readonly kind: GitHubErrorKind;
  /** e.g. `checks: write`, for kind `denied` */
  readonly permission: string | undefined;

  constructor(
    kind: GitHubErrorKind,
    message: string,
    options: { permission?: string; hint?: string; cause?: unknown } = {},
  ) {
    super('failed', message, options);
    this.name = 'GitHubError';
    this.kind = kind;
    this.permission = options.permission;
  }
}
