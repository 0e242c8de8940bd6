import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { whatIsMissing } from '../support/registry.ts';
import { dockerBySkopeo, registryOf } from './pushing.ts';
import { startScene } from './scene.ts';
import { exampleWorkflow, type JobRun, readmeWorkflow } from './workflow.ts';

// A story starts a dozen processes, one after the other.
vi.setConfig({ testTimeout: 180_000 });

const ROOT = join(import.meta.dirname, '../..');
const FILE = readFileSync(join(ROOT, 'examples/quickstart/acr-access.yaml'), 'utf8');
const CHANGED = FILE.replace('reason: Dave looks after the nginx image', 'reason: Dave is the maintainer of nginx');
const ON_MAIN = {
  reader: 'Reader with a merge queue, immutable form',
  writer: 'Writer on the default branch, immutable form',
};
const IN_ENVIRONMENT = { ...ON_MAIN, writer: 'Writer in an environment, immutable form' };

const at = (name: string): string => `.github/workflows/${name}`;
const workflows = async (...names: string[]): Promise<Record<string, string>> =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [at(name), await exampleWorkflow(name)] as const)));
const results = (runs: readonly JobRun[]) => runs.map(({ name, result }) => `${name}: ${result}`);
const logOf = (runs: readonly JobRun[]): string =>
  runs.flatMap(({ stages }) => stages.map(({ log }) => log)).join('\n');
const outputOf = (runs: readonly JobRun[], name: string): string | undefined =>
  runs.flatMap(({ stages }) => stages.map(({ outputs }) => outputs[name])).findLast((value) => value !== undefined);

const byHand = { principal: 'user:bob', policy: 'AliyunContainerRegistryFullAccess', type: 'System', scope: 'account' };

describe.each([
  { source: 'README.md', read: readmeWorkflow },
  { source: 'one-file.yml', read: () => exampleWorkflow('one-file.yml') },
])('the workflow of $source', ({ read }) => {
  it('plans, applies what was merged, and keeps an issue while somebody changed the account by hand', async () => {
    const file = at('acr-access.yml');
    const files = { [file]: await read() };
    const scene = await startScene(ON_MAIN, files);
    const { state } = scene;
    const run = (event: Parameters<typeof scene.run>[1]) => scene.run(file, event);

    const opened = await run(scene.pushToPullRequest(7, { ...files, 'acr-access.yaml': FILE }));
    expect(results(opened), logOf(opened)).toEqual(['acr-access: success']);
    expect(state.comments).toHaveLength(1);
    const first = state.comments[0]!.body;
    expect(first).toContain('`user:dave`');
    expect(state.checkRuns.map(({ name, conclusion }) => [name, conclusion])).toEqual([['acr-access/plan', 'success']]);
    expect(state.checkRuns[0]!.externalId).toBe(outputOf(opened, 'digest'));

    const pushed = await run(scene.pushToPullRequest(7, { ...files, 'acr-access.yaml': FILE, 'README.md': 'more' }));
    expect(results(pushed), logOf(pushed)).toEqual(['acr-access: success']);
    expect(state.comments.map(({ body }) => body)).toEqual([first]);

    await run(scene.pushToPullRequest(7, { ...files, 'acr-access.yaml': CHANGED }));
    expect(state.comments).toHaveLength(1);
    expect(state.comments[0]!.body).not.toBe(first);
    const planned = state.comments[0]!.body;

    const merged = await run(scene.merge(7));
    expect(results(merged), logOf(merged)).toEqual(['acr-access: success']);
    expect(Number(outputOf(merged, 'applied'))).toBeGreaterThan(0);
    expect(outputOf(merged, 'failed')).toBe('0');
    expect(state.comments).toHaveLength(1);
    expect(state.comments[0]!.body).not.toBe(planned);

    const quiet = await run(scene.onMain('schedule'));
    expect(results(quiet), logOf(quiet)).toEqual(['acr-access: success']);
    expect([outputOf(quiet, 'drift'), state.issues]).toEqual(['false', []]);

    const writer = await scene.byHand();
    await writer.attach(byHand as Parameters<typeof writer.attach>[0]);
    const drifted = await run(scene.onMain('schedule'));
    expect([outputOf(drifted, 'drift'), state.issues.map((issue) => issue.state)]).toEqual(['true', ['open']]);
    await run(scene.onMain('schedule'));
    expect(state.issues).toHaveLength(1);

    await writer.detach(byHand as Parameters<typeof writer.attach>[0]);
    await run(scene.onMain('schedule'));
    expect(state.issues.map((issue) => issue.state)).toEqual(['closed']);
  });
});

describe.each(['one-file.yml', 'plan.yml'])('%s', (name) => {
  it('is green for a pull request from a fork, without a word to the account', async () => {
    const files = await workflows(name);
    const scene = await startScene(ON_MAIN, files);
    const event = scene.pushToPullRequest(7, { ...files, 'acr-access.yaml': FILE }, 'mallory/repo');
    const runs = await scene.run(at(name), event);
    expect(
      runs.map(({ result }) => result),
      logOf(runs),
    ).toEqual(['success']);
    expect([...scene.state.comments, ...scene.state.checkRuns, ...scene.emulatorOf().journal]).toEqual([]);
  });
});

describe('plan.yml', () => {
  it.each([
    { right: 'checks', lost: 'checkRuns' },
    { right: 'pull-requests', lost: 'comments' },
  ] as const)('without $right: write is green and says what is missing', async ({ right, lost }) => {
    const [file, text] = [at('plan.yml'), await exampleWorkflow('plan.yml')];
    const files = { [file]: text.replace(new RegExp(`^ +${right}: write.*\\n`, 'm'), '') };
    const scene = await startScene(ON_MAIN, files);
    const runs = await scene.run(file, scene.pushToPullRequest(7, { ...files, 'acr-access.yaml': FILE }));
    expect(results(runs), logOf(runs)).toEqual(['plan: success']);
    expect(scene.state[lost]).toEqual([]);
    expect(logOf(runs)).toContain(`${right}: write`);
  });
});

