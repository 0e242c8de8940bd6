import { applyPlan } from './apply/apply-plan.ts';
import type { ApplyResult } from './apply/types.ts';
import { applyResult, verifyConverged } from './apply/verify.ts';
import { formatIssue } from './config/issues.ts';
import { parseConfig } from './config/parse.ts';
import type { AccessConfig, ConfigIssue } from './config/types.ts';
import type { Weakening } from './config/weakened.ts';
import { withExcerpts } from './config/with-excerpts.ts';
import { AcrAccessError } from './errors.ts';
import { runLints } from './lint/run-lints.ts';
import { worldOf } from './plan/access/world.ts';
import { type AccessJudge, type AssessedPlan, assessPlan } from './plan/assess.ts';
import { contradictions, expectations } from './plan/judges/expectations.ts';
import { guardrails } from './plan/judges/guardrails.ts';
import { protect } from './plan/judges/protect.ts';
import { weakenedRules } from './plan/judges/weakened-rules.ts';
import { makePlan, type PlanInput } from './plan/make-plan.ts';
import { type Finding, isBlocked } from './plan/types.ts';
import type { AccountReader, AccountWriter, Clock, Reporter } from './ports.ts';
import { compileIssues } from './state/compile-issues.ts';
import { desiredState } from './state/desired.ts';
import { desiredHoldings } from './state/desired-holdings.ts';
import { ownerKey } from './state/ownership.ts';
import { readAccount } from './state/read-account.ts';
import type { Account } from './state/types.ts';

/**
 * The one place that orders the steps:
 *
 *   bytes -> parseConfig -> AccessConfig --\
 *                                           makePlan -> Plan -> render
 *   reader -> readAccount -> Account ------/                \-> applyPlan -> read back -> makePlan = empty
 */

/** A file that was read, and where it lives. */
export interface ConfigInput {
  /** as shown to people, e.g. `acr-access.yaml` */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** path from the repository's root, with `/`; part of the owner tag */
  readonly repositoryPath: string;
  /** `owner/repo` of the repository that the file lives in; undefined when it cannot be told */
  readonly repository: string | undefined;
}

/** The file is right, or an error (exit 65) that holds every problem of it. */
export function loadConfig(input: ConfigInput): { config: AccessConfig; warnings: readonly ConfigIssue[] } {
  const parsed = parseConfig(input);
  if (!parsed.ok) throw badFile(input.file, parsed.issues);
  const issues = compileIssues(parsed.value);
  if (issues.length > 0) throw badFile(input.file, withExcerpts(input, issues));
  return { config: parsed.value, warnings: parsed.warnings };
}

/** The file's expectations that its own grants contradict; what the account adds to them is for the plan to say. */
export function unmetExpectations(config: AccessConfig, now: Date): readonly Omit<ConfigIssue, 'excerpt'>[] {
  if (config.expect.length === 0) return [];
  const world = worldOf({ id: config.account, inventory: { unreadable: 'no account is read' } }, config);
  const desired = desiredState(config, 'validate', now);
  const heldBy = [...desired.state.values()].flatMap((one) => (one.kind === 'attachment' ? [one.principal] : []));
  return contradictions(config, world, desiredHoldings(desired), [...new Set(heldBy)]).map(
    ({ expectation, message }) => ({
      code: 'unmet-expectation',
      message,
      path: 'expect',
      line: expectation.source.line,
      column: expectation.source.column,
    }),
  );
}

/** What the lints say of the file alone. */
export const lintFile = (config: AccessConfig, now: Date): readonly Finding[] =>
  runLints({ config, before: undefined, after: undefined, changes: [], now });

/** One error for all problems of a file, ready to print. */
export function badFile(file: string, issues: readonly ConfigIssue[]): AcrAccessError {
  const count = `${issues.length} ${issues.length === 1 ? 'problem' : 'problems'} in ${file}`;
  return new AcrAccessError('bad-file', `${count}\n\n${issues.map((issue) => formatIssue(issue, file)).join('\n\n')}`);
}

/** Who judges the account as it will be; guards judge the changes alone. */
const lints: AccessJudge = ({ config, account, changes, now, owner }, { accountAfter }) =>
  runLints({ config, before: account, after: accountAfter, changes, now, owner });

const JUDGES = [guardrails, expectations, protect, lints];

export interface PlanRequest {
  /** with the rules that judge it: where the change under review weakens its own, those of its base */
  readonly config: AccessConfig;
  /** the rules of the file that do not count yet; none where nothing is under review */
  readonly weakenings?: readonly Weakening[];
  readonly input: Pick<ConfigInput, 'repository' | 'repositoryPath'>;
  /** untagged policies that the caller takes over by name */
  readonly adopt: readonly string[];
}

