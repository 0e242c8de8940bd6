import { schema as github } from '@octokit/graphql-schema';
import { buildSchema, type DocumentNode, execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { mayDo } from './rest.ts';
import type { GitHubState, Identity } from './state.ts';

let schema: GraphQLSchema | undefined;

/** GitHub's own schema. It defines two fields twice, so its text is taken as it is. */
export function githubSchema(): GraphQLSchema {
  schema ??= buildSchema(github.idl, { assumeValid: true, assumeValidSDL: true });
  return schema;
}

export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** Looking a query over takes longer than answering it, and there are few. */
const known = new Map<string, { readonly document: DocumentNode; readonly invalid: readonly GraphQLError[] }>();

function lookedOver(query: string) {
  const before = known.get(query);
  if (before !== undefined) return before;
  const document = parse(query);
  const result = { document, invalid: validate(githubSchema(), document) };
  known.set(query, result);
  return result;
}

/** What `POST /graphql` answers, always with status 200: errors have a `type`, as GitHub's have. */
export async function answerGraphql(state: GitHubState, identity: Identity, request: GraphqlRequest): Promise<unknown> {
  const { document, invalid } = lookedOver(request.query);
  if (invalid.length > 0) {
    return { errors: invalid.map(({ message }) => ({ message, extensions: { code: 'invalidQuery' } })) };
  }
  const result = await execute({
    schema: githubSchema(),
    document,
    rootValue: root(state, identity),
    variableValues: request.variables ?? {},
  });
  if (result.errors === undefined) return { data: result.data };
  const errors = result.errors.map(({ message, path, extensions }) => ({ message, path, ...extensions }));
  return { data: result.data ?? null, errors };
}

const failure = (type: string, message: string): GraphQLError => new GraphQLError(message, { extensions: { type } });
const notAccessible = (): GraphQLError => failure('FORBIDDEN', 'Resource not accessible by integration');

/** Only the fields that we ask for have an answer; any other required one is an error. */
const root = (state: GitHubState, identity: Identity) => ({
  viewer: { login: identity.login },
  repository: ({ owner, name }: { owner: string; name: string }) => {
    if (`${owner}/${name}` !== state.repository) {
      throw failure('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
    }
    return { pullRequest: pullRequest(state, identity), issues: openIssues(state, identity) };
  },
});

const pullRequest =
  (state: GitHubState, identity: Identity) =>
  ({ number }: { number: number }) => {
    if (!mayDo(identity, 'pull-requests', 'read')) throw notAccessible();
    if (!state.pullRequests.some((pull) => pull.number === number)) {
      throw failure('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
    }
    const comments = state.comments.filter((comment) => comment.issue === number);
    return {
      comments: connection(
        comments.map((comment) => ({
          fullDatabaseId: String(comment.id),
          body: comment.body,
          viewerDidAuthor: comment.author === identity.login,
          isMinimized: comment.minimized === true,
        })),
      ),
    };
  };

const openIssues = (state: GitHubState, identity: Identity) => (page: Page & { states?: readonly string[] }) => {
  if (!mayDo(identity, 'issues', 'read')) throw notAccessible();
  const issues = state.issues.filter((issue) => page.states?.includes(issue.state.toUpperCase()) ?? true);
  return connection(
    issues.map(({ number, title, body, author }) => ({
      number,
      title,
      body,
      viewerDidAuthor: author === identity.login,
    })),
  )(page);
};

interface Page {
  readonly first?: number;
  readonly after?: string | null;
}

/** Cursors count; GitHub allows 100 nodes on a page at most. */
const connection =
  <T>(all: readonly T[]) =>
  ({ first, after }: Page) => {
    if (first === undefined || first < 1 || first > 100) {
      throw failure('EXCESSIVE_PAGINATION', 'You must provide a `first` value from 1 to 100.');
    }
    const start = after === undefined || after === null ? 0 : Number(Buffer.from(after, 'base64').toString().slice(7));
    const end = Math.min(start + first, all.length);
    const endCursor = end === start ? null : Buffer.from(`cursor:${end}`).toString('base64');
    return { nodes: all.slice(start, end), pageInfo: { hasNextPage: end < all.length, endCursor } };
  };
