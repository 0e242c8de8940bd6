import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { RunnerJob, type StageRun } from '../support/runner/runner.ts';
import { type Contexts, filled, isTrue } from './expressions.ts';
import { runScript } from './script.ts';

/** What GitHub knows when it starts a workflow. */
export interface WorkflowEvent {
  readonly name: string;
  readonly ref: string;
  readonly sha: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Who a job is to the outside. */
export interface JobIdentity {
  readonly permissions: Readonly<Record<string, string>>;
  /** what its OIDC token's `sub` says after the repository */
  readonly place: string;
  readonly matrix: Readonly<Record<string, string>>;
}

export interface Surroundings {
  readonly repository: string;
  /** files of a commit, by path */
  readonly filesAt: (commit: string) => Readonly<Record<string, string>>;
  /** variables of a job: the token, and where its services are */
  readonly variables: (job: JobIdentity) => Readonly<Record<string, string>>;
  /** folder whose programs stand in for those of the machine */
  readonly programs?: string;
}

export interface JobRun {
  readonly name: string;
  readonly result: 'success' | 'failure' | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
  /** of our own actions, post stages last */
  readonly stages: readonly StageRun[];
}

const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));
const Step = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  uses: z.string().optional(),
  with: texts.default({}),
  env: texts.default({}),
  run: z.string().optional(),
});
const permissions = z.record(z.string(), z.string());
const Job = z.strictObject({
  name: z.string().optional(),
  needs: z.string().optional(),
  if: z.string().optional(),
  'runs-on': z.literal('ubuntu-latest'),
  'timeout-minutes': z.number().optional(),
  environment: z.string().optional(),
  permissions: permissions.optional(),
  outputs: texts.default({}),
  strategy: z
    .strictObject({ 'fail-fast': z.boolean(), matrix: z.strictObject({ include: z.array(texts) }) })
    .optional(),
  steps: z.array(Step),
});
const Trigger = z.strictObject({
  branches: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  types: z.array(z.string()).optional(),
});
/** What the examples use of the language. Anything else is an error here: what is not modelled is not judged. */
const Workflow = z.strictObject({
  name: z.string().optional(),
  on: z.record(z.string(), z.union([Trigger, z.null(), z.array(z.strictObject({ cron: z.string() }))])),
  permissions,
  concurrency: z
    .strictObject({ group: z.string(), 'cancel-in-progress': z.union([z.boolean(), z.string()]) })
    .optional(),
  jobs: z.record(z.string(), Job),
});

/**
 * Runs a workflow file on an event as GitHub would: triggers, matrix, needs, conditions, outputs, permissions and the OIDC
 * subject; our actions run as bundles on a runner. `file` is its path in the repository.
 */
export async function runWorkflow(
  file: string,
  event: WorkflowEvent,
  surroundings: Surroundings,
): Promise<readonly JobRun[]> {
  const workflow = Workflow.parse(parse(surroundings.filesAt(event.sha)[file] ?? ''));
  const jobs = Object.entries(workflow.jobs).map(([id, job]) => ({
    id,
    ...job,
    name: job.name ?? id,
    permissions: job.permissions ?? workflow.permissions,
  }));
  if (!startsOn(workflow.on, event)) throw new Error(`${file} does not start on ${event.name} of ${event.ref}`);
  const github = {
    event_name: event.name,
    event: event.payload,
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/[^/]+\//, ''),
    sha: event.sha,
    repository: surroundings.repository,
  };
  filled(workflow.concurrency?.group ?? '', { github });
  filled(String(workflow.concurrency?.['cancel-in-progress']), { github });
  const done = new Map<string, JobRun>();
  const runs: JobRun[] = [];
  for (const job of jobs) {
    const needed = job.needs === undefined ? {} : { [job.needs]: done.get(job.needs)! };
    const goes = Object.values(needed).every(({ result }) => result === 'success');
    for (const matrix of job.strategy?.matrix.include ?? [{} as Record<string, string>]) {
      const contexts = { github, needs: needed, matrix };
      const run =
        goes && isTrue(job.if ?? 'true', contexts)
          ? await runJob(job, file, event, contexts, surroundings)
          : ({ name: job.name, result: 'skipped', outputs: {}, stages: [] } as const);
      done.set(job.id, run);
      runs.push(run);
    }
  }
  return runs;
}

