import type { Change } from '../plan/types.ts';
import type { AccountReader, AccountWriter, Reporter } from '../ports.ts';
import { applyChange } from './apply-change.ts';
import { type Placed, placeChanges } from './dependencies.ts';
import { failureOf } from './failure.ts';
import { failedUpdateHeldBy } from './join-guard.ts';
import type { Waiting } from './patience.ts';
import type { Step } from './step.ts';
import type { Outcome } from './types.ts';

export interface ApplyPorts extends Waiting {
  readonly reader: AccountReader;
  readonly writer: AccountWriter;
  readonly reporter: Reporter;
  /** when it aborts, running changes finish and the rest is skipped */
  readonly signal: AbortSignal;
  /** changes side by side; the rate limits are the writer's */
  readonly concurrency?: number;
}

/**
 * Carries out the changes of a plan: in waves, grants before revokes, each change after what it needs. A change that
 * fails keeps back only what needs it.
 *
 * @param changes in the order of the plan
 * @returns one outcome for each change, in the same order; never rejects for what the service says
 */
export async function applyPlan(
  changes: readonly Change[],
  ports: ApplyPorts,
): Promise<{ outcomes: readonly Outcome[]; interrupted: boolean }> {
  const run = new Run(ports, changes.length);
  const waves = Map.groupBy(placeChanges(changes), ({ wave }) => wave);
  for (const [, placed] of [...waves].sort(([a], [b]) => a - b)) {
    await sideBySide(placed, ports.concurrency ?? 8, (item) => run.carryOut(item));
  }
  return { outcomes: changes.map((change) => run.outcomes.get(change)!), interrupted: run.interrupted };
}

async function sideBySide<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}

class Run {
  readonly outcomes = new Map<Change, Outcome>();
  interrupted = false;
  readonly #ports: ApplyPorts;
  readonly #total: number;
  /** for a change that did not succeed: the change whose failure is the cause, itself or what it needed */
  readonly #causes = new Map<Change, Change>();

  constructor(ports: ApplyPorts, total: number) {
    this.#ports = ports;
    this.#total = total;
  }

  async carryOut({ change, needs }: Placed): Promise<void> {
    this.outcomes.set(change, await this.#outcomeOf(change, needs));
    this.#ports.reporter.progress(`applying: ${this.outcomes.size} of ${this.#total} changes`);
  }

  async #outcomeOf(change: Change, needs: readonly Change[]): Promise<Outcome> {
    if (this.#ports.signal.aborted) {
      this.interrupted = true;
      const message = 'stopped before it was tried';
      return { change, result: 'skipped', requestIds: [], message, remedy: 'Run apply again: it continues here.' };
    }
    const cause = needs.map((need) => this.#causes.get(need)).find((found) => found !== undefined);
    const blocker = cause ?? (await this.#hazardOf(change));
    return blocker === undefined ? this.#tryChange(change, needs) : this.#skip(change, blocker);
  }

  #skip(change: Change, cause: Change): Outcome {
    this.#causes.set(change, cause);
    const revokes = change.action === 'delete' && (change.kind === 'attachment' || change.kind === 'membership');
    const message = revokes
      ? `kept until its replacement is in place: ${cause.key} failed`
      : `not tried because it needs ${cause.key}, which failed`;
    const remedy = `Solve the problem of ${cause.key}, then run apply again.`;
    return { change, result: 'skipped', requestIds: [], message, remedy };
  }

  /** A failed change that would make this one give more than was reviewed, though neither points at the other. */
  async #hazardOf(change: Change): Promise<Change | undefined> {
    if (change.kind !== 'membership' || change.action !== 'create') return undefined;
    const failed = await failedUpdateHeldBy(change.after.group, [...this.#causes.keys()], this.#ports.reader);
    return failed === undefined ? undefined : this.#causes.get(failed);
  }

  async #tryChange(change: Change, needs: readonly Change[]): Promise<Outcome> {
    const { reader, writer, clock, random, signal } = this.#ports;
    const written = needs.filter((need) => this.outcomes.get(need)?.result === 'done');
    const justWritten = new Set(written.map(({ key }) => key));
    const step: Step = { reader, writer, clock, random, signal, justWritten, requestIds: [], written: [] };
    try {
      const result = await applyChange(step, change);
      return { change, result, requestIds: step.requestIds, message: '', remedy: '' };
    } catch (error) {
      this.#causes.set(change, change);
      return { change, result: 'failed', requestIds: step.requestIds, ...failureOf(error, step.written) };
    }
  }
}
