import { AcrAccessError } from '../errors.ts';
import { type PlanRun, runApply } from '../pipeline.ts';
import { isBlocked } from '../plan/types.ts';
import { jsonText } from '../render/escape.ts';
import { applyJson } from '../render/json.ts';
import { ANSI_PAINT, NO_PAINT } from '../render/paint.ts';
import { applyText, planText } from '../render/text.ts';
import type { Options } from './arguments.ts';
import { readConfig } from './config-input.ts';
import type { Surroundings } from './surroundings.ts';

/** Applies the file. Exit 0 only when the account was read back and nothing is left to do. */
export async function apply(options: Options<'apply'>, surroundings: Surroundings): Promise<number> {
  if (!options.yes && options.digest === undefined && !surroundings.isInteractive) {
    throw new AcrAccessError('usage', 'apply needs --digest sha256:… or --yes when there is no terminal to ask on', {
      hint: 'acr-access plan shows the digest of the plan.',
    });
  }
  const { config, input } = await readConfig(options.config, surroundings);
  const { reader, writer } = await surroundings.connect();
  const run = await runApply(
    { config, input, adopt: options.adopt ?? [] },
    { ...surroundings, reader, writer, approve: (planned) => approve(planned, options, surroundings) },
  );
  if (options.json) surroundings.stdout(`${jsonText(applyJson(run.plan, run.result, run.stats), 2)}\n`);
  else if (run.result.outcomes.length > 0) {
    surroundings.stdout(`${applyText(run.result, surroundings.useColour.stdout ? ANSI_PAINT : NO_PAINT)}\n`);
  }
  return run.result.converged ? 0 : 1;
}

/** Shows the plan, then asks, or compares it with the reviewed digest. */
async function approve({ plan, stats }: PlanRun, options: Options<'apply'>, surroundings: Surroundings): Promise<void> {
  const { stdout, stderr, useColour } = surroundings;
  const [print, colour] = options.json ? [stderr, useColour.stderr] : [stdout, useColour.stdout];
  print(`${planText(plan, stats, colour ? ANSI_PAINT : NO_PAINT)}\n`);
  if (isBlocked(plan) || plan.changes.length === 0) return; // refused, or nothing to approve
  if (options.digest !== undefined) {
    if (options.digest === plan.digest) return;
    throw new AcrAccessError(
      'refused',
      `the plan is not the reviewed one: reviewed ${options.digest}, now ${plan.digest}`,
      {
        hint: 'The file or the account changed since the review. Review the plan above and use its digest.',
      },
    );
  }
  if (options.yes) return;
  const answer = await surroundings.ask('Apply this plan? Only "yes" applies it: ');
  if (answer.trim() !== 'yes') throw new AcrAccessError('refused', 'not applied: the answer was not "yes"');
}
