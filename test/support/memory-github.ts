import {
  type CheckRun,
  type GitHub,
  GitHubError,
  type GitHubErrorKind,
  type NewCheck,
  type OwnComment,
  type OwnIssue,
  type PullRequest,
} from '../../src/action/github.ts';

type Method = Exclude<keyof GitHub, 'callCount'>;

export interface GitHubFault {
  readonly method: Method;
  readonly kind: GitHubErrorKind;
  /** the call does its work and the answer is lost; else it does nothing */
  readonly takesEffect?: boolean;
  /** how many calls of the method fail; default 1 */
  readonly times?: number;
}

/** A comment or issue as the store has it; `byUs` is false for what somebody else wrote. */
interface Stored {
  readonly byUs: boolean;
}
type StoredComment = Stored & OwnComment & { readonly on: number };
type StoredIssue = Stored & OwnIssue & { readonly closed: boolean };

/** A repository in memory, as the port shows it, with faults for each method. */
export class MemoryGitHub implements GitHub {
  /** commit -> path -> text */
  readonly files = new Map<string, Readonly<Record<string, string>>>();
  readonly branches = new Map<string, string>();
  /** commit -> pull requests */
  readonly pullRequests = new Map<string, readonly PullRequest[]>();
  readonly checks: NewCheck[] = [];
  comments: StoredComment[] = [];
  issues: StoredIssue[] = [];
  app = 'github-actions';
  /** names of the methods that were called, in order */
  readonly calls: Method[] = [];
  /** runs before each call, for what others do meanwhile */
  before: (method: Method) => void = () => {};

  readonly #faults: { -readonly [Key in keyof GitHubFault]: GitHubFault[Key] }[] = [];
  #nextId = 1;

  fault(fault: GitHubFault): void {
    this.#faults.push({ ...fault });
  }

  /** Puts a comment there as if it had been written before. */
  addComment(on: number, body: string, options: { byUs?: boolean; minimized?: boolean } = {}): number {
    const id = this.#nextId++;
    this.comments.push({ id, on, body, byUs: options.byUs ?? true, minimized: options.minimized ?? false });
    return id;
  }

  addIssue(title: string, body: string, options: { byUs?: boolean; closed?: boolean } = {}): number {
    const number = this.#nextId++;
    this.issues.push({ number, title, body, byUs: options.byUs ?? true, closed: options.closed ?? false });
    return number;
  }

  fileAt(path: string, commit: string): Promise<Uint8Array | undefined> {
    return this.#call('fileAt', () => {
      const tree = this.files.get(commit);
      if (tree === undefined) throw new GitHubError('not-found', `there is no commit ${commit}`);
      const text = tree[path];
      return text === undefined ? undefined : new TextEncoder().encode(text);
    });
  }

  branchTip(branch: string): Promise<string> {
    return this.#call('branchTip', () => {
      const tip = this.branches.get(branch);
      if (tip === undefined) throw new GitHubError('not-found', `there is no branch ${branch}`);
      return tip;
    });
  }

  pullRequestsOf(commit: string): Promise<readonly PullRequest[]> {
    return this.#call('pullRequestsOf', () => this.pullRequests.get(commit) ?? []);
  }

  ownApp(): Promise<string> {
    return this.#call('ownApp', () => this.app);
  }

  completedChecks(commit: string, name: string): Promise<readonly CheckRun[]> {
    return this.#call('completedChecks', () =>
      this.checks
        .filter((check) => check.commit === commit && check.name === name)
        .map(({ conclusion, externalId, text }) => ({ conclusion, externalId, text, app: this.app }))
        .reverse(),
    );
  }

  createCheck(check: NewCheck): Promise<void> {
    return this.#call('createCheck', () => void this.checks.push(check));
  }

  ownComments(pullRequest: number): Promise<readonly OwnComment[]> {
    return this.#call('ownComments', () =>
      this.comments
        .filter(({ on, byUs }) => byUs && on === pullRequest)
        .map(({ id, body, minimized }) => ({ id, body, minimized })),
    );
  }

  createComment(issueOrPullRequest: number, body: string): Promise<void> {
    return this.#call('createComment', () => void this.addComment(issueOrPullRequest, body));
  }

  updateComment(id: number, body: string): Promise<boolean> {
    return this.#call('updateComment', () => {
      const found = this.comments.some((comment) => comment.id === id);
      this.comments = this.comments.map((comment) => (comment.id === id ? { ...comment, body } : comment));
      return found;
    });
  }

  deleteComment(id: number): Promise<void> {
    return this.#call('deleteComment', () => {
      if (!this.comments.some((comment) => comment.id === id)) {
        throw new GitHubError('not-found', `there is no comment ${id}`);
      }
      this.comments = this.comments.filter((comment) => comment.id !== id);
    });
  }

  ownOpenIssues(): Promise<readonly OwnIssue[]> {
    return this.#call('ownOpenIssues', () =>
      this.issues
        .filter(({ byUs, closed }) => byUs && !closed)
        .map(({ number, title, body }) => ({ number, title, body })),
    );
  }

  createIssue({ title, body }: { readonly title: string; readonly body: string }): Promise<void> {
    return this.#call('createIssue', () => void this.addIssue(title, body));
  }

  updateIssue(number: number, change: { title?: string; body?: string; closed?: true }): Promise<void> {
    return this.#call('updateIssue', () => {
      if (!this.issues.some((issue) => issue.number === number)) {
        throw new GitHubError('not-found', `there is no issue ${number}`);
      }
      this.issues = this.issues.map((issue) => (issue.number === number ? { ...issue, ...change } : issue));
    });
  }

  callCount(): number {
    return this.calls.length;
  }

  /** Every call yields once, as a request would. */
  async #call<Answer>(method: Method, work: () => Answer): Promise<Answer> {
    await Promise.resolve();
    this.before(method);
    this.calls.push(method);
    const fault = this.#faults.find((one) => one.method === method && (one.times ?? 1) > 0);
    if (fault === undefined) return work();
    fault.times = (fault.times ?? 1) - 1;
    if (fault.takesEffect === true) work();
    throw new GitHubError(fault.kind, `${method} failed: ${fault.kind}`);
  }
}