function startsOn(triggers: z.infer<typeof Workflow>['on'], { name, ref, payload }: WorkflowEvent): boolean {
  const trigger = triggers[name];
  if (trigger === undefined) return false;
  if (trigger === null || Array.isArray(trigger)) return true;
  const base = (payload.pull_request as { base?: { ref: string } } | undefined)?.base?.ref;
  const [, kind, pushed = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (name === 'push') {
    const patterns = kind === 'tags' ? trigger.tags : trigger.branches;
    return patterns?.some((pattern) => matches(pattern, pushed)) ?? false;
  }
  return trigger.branches === undefined || trigger.branches.includes(base ?? '');
}

/** The examples' patterns end in a star or have none. */
const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

async function runJob(
  job: WholeJob,
  file: string,
  event: WorkflowEvent,
  contexts: Contexts & Pick<JobIdentity, 'matrix'>,
  surroundings: Surroundings,
): Promise<JobRun> {
  const folder = await mkdtemp(join(tmpdir(), 'acr-access-workflow-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const eventPath = join(folder, 'event.json');
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  await writeFile(eventPath, JSON.stringify(event.payload));
  const place = job.environment === undefined ? placeOf(event) : `environment:${job.environment}`;
  const variables = {
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: event.ref.replace(/^refs\/[^/]+\//, ''),
    GITHUB_SHA: event.sha,
    GITHUB_REPOSITORY: surroundings.repository,
    GITHUB_WORKFLOW_REF: `${surroundings.repository}/${file}@${event.ref}`,
    GITHUB_RUN_ID: '1234567',
    ...surroundings.variables({ permissions: permissionsOf(job, event, surroundings), place, matrix: contexts.matrix }),
  };
  const runner = await RunnerJob.start(workspace, variables);
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  const stages: StageRun[] = [];
  let result: JobRun['result'] = 'success';
  for (const step of job.steps) {
    const inStep = { ...contexts, steps };
    const stage = await runStep(step, inStep, { runner, event, surroundings, variables });
    if (stage === undefined) continue;
    stages.push(stage);
    if (step.id !== undefined) steps[step.id] = { outputs: stage.outputs };
    if (stage.code !== 0) {
      result = 'failure';
      break;
    }
  }
  stages.push(...(await runner.finish()));
  const outputs = Object.entries(job.outputs).map(([name, text]) => [name, filled(text, { ...contexts, steps })]);
  return { name: filled(job.name, contexts), result, outputs: Object.fromEntries(outputs), stages };
}

/** A job with the name and the permissions that it has where it does not give its own. */
type WholeJob = z.infer<typeof Job> & { readonly name: string; readonly permissions: z.infer<typeof permissions> };

/** A run for a fork's pull request reads, gets no OIDC token, and sees no secret, whatever the file says. */
function permissionsOf(
  { permissions }: WholeJob,
  { name, payload }: WorkflowEvent,
  { repository }: Surroundings,
): Readonly<Record<string, string>> {
  const pull = payload.pull_request as { head: { repo: { full_name: string } } } | undefined;
  if (name !== 'pull_request' || pull?.head.repo.full_name === repository) return permissions;
  const { 'id-token': _, ...scopes } = permissions;
  return Object.fromEntries(Object.keys(scopes).map((scope) => [scope, 'read']));
}

/** `sub` of a job without an environment (GitHub: OpenID Connect reference). */
const placeOf = ({ name, ref }: WorkflowEvent): string => (name === 'pull_request' ? 'pull_request' : `ref:${ref}`);

async function runStep(
  step: z.infer<typeof Step>,
  contexts: Contexts,
  {
    runner,
    event,
    surroundings,
    variables,
  }: {
    runner: RunnerJob;
    event: WorkflowEvent;
    surroundings: Surroundings;
    variables: Readonly<Record<string, string>>;
  },
): Promise<StageRun | undefined> {
  const fill = (values: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([name, text]) => [name, filled(text, contexts)]));
  if (step.run !== undefined) {
    const env = { ...variables, ...runner.env, ...fill(step.env) };
    return runScript(step.run, { cwd: runner.workspace, env, programs: surroundings.programs });
  }
  const [action = ''] = (step.uses ?? '').split('@');
  if (action === 'actions/checkout') {
    for (const [path, text] of Object.entries(surroundings.filesAt(event.sha))) {
      const target = join(runner.workspace, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    }
    return undefined;
  }
  if (!/^org\/acr-access(\/login)?$/.test(action)) throw new Error(`no such action here: ${step.uses}`);
  return runner.step({ action: action.replace(/^org\/acr-access\/?/, ''), with: fill(step.with), env: fill(step.env) });
}

/** The workflow that README.md shows. */
export async function readmeWorkflow(): Promise<string> {
  const page = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
  const [, text] = /^## In a workflow\n+```yaml\n([\s\S]*?)^```/m.exec(page) ?? [];
  if (text === undefined) throw new Error('README.md has no workflow');
  return text;
}

/** A workflow of `examples/workflows`. */
export const exampleWorkflow = (name: string): Promise<string> =>
  readFile(join(import.meta.dirname, '../../examples/workflows', name), 'utf8');