export interface PlanPorts {
  readonly reader: AccountReader;
  readonly clock: Clock;
  readonly reporter: Reporter;
}

export interface PlanRun {
  readonly plan: AssessedPlan;
  readonly account: Account;
  readonly stats: { readonly apiCalls: number; readonly readMs: number; readonly planMs: number };
}

/** Reads the account and makes the plan. Writes nothing: there is no writer among its ports. */
export async function runPlan(request: PlanRequest, ports: PlanPorts): Promise<PlanRun> {
  const { reader, clock } = ports;
  const start = clock.now().getTime();
  const input = await readPlanInput(request, ports);
  const read = clock.now().getTime();
  const plan = assessPlan(input, [weakenedRules(request.weakenings ?? []), ...JUDGES]);
  const stats = { apiCalls: reader.callCount(), readMs: read - start, planMs: clock.now().getTime() - read };
  return { plan, account: input.account, stats };
}

/** Everything that a plan is made from. */
async function readPlanInput(
  { config, input, adopt }: PlanRequest,
  { reader, clock, reporter }: PlanPorts,
): Promise<PlanInput> {
  reporter.progress('reading the account');
  const account = await readAccount(reader, readScopeOf(config));
  const owner = ownerKey(config.settings.owner ?? input.repository ?? config.account, input.repositoryPath);
  return { config, account, owner, adopt, now: clock.now() };
}

const readScopeOf = (config: AccessConfig): Parameters<typeof readAccount>[1] => ({
  account: config.account,
  prefix: config.settings.prefix,
  declaredGroups: groupsOf(config),
  declaredSystemPolicies: (config.grants ?? []).flatMap(({ access }) =>
    access.kind === 'system-policy' ? [access.policy] : [],
  ),
  grantedRoles: (config.grants ?? []).flatMap(({ to }) =>
    to.flatMap((principal) => (principal.startsWith('role:') ? [principal.slice('role:'.length)] : [])),
  ),
  absentUsers: (config.users ?? []).filter(({ state }) => state === 'absent').map(({ name }) => name),
  usesResourceGroups: (config.grants ?? []).some(({ scope }) => scope !== 'account'),
  regions: { enterprise: regionsOf(config, 'enterprise'), personal: regionsOf(config, 'personal') },
  everything: false,
});

/** Groups whose members count: those of the file, and those that it gives something to or that guardrails name. */
const groupsOf = ({ groups = [], grants = [], guardrails: rules }: AccessConfig): readonly string[] => {
  const named = [
    ...grants.flatMap(({ to }) => to),
    ...rules.flatMap((rule) => (rule.kind === 'only' ? rule.only : rule.kind === 'keep' ? rule.keep : [])),
  ].flatMap((principal) => (principal.startsWith('group:') ? [principal.slice('group:'.length)] : []));
  return [...new Set([...groups.map(({ name }) => name), ...named])];
};

const regionsOf = (config: AccessConfig, wanted: 'enterprise' | 'personal'): readonly string[] => [
  ...new Set(
    config.registries.flatMap(({ edition, region }) => (edition === wanted && region !== '*' ? [region] : [])),
  ),
];

export interface ApplyPorts extends PlanPorts {
  /** called only after the plan was approved */
  readonly writer: () => AccountWriter;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** throws AcrAccessError('refused') when this plan is not the one that was reviewed */
  readonly approve: (run: PlanRun) => Promise<void>;
}

/**
 * Re-reads, re-plans, has the plan approved, writes it, reads the account back and plans again: that last plan must be
 * empty. A refused or unapproved plan writes nothing.
 */
export async function runApply(request: PlanRequest, ports: ApplyPorts): Promise<PlanRun & { result: ApplyResult }> {
  const run = await runPlan(request, ports);
  await ports.approve(run);
  if (isBlocked(run.plan)) {
    throw new AcrAccessError('refused', 'the plan is refused, and nothing was written', {
      hint: 'Solve the findings above; `acr-access plan` shows them without writing.',
    });
  }
  if (run.plan.changes.length === 0) {
    return { ...run, result: { outcomes: [], interrupted: false, remaining: run.plan, converged: true } };
  }
  ports.signal.throwIfAborted();
  const { changes } = run.plan;
  const applied = await applyPlan(changes, { ...ports, writer: ports.writer() });
  // A stopped run has seconds left before it is killed: they belong to the report.
  const remaining = applied.interrupted
    ? undefined
    : await verifyConverged(async () => makePlan(await readPlanInput(request, ports)), applied.outcomes, ports);
  return {
    ...run,
    stats: { ...run.stats, apiCalls: ports.reader.callCount() },
    result: applyResult(changes, applied, remaining),
  };
}
