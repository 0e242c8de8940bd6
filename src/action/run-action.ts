import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readConfig } from '../commands/config-input.ts';
import { AcrAccessError } from '../errors.ts';
import { type PlanRun, runApply, runPlan } from '../pipeline.ts';
import { isBlocked } from '../plan/types.ts';
import { jsonText, logText } from '../render/escape.ts';
import { planJson } from '../render/json.ts';
import { applyMarkdown, planMarkdown } from '../render/markdown.ts';
import { NO_PAINT } from '../render/paint.ts';
import { applyText, planText } from '../render/text.ts';
import type { ActionHost } from './host.ts';
import { type ActionInputs, readInputs } from './inputs.ts';

/** One run of the action; resolves with its exit code, rejects with the error that the entry shows. */
export async function runAction(host: ActionHost): Promise<number> {
  const inputs = readInputs(host);
  const { config, input } = await readConfig(inputs.config, host);
  if (inputs.command === 'validate') {
    host.log(`${inputs.config}: valid`);
    return 0;
  }
  if (inputs.command === 'apply' && inputs.expectedDigest === undefined && inputs.unreviewed === 'refuse') {
    throw new AcrAccessError('refused', 'apply needs expected-digest: the digest of the plan that was reviewed', {
      hint: 'Pass output `digest` of a plan step, or set `unreviewed: allow`.',
    });
  }
  const { reader, writer } = await host.connect(inputs.credentials, {
    signal: inputs.command === 'apply' ? undefined : host.signal,
    region: config.registries.find(({ edition }) => edition === 'enterprise')?.region,
  });
  const request = { config, input, adopt: inputs.adopt };
  if (inputs.command !== 'apply') {
    const run = await runPlan(request, { ...host, reader });
    await report(run, inputs, host);
    return planExitCode(run, inputs);
  }
  const run = await runApply(request, {
    ...host,
    reader,
    writer,
    approve: (planned) => approve(planned, inputs, host),
  });
  const { outcomes } = run.result;
  const done = outcomes.filter(({ result }) => result === 'done' || result === 'already').length;
  host.setOutput('applied', String(done));
  host.setOutput('failed', String(outcomes.length - done));
  for (const { change, result, message } of outcomes) {
    if (result === 'failed') host.annotate('error', `${change.key}: ${message}`, change.source);
  }
  host.log(applyText(run.result, NO_PAINT));
  await host.summarize(applyMarkdown(run.plan, run.result));
  return run.result.converged ? 0 : 1;
}

function planExitCode({ plan }: PlanRun, inputs: ActionInputs): number {
  if (inputs.command === 'plan') return isBlocked(plan) ? 3 : 0;
  return plan.changes.length > 0 && inputs.failOnDrift ? 2 : 0;
}

/** Log, summary, annotations, outputs and the JSON file of a plan. */
async function report({ plan, stats }: PlanRun, inputs: ActionInputs, host: ActionHost): Promise<void> {
  host.log(planText(plan, stats, NO_PAINT));
  for (const { id, message, remedy, source, blocking } of plan.findings) {
    host.annotate(blocking ? 'error' : 'warning', `${id}: ${message}. ${remedy}`, source);
  }
  const name = createHash('sha256').update(`${plan.account}\n${plan.owner}`).digest('hex').slice(0, 16);
  const path = join(host.temporaryFolder, `acr-access-plan-${name}.json`);
  await host.writeFile(path, `${jsonText(planJson(plan, stats), 2)}\n`);
  host.setOutput('has-changes', String(plan.changes.length > 0));
  host.setOutput('digest', plan.digest);
  host.setOutput('plan', path);
  if (inputs.command === 'drift') host.setOutput('drift', String(plan.changes.length > 0));
  await host.summarize(planMarkdown(plan, stats));
}

/** The plan is reported before it is judged, so that a refused one can be read. */
async function approve(run: PlanRun, inputs: ActionInputs, host: ActionHost): Promise<void> {
  await report(run, inputs, host);
  if (run.plan.changes.length === 0 || isBlocked(run.plan) || inputs.expectedDigest === undefined) return;
  if (inputs.expectedDigest === run.plan.digest) return;
  throw new AcrAccessError(
    'refused',
    `the plan is not the reviewed one: reviewed ${logText(inputs.expectedDigest)}, now ${run.plan.digest}`,
    { hint: 'The file or the account changed since the review. Plan again and have that plan approved.' },
  );
}