describe('plan.yml, apply.yml and drift.yml', () => {
  it('hand the digest of the plan that was approved to the apply', async () => {
    const files = await workflows('plan.yml', 'apply.yml', 'drift.yml');
    const scene = await startScene(IN_ENVIRONMENT, files);
    const { state } = scene;

    const planned = await scene.run(at('plan.yml'), scene.pushToPullRequest(7, { ...files, 'acr-access.yaml': FILE }));
    expect(results(planned), logOf(planned)).toEqual(['plan: success']);
    const queued = await scene.run(at('plan.yml'), scene.enqueue(7));
    expect(results(queued), logOf(queued)).toEqual(['plan: success']);
    expect(state.checkRuns.map(({ externalId }) => externalId)).toEqual([
      outputOf(planned, 'digest'),
      outputOf(planned, 'digest'),
    ]);
    expect(state.comments).toHaveLength(1);
    const comment = state.comments[0]!.body;

    const applied = await scene.run(at('apply.yml'), scene.merge(7));
    expect(results(applied), logOf(applied)).toEqual(['plan: success', 'apply: success']);
    expect(outputOf(applied, 'failed')).toBe('0');
    expect(state.comments).toHaveLength(1);
    expect(state.comments[0]!.body).not.toBe(comment);

    const nothing = await scene.run(
      at('apply.yml'),
      scene.push({ ...files, 'acr-access.yaml': FILE, 'README.md': 'more' }),
    );
    expect(results(nothing), logOf(nothing)).toEqual(['plan: success', 'apply: skipped']);

    const writer = await scene.byHand();
    await writer.attach(byHand as Parameters<typeof writer.attach>[0]);
    for (const event of ['schedule', 'workflow_dispatch'] as const) {
      const drifted = await scene.run(at('drift.yml'), scene.onMain(event));
      expect(results(drifted), logOf(drifted)).toEqual(['drift: success']);
      expect(state.issues.map((issue) => issue.state)).toEqual(['open']);
    }
    await writer.detach(byHand as Parameters<typeof writer.attach>[0]);
    await scene.run(at('drift.yml'), scene.onMain('schedule'));
    expect(state.issues.map((issue) => issue.state)).toEqual(['closed']);
  });
});

describe('accounts.yml', () => {
  it('keeps two accounts apart, each with its own comment, check and apply', async () => {
    const accounts = [
      { name: 'production', id: '1234567890123456', config: 'accounts/production/acr-access.yaml' },
      { name: 'staging', id: '6543210987654321', config: 'accounts/staging/acr-access.yaml' },
    ];
    const files = await workflows('accounts.yml');
    const scene = await startScene(ON_MAIN, files, accounts);
    const configs = Object.fromEntries(
      accounts.map(({ id, config }) => [config, FILE.replace('1234567890123456', id)] as const),
    );
    const jobs = ['acr-access (production): success', 'acr-access (staging): success'];

    const planned = await scene.run(at('accounts.yml'), scene.pushToPullRequest(7, { ...files, ...configs }));
    expect(results(planned), logOf(planned)).toEqual(jobs);
    expect(scene.state.comments).toHaveLength(2);
    expect(scene.state.checkRuns.map(({ name }) => name)).toEqual(
      accounts.map(({ config }) => `acr-access/plan (${config})`),
    );

    const applied = await scene.run(at('accounts.yml'), scene.merge(7));
    expect(results(applied), logOf(applied)).toEqual(jobs);
    for (const { id } of accounts) {
      const held = scene
        .emulatorOf(id)
        .snapshot()
        .attachments.map(({ policy }) => policy);
      expect(held).toContain('acr-access-release-push');
    }

    const drift = await scene.run(at('accounts.yml'), scene.onMain('schedule'));
    expect(results(drift), logOf(drift)).toEqual(jobs);
    expect(scene.state.issues).toEqual([]);
  });
});

describe('release.yml', () => {
  const missing = whatIsMissing('docker-registry', 'skopeo');
  it.skipIf(missing !== undefined)(
    'logs in, pushes to a real registry, is denied elsewhere and leaves nothing behind',
    async () => {
      const example = await exampleWorkflow('release.yml');
      const scene = await startScene({ ...ON_MAIN, release: 'Release pipeline, immutable form' }, {});
      const policy = { policy: 'AliyunContainerRegistryFullAccess', type: 'System', scope: 'account' } as const;
      await (await scene.byHand()).attach({ principal: 'role:ci-release', ...policy });
      const host = await registryOf(scene.emulatorOf());
      const given = 'registry: acme-registry.cn-hangzhou.cr.aliyuncs.com';
      scene.push({ [at('release.yml')]: example.replace(given, `registry: ${host}\n          region: cn-hangzhou`) });
      const docker = await dockerBySkopeo(host);

      const runs = await scene.run(at('release.yml'), scene.onTag('v1.0.0'), { programs: docker.folder });
      expect(results(runs), logOf(runs)).toEqual(['image: success']);
      expect(docker.told()).toEqual({
        pushed: `${host}/release/api:v1.0.0`,
        denied: expect.stringMatching(/denied|unauthorized|authentication required/),
        isConfigLeft: false,
      });
    },
  );

  it('does not start on a branch', async () => {
    const files = await workflows('release.yml');
    const scene = await startScene(ON_MAIN, files);
    await expect(scene.run(at('release.yml'), scene.push(files))).rejects.toThrow('does not start on push');
  });
});
