import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../src/emulator/emulator.ts';
import { loadConfig, runApply, runPlan } from '../src/pipeline.ts';
import { isBlocked } from '../src/plan/types.ts';
import { planMarkdown } from '../src/render/markdown.ts';
import { connectTo, recordingReporter, rejection, steppedClock } from './edges/alibaba/support/fake-service.ts';
import { EXAMPLES, type Example, INPUT, NOW, planOffline, readExample } from './support/example.ts';

/** `workflows` holds no account. */
const folders = readdirSync(EXAMPLES).filter((folder) => existsSync(join(EXAMPLES, folder, 'account.yaml')));
/** What the README of the folder passes as --adopt. */
const ADOPT: Record<string, readonly string[]> = { 'take-over': ['acr-access-team-pull'] };
const REFUSED = ['refused'];
const adoptedIn = (folder: string): readonly string[] => ADOPT[folder] ?? [];

/** The account as a live service, and what the tool needs to plan and apply there. */
async function served({ account }: Example) {
  const emulator = await startEmulator({ account });
  onTestFinished(() => emulator.close());
  const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-emulator', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-secret' };
  const { reader, writer } = await connectTo({ address: emulator.url.slice('http://'.length) }, { env });
  const approve = async (): Promise<void> => {};
  const { signal } = new AbortController();
  const ports = { reader, writer, clock: steppedClock(NOW), reporter: recordingReporter(), random: () => 0.5, signal };
  return { emulator, ports: { ...ports, approve } };
}

describe.each(folders)('example %s', (folder) => {
  const example = readExample(folder);
  const adopt = adoptedIn(folder);
  const request = { config: example.config, input: INPUT, adopt };

  it('is valid without a warning and says what to look at', () => {
    expect(example.warnings).toEqual([]);
    expect(existsSync(join(EXAMPLES, folder, 'README.md'))).toBe(true);
  });

  it('has the plan that its page shows', async () => {
    const plan = await planOffline(example, adopt);
    expect(plan.changes.length).toBeGreaterThan(0);
    expect(isBlocked(plan)).toBe(REFUSED.includes(folder));
    await expect(planMarkdown(plan)).toMatchFileSnapshot(join(EXAMPLES, folder, 'plan.md'));
  });

  it('has the same digest live and offline', async () => {
    const { ports } = await served(example);
    expect((await runPlan(request, ports)).plan.digest).toBe((await planOffline(example, adopt)).digest);
  });
});

describe.each(folders.filter((folder) => !REFUSED.includes(folder)))('example %s', (folder) => {
  it('converges when it is applied', async () => {
    const example = readExample(folder);
    const request = { config: example.config, input: INPUT, adopt: adoptedIn(folder) };
    const { ports } = await served(example);
    const { plan, result } = await runApply(request, ports);
    expect(result.outcomes.map(({ change, result: outcome }) => [change.key, outcome])).toEqual(
      plan.changes.map(({ key }) => [key, 'done']),
    );
    expect(result.converged).toBe(true);
    expect((await runPlan(request, ports)).plan.changes).toEqual([]);
    // What was taken over once belongs to the file: nobody has to say it again.
    expect((await runPlan({ ...request, adopt: [] }, ports)).plan.changes).toEqual([]);
  });
});

it('lists every folder in the README of the examples', () => {
  const text = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
  const listed = [...text.matchAll(/^\| \[(.+)\]\((.+)\) \|/gm)].map(([, name, target]) => `${name} ${target}`);
  expect(listed.toSorted()).toEqual([...folders, 'workflows'].map((folder) => `${folder} ${folder}`).toSorted());
});

describe('a refused plan', () => {
  it('is what the guardrails make of one more who may push', async () => {
    const text = readFileSync(join(EXAMPLES, 'guardrails/acr-access.yaml'), 'utf8');
    const more = text.replace('to: role:ci-release', 'to: [role:ci-release, user:alice]');
    expect(more).not.toBe(text);
    const { config } = loadConfig({ ...INPUT, bytes: Buffer.from(more) });
    const plan = await planOffline({ ...readExample('guardrails'), config }, []);
    expect(plan.findings.filter(({ blocking }) => blocking).map(({ id }) => id)).toEqual(['GRD02']);
  });

  it.each([
    { folder: 'refused', adopt: [], findings: ['LIM01', 'QTA01', 'PRT01'] },
    { folder: 'take-over', adopt: [], findings: ['OWN02'] },
  ])('of $folder writes nothing', async ({ folder, adopt, findings }) => {
    const example = readExample(folder);
    const { emulator, ports } = await served(example);
    const before = emulator.snapshot();
    const run = runApply({ config: example.config, input: INPUT, adopt }, ports);
    expect(await rejection(run)).toMatchObject({ code: 'refused', exitCode: 3 });
    expect(emulator.journal.filter(({ operation }) => !/ (Get|List)\w+$/.test(operation))).toEqual([]);
    expect(emulator.snapshot()).toEqual(before);
    const { plan } = await runPlan({ config: example.config, input: INPUT, adopt }, ports);
    expect(plan.findings.filter(({ blocking }) => blocking).map(({ id }) => id)).toEqual(findings);
  });
});
