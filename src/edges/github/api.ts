import { z } from 'zod/mini';
import type { GitHubError } from '../../action/github.ts';
import { checked } from '../http/checked.ts';
import type { ApiUrls } from './api-urls.ts';
import type { Caller, GitHubCall } from './call.ts';
import { type Exchange, failed, unclearError } from './failures.ts';
import type { CleanText } from './foreign-text.ts';

/** A REST call of the repository; `path` lies below `/repos/{owner}/{repo}`. */
export interface RepositoryCall extends Omit<GitHubCall, 'url' | 'parameters'> {
  readonly path: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface GraphqlCall {
  readonly purpose: string;
  readonly permission: string;
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A list that has more pages than this is no list of ours. */
const MAX_PAGES = 200;
const PAGE_SIZE = 100;

/** Calls of one repository with answers that are checked: a surprising one is an error, never a silent undefined. */
export class RepositoryApi {
  readonly #caller: Caller;
  readonly #urls: ApiUrls;
  readonly #clean: CleanText;

  constructor(caller: Caller, urls: ApiUrls, clean: CleanText) {
    this.#caller = caller;
    this.#urls = urls;
    this.#clean = clean;
  }

  get callCount(): number {
    return this.#caller.count;
  }

  /** The exchange as it is, for callers that tell statuses apart. */
  send(call: RepositoryCall): Promise<Exchange> {
    return this.#caller.run(this.#whole(call));
  }

  /** The checked body of a call without expected failures. */
  async ask<T>(call: RepositoryCall, schema: z.ZodMiniType<T>): Promise<T> {
    return this.read(call, schema, (await this.send(call)).body);
  }

  /** All pages of a list. @throws GitHubError `unclear` when an item is on two pages or the pages do not end */
  async list<T extends { id: number }>(
    call: RepositoryCall,
    items: (answer: Exchange) => readonly T[],
  ): Promise<readonly T[]> {
    const all = new Map<number, T>();
    for (let page = 1; page <= MAX_PAGES; page++) {
      const parameters = { ...call.parameters, per_page: PAGE_SIZE, page };
      const answer = await this.send({ ...call, parameters });
      for (const item of items(answer)) {
        if (all.has(item.id)) throw this.unusable(call, `item ${item.id} is listed twice`);
        all.set(item.id, item);
      }
      if (!/\brel="next"/.test(String(answer.headers.link ?? ''))) return [...all.values()];
    }
    throw this.unusable(call, 'the pages do not end');
  }

  /** The checked `data` of a GraphQL query. */
  async query<T>(call: GraphqlCall, schema: z.ZodMiniType<T>): Promise<T> {
    const { document, variables = {}, purpose, permission } = call;
    const whole: GitHubCall = {
      purpose,
      permission,
      mode: 'read',
      method: 'POST',
      url: this.#urls.graphql,
      parameters: { query: document, variables },
    };
    return this.read(whole, z.object({ data: schema }), (await this.#caller.run(whole)).body).data;
  }

  /** All nodes of a GraphQL connection. The document takes `$owner`, `$repo` and `$after`. */
  async nodes<T>(call: GraphqlCall, node: z.ZodMiniType<T>, connection: Connection): Promise<readonly T[]> {
    const { owner, repo } = this.#urls;
    const schema = connection(pageOf(node));
    const all: T[] = [];
    const cursors = new Set<string>();
    let after: string | null = null;
    do {
      const page: Page<T> = await this.query({ ...call, variables: { ...call.variables, owner, repo, after } }, schema);
      all.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      if (page.pageInfo.hasNextPage && after === null) throw this.unusable(call, 'a next page without a cursor');
      if (after !== null && cursors.has(after)) throw this.unusable(call, 'a cursor is repeated');
      if (after !== null) cursors.add(after);
      if (cursors.size > MAX_PAGES) throw this.unusable(call, 'the pages do not end');
    } while (after !== null);
    return all;
  }

  /** @throws GitHubError `unclear` that names the first field that is wrong */
  read<T>(call: { purpose: string; mode?: GitHubCall['mode'] }, schema: z.ZodMiniType<T>, body: unknown): T {
    const result = checked(schema, body);
    if ('wrong' in result) throw this.unusable(call, result.wrong);
    return result.value;
  }

  unusable({ purpose, mode = 'read' }: { purpose: string; mode?: GitHubCall['mode'] }, why: string): GitHubError {
    return unclearError({ purpose, mode }, this.#clean, `an answer that cannot be used: ${this.#clean(why)}`);
  }

  failed(call: RepositoryCall, ...rest: FailedArguments): GitHubError {
    return failed(call, this.#clean, ...rest);
  }

  #whole({ path, parameters, ...call }: RepositoryCall): GitHubCall {
    const { owner, repo } = this.#urls;
    return { ...call, url: `/repos/{owner}/{repo}${path}`, parameters: { ...parameters, owner, repo } };
  }
}

type FailedArguments = Parameters<typeof failed> extends [unknown, unknown, ...infer Rest] ? Rest : never;

interface Page<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Where in `data` the connection lies. */
type Connection = <T>(page: z.ZodMiniType<Page<T>>) => z.ZodMiniType<Page<T>>;

const pageOf = <T>(node: z.ZodMiniType<T>): z.ZodMiniType<Page<T>> =>
  z.object({
    nodes: z.array(node),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string()) }),
  });
