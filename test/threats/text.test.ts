import remarkGfm from 'remark-gfm';
import remarkGithub from 'remark-github';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, test } from 'vitest';
import { Repository } from '../scenarios/support/pull-request.ts';
import { FILE, WORLD } from '../scenarios/support/world.ts';
import type { StageRun } from '../support/runner/runner.ts';

/** What the rules let a file say; the account may hold more. */
const COMMANDS = '::set-output name=digest::forged ##[set-output name=digest]forged %0A::save-state name=x::forged';
const MARKUP =
  '@org/admins #1 ![x](http://evil.example/x.png) [No changes](http://evil.example) <b>bold</b> ``` | **x** http://evil.example';
const CLOUD = `${COMMANDS} ${MARKUP}\n::add-mask::forged\n##[add-mask]forged\r\n::error::forged\n<!-- hidden \u202e\u2028::warning::forged`;

const file = FILE.replace('reason: deploys', `reason: ${JSON.stringify(`${COMMANDS} ${MARKUP}`)}`).replace(
  'frontend: {',
  `frontend: { comments: ${JSON.stringify(MARKUP.slice(0, 120))},`,
);
const account = {
  users: WORLD.users!.map((user) => ({ ...user, displayName: CLOUD, comments: CLOUD })),
  policies: WORLD.policies!.map((policy) => ({
    ...policy,
    description: CLOUD,
    document: { Version: '1', Statement: [{ Effect: 'Allow', Action: ['cr:*', CLOUD], Resource: ['*', CLOUD] }] },
  })),
};

async function hostile(): Promise<{ repository: Repository; run: StageRun }> {
  const repository = await Repository.create({ account });
  repository.moveMain(repository.commit('base', undefined));
  repository.openPullRequest(7, repository.commit('head', file));
  return { repository, run: await repository.onPullRequest(7) };
}

/** Nothing that the runner would carry out but what the action itself may say, and no output that it does not have. */
function expectNoForgery({ commands, outputs }: StageRun): void {
  for (const { name, data } of commands) {
    expect(['add-mask', 'debug', 'notice', 'warning', 'error']).toContain(name);
    if (name === 'add-mask') expect(data).not.toContain('forged');
  }
  const known = ['has-changes', 'digest', 'plan', 'gains', 'losses', 'applied', 'failed', 'drift'];
  for (const name of Object.keys(outputs)) expect(known).toContain(name);
  expect(Object.values(outputs).join()).not.toContain('forged');
}

describe('threat 03: text that would command the runner', () => {
  test('does not on a plan, its apply, and a drift', async () => {
    const { repository, run } = await hostile();
    expect(run.log).toContain('forged');
    expectNoForgery(run);
    const before = repository.github.state.branches.main!;
    repository.merge(7, repository.commit('merged', file));
    const denied = { kind: 'error', status: 403, code: 'NoPermission', message: CLOUD } as const;
    repository.emulator.faults.add({ operation: 'RAM CreatePolicy', fault: denied });
    const applied = await repository.onPush(before);
    expect(applied.code).toBe(1);
    expectNoForgery(applied);
    expectNoForgery(await repository.onSchedule());
  });

  test('does not in what GitHub or the account answers, nor in the problems of a file', async () => {
    const { repository } = await hostile();
    repository.github.fail('POST .*check-runs', { answer: { status: 403, body: { message: CLOUD } } });
    expectNoForgery(await repository.onPullRequest(7));
    const broken = `${file}\n${JSON.stringify(COMMANDS)}: 1\n`;
    repository.openPullRequest(7, repository.commit('broken', broken));
    const wrong = await repository.onPullRequest(7);
    expect(wrong.code).toBe(65);
    expectNoForgery(wrong);
  });
});

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly Node[];
}
const nodes = (node: Node): readonly Node[] => [node, ...(node.children ?? []).flatMap(nodes)];
const parsed = (markdown: string): readonly Node[] => {
  const github = unified().use(remarkParse).use(remarkGfm).use(remarkGithub, { repository: 'org/repo' });
  return nodes(github.runSync(github.parse(markdown)) as Node);
};

test('threat 04: what is posted has no link, image, mention or HTML of others, and counts before their words', async () => {
  const { repository, run } = await hostile();
  const [comment = ''] = repository.comments(7);
  const texts = [comment, repository.github.state.checkRuns[0]!.output.summary!, run.summary];
  for (const text of texts) {
    expect(text).toContain('evil');
    const all = parsed(text);
    const links = all.filter(({ type }) =>
      ['link', 'image', 'linkReference', 'imageReference', 'definition'].includes(type),
    );
    for (const { url } of links) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/org\/repo\/actions\/runs\/42$/);
    const html = all.filter(({ type }) => type === 'html').map(({ value = '' }) => value);
    for (const one of html) {
      expect(one).toMatch(
        /^(?:<details><summary>[\w ]+<\/summary>|<\/details>|<br>|<\/?sub>|<!-- acr-access:plan v1 key=[0-9a-f]{16} -->)$/,
      );
    }
  }
  const [, headline = ''] = comment.split('\n');
  expect(headline).toMatch(/^### `acr-access\.yaml`: \d+ gains? access/);
});

test('threat 05: names take letters, digits and little else, and characters that bend a line are errors', async () => {
  for (const [from, to] of [
    ['user:bob', 'user:b\u043eb'],
    ['role:ci', 'role:c\u200bi'],
    ['  push:', '  p\u202eush:'],
    ['deploys', 'de\u202eploys'],
    ['deploys', 'de\u200bploys'],
  ] as const) {
    const repository = await Repository.create();
    repository.moveMain(repository.commit('base', undefined));
    const text = FILE.replace('group:frontend, reason', '[group:frontend, user:bob], reason').replace(from, to);
    repository.openPullRequest(7, repository.commit('head', text));
    const run = await repository.onPullRequest(7);
    expect(run.code, JSON.stringify(to)).toBe(65);
    expect(run.stdout).not.toMatch(/[\u200b\u202e]/);
    expect(run.stdout).toContain('U+');
    expect(repository.emulator.journal).toEqual([]);
  }
});

test('threat 05: what the account holds of such characters is shown as codes', async () => {
  const { repository, run } = await hostile();
  for (const text of [repository.comments(7)[0]!, run.stdout, run.summary]) {
    expect(text).not.toMatch(/[\u202e\u2028]/);
  }
});

test('threat 25: title and branch of a pull request are shown nowhere', async () => {
  const repository = await Repository.create();
  repository.moveMain(repository.commit('base', undefined));
  repository.openPullRequest(7, repository.commit('head', FILE));
  Object.assign(repository.github.state.pullRequests[0]!, { title: 'forged title', headRef: 'forged-branch' });
  const payload = { title: 'forged title', body: 'forged body', head: undefined };
  const { headSha } = repository.github.state.pullRequests[0]!;
  const head = { sha: headSha, ref: 'forged-branch', repo: { full_name: 'org/repo' } };
  const planned = await repository.onPullRequest(
    7,
    {},
    { payload: { ...payload, head }, env: { GITHUB_HEAD_REF: 'forged-branch' } },
  );
  const before = repository.github.state.branches.main!;
  repository.merge(7, repository.commit('merged', FILE));
  const applied = await repository.onPush(before);
  expect([planned.code, applied.code]).toEqual([0, 0]);
  const posted = JSON.stringify(repository.github.journal.map(({ path, body }) => [path, body]));
  for (const run of [planned, applied])
    expect(`${run.stdout}${run.stderr}${run.summary}${posted}`).not.toContain('forged');
});
