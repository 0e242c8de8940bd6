import type { PlanRun } from '../pipeline.ts';
import { runPlan } from '../pipeline.ts';
import { isBlocked } from '../plan/types.ts';
import type { AccountReader } from '../ports.ts';
import { jsonText } from '../render/escape.ts';
import { planJson } from '../render/json.ts';
import { ANSI_PAINT, NO_PAINT } from '../render/paint.ts';
import { planText } from '../render/text.ts';
import { readAccountFile } from './account-input.ts';
import type { Options } from './arguments.ts';
import { readConfig } from './config-input.ts';
import type { Surroundings } from './surroundings.ts';

export const EXIT_CHANGES = 2;
export const EXIT_REFUSED = 3;

/** Shows the plan. Exit 3 when it is refused, 2 with `--exit-code` when there are changes. */
export async function plan(options: Options<'plan'>, surroundings: Surroundings): Promise<number> {
  const run = await makeRun(options, options.adopt ?? [], surroundings);
  showPlan(run, options.json, surroundings);
  if (isBlocked(run.plan)) return EXIT_REFUSED;
  return options['exit-code'] && run.plan.changes.length > 0 ? EXIT_CHANGES : 0;
}

/** Shows what differs. Exit 2 when something does; 3 when nothing does and a guard still objects. */
export async function drift(options: Options<'drift'>, surroundings: Surroundings): Promise<number> {
  const run = await makeRun(options, [], surroundings);
  showPlan(run, options.json, surroundings);
  if (run.plan.changes.length > 0) return EXIT_CHANGES;
  return isBlocked(run.plan) ? EXIT_REFUSED : 0;
}

async function makeRun(
  options: { config: string; against?: string | undefined },
  adopt: readonly string[],
  surroundings: Surroundings,
): Promise<PlanRun> {
  const { config, input } = await readConfig(options.config, surroundings);
  const reader = await readerFor(options.against, surroundings);
  return runPlan({ config, input, adopt }, { ...surroundings, reader });
}

const readerFor = async (against: string | undefined, surroundings: Surroundings): Promise<AccountReader> =>
  against === undefined
    ? (await surroundings.connect(surroundings.signal)).reader
    : readAccountFile(against, surroundings);

/** The plan on stdout, as data or for people. */
export function showPlan({ plan, stats }: PlanRun, json: boolean, { stdout, useColour }: Surroundings): void {
  const text = json
    ? jsonText(planJson(plan, stats), 2)
    : planText(plan, stats, useColour.stdout ? ANSI_PAINT : NO_PAINT);
  stdout(`${text}\n`);
}
