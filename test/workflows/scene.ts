import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { setUpAccount, type Trust } from '../docs/setup-account.ts';
import { connectTo } from '../edges/alibaba/support/fake-service.ts';
import { token } from '../emulator/oidc.ts';
import { startGitHub } from '../support/github/server.ts';
import { type JobIdentity, type JobRun, runWorkflow, type WorkflowEvent } from './workflow.ts';

const REPOSITORY = 'org/repo';
export const IMMUTABLE = 'repo:org@1111111/repo@2222222';

interface AccountName {
  readonly id: string;
  /** path of the file that owns its policies */
  readonly config: string;
}
const EXAMPLE: AccountName = { id: '1234567890123456', config: 'acr-access.yaml' };

type Files = Readonly<Record<string, string>>;

/** A repository on GitHub with an account behind it, both emulated; jobs get what GitHub would give them. */
export async function startScene(trust: Trust, files: Files, accounts: readonly AccountName[] = [EXAMPLE]) {
  const emulators = new Map<string, Emulator>();
  for (const { id, config } of accounts) {
    const named = (text: string): string =>
      text.replaceAll(EXAMPLE.id, id).replaceAll(/(?<=:)acr-access\.yaml/g, config);
    emulators.set(id, (await setUpAccount(trust, named)).emulator);
  }
  const emulatorOf = (id = EXAMPLE.id): Emulator => emulators.get(id)!;
  const github = await startGitHub({ repository: REPOSITORY, commits: {}, branches: {} });
  const tokens = await startTokenService();
  onTestFinished(() => github.close());
  const { state } = github;
  const commit = (content: Files): string => {
    const sha = (Object.keys(state.commits).length + 1).toString(16).padStart(40, 'c');
    state.commits[sha] = { files: { ...content } };
    return sha;
  };
  state.branches.main = commit(files);

  const variables = ({ permissions, place, matrix }: JobIdentity): Record<string, string> => {
    const { 'id-token': mayAskForTokens, ...scopes } = permissions;
    const secret = `ghs_${Buffer.from(JSON.stringify(scopes)).toString('hex').slice(0, 60)}`;
    state.identities[secret] = { login: 'github-actions[bot]', app: 'github-actions', permissions: scopes };
    const { ACTIONS_ID_TOKEN_REQUEST_URL: _, ACTIONS_ID_TOKEN_REQUEST_TOKEN: __, ...env } = github.env;
    return {
      ...env,
      GITHUB_TOKEN_VALUE: secret,
      ACR_ACCESS_EMULATOR: emulatorOf(matrix.account).url,
      ...(mayAskForTokens === 'write' ? tokens.variablesFor(`${IMMUTABLE}:${place}`) : {}),
    };
  };
  const filesAt = (sha: string): Files => state.commits[sha]!.files as Files;
  const repository = { full_name: REPOSITORY, default_branch: 'main' };

  /** A commit on the default branch. */
  const push = (content: Files): WorkflowEvent => {
    const before = state.branches.main;
    const after = commit(content);
    state.branches.main = after;
    const payload = { ref: 'refs/heads/main', before, after, commits: [{ id: after }], repository };
    return { name: 'push', ref: 'refs/heads/main', sha: after, payload };
  };

  return {
    emulatorOf,
    state,
    run: (file: string, event: WorkflowEvent, options: { programs?: string } = {}): Promise<readonly JobRun[]> =>
      runWorkflow(file, event, { repository: REPOSITORY, filesAt, variables, ...options }),
    /** as somebody in the console */
    byHand: async () =>
      (
        await connectTo(
          { address: emulatorOf().url.slice('http://'.length) },
          {
            env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-emulator', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-secret' },
          },
        )
      ).writer(),
    /** A new head of the pull request, which is opened by the first one. */
    pushToPullRequest: (number: number, content: Files, from = REPOSITORY): WorkflowEvent => {
      const headSha = commit(content);
      const known = state.pullRequests.find((pull) => pull.number === number);
      if (known) known.headSha = headSha;
      else {
        const text = { title: 'Access', headRef: 'access', baseRef: 'main' };
        state.pullRequests.push({ number, headSha, ...text, mergedAt: null, mergedCommits: [] });
      }
      const pull_request = {
        number,
        user: { login: 'alice' },
        head: { sha: headSha, ref: 'access', repo: { full_name: from } },
        base: { sha: state.branches.main, ref: 'main', repo: { full_name: REPOSITORY } },
      };
      const action = known ? 'synchronize' : 'opened';
      const merged = commit(content);
      return {
        name: 'pull_request',
        ref: `refs/pull/${number}/merge`,
        sha: merged,
        payload: { action, number, pull_request, repository },
      };
    },
    /** A squash merge of the pull request's head. */
    merge: (number: number): WorkflowEvent => {
      const pull = state.pullRequests.find((one) => one.number === number)!;
      const event = push(filesAt(pull.headSha));
      pull.mergedAt = '2026-11-21T12:00:00Z';
      pull.mergedCommits = [event.sha];
      return event;
    },
    push,
    /** The queue's commit for the pull request. */
    enqueue: (number: number): WorkflowEvent => {
      const pull = state.pullRequests.find((one) => one.number === number)!;
      const head_sha = commit(filesAt(pull.headSha));
      const ref = `refs/heads/gh-readonly-queue/main/pr-${number}-${state.branches.main}`;
      const merge_group = { head_sha, head_ref: ref, base_sha: state.branches.main, base_ref: 'refs/heads/main' };
      return {
        name: 'merge_group',
        ref,
        sha: head_sha,
        payload: { action: 'checks_requested', merge_group, repository },
      };
    },
    onMain: (name: 'schedule' | 'workflow_dispatch'): WorkflowEvent => ({
      name,
      ref: 'refs/heads/main',
      sha: state.branches.main!,
      payload: { repository },
    }),
    onTag: (tag: string): WorkflowEvent => {
      const after = state.branches.main!;
      const payload = { ref: `refs/tags/${tag}`, before: '0'.repeat(40), after, commits: [], repository };
      return { name: 'push', ref: `refs/tags/${tag}`, sha: after, payload };
    },
  };
}

/** GitHub's token endpoint, with tokens that the emulated account believes. */
async function startTokenService() {
  const server = http.createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://tokens');
    const claims = { sub: searchParams.get('sub'), aud: searchParams.get('audience') };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ value: token(claims) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    variablesFor: (sub: string): Record<string, string> => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?sub=${encodeURIComponent(sub)}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'token-of-the-runner',
    }),
  };
}
