import { ServiceError } from '../errors.ts';
import type { AccountReader, AccountWriter, Receipt } from '../ports.ts';
import type { ResourceKey } from '../state/types.ts';
import { LAG_PAUSES, patience, READ_BACK_PAUSES, type Waiting } from './patience.ts';

/** What one change is carried out with. */
export interface Step extends Waiting {
  readonly reader: AccountReader;
  readonly writer: AccountWriter;
  /** what this change needed and this run wrote: the service may not see it yet */
  readonly justWritten: ReadonlySet<ResourceKey>;
  /** request ids of the writes made so far, those that failed too */
  readonly requestIds: string[];
  /** parts of this change that are in place, for the message when a later part fails; e.g. `the new document` */
  readonly written: string[];
}

/** How a change that did not fail ended: written, or so before. */
export type Settled = 'done' | 'already';

/** How often a write is sent when each answer is unclear and each read-back says that it did not take effect. */
const MAX_SENDS = 3;

/** Sends one write and keeps its request id, whatever the answer. */
export async function send(step: Step, write: () => Promise<Receipt>): Promise<void> {
  try {
    step.requestIds.push((await write()).requestId);
  } catch (error) {
    if (error instanceof ServiceError && error.requestId !== undefined) step.requestIds.push(error.requestId);
    throw error;
  }
}

/** A write that may be sent twice without harm, and how to tell what became of it. */
export interface RepeatableWrite {
  send(): Promise<Receipt>;
  /** does the account show what the write is for? */
  inEffect(): Promise<boolean>;
  /** does this answer mean that it was so before? */
  alreadySo?(error: ServiceError): boolean | Promise<boolean>;
}

/**
 * Carries out a write that may be repeated. An unclear answer is read back; the write is sent again only when the
 * account could be read and does not show it. Rejects with the service's last error.
 */
export async function settle(step: Step, write: RepeatableWrite): Promise<Settled> {
  let sends = 0;
  for (;;) {
    try {
      await send(step, () => write.send());
      return 'done';
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      sends += 1;
      if (error.kind === 'unclear') {
        const seen = await readBack(step, () => write.inEffect());
        if (seen === 'yes') return 'done';
        if (seen === 'unknown' || sends >= MAX_SENDS || step.signal.aborted) throw error;
      } else if (await write.alreadySo?.(error)) {
        // after an unclear answer, what is there is most likely our own write
        return sends > 1 ? 'done' : 'already';
      } else {
        throw error;
      }
    }
  }
}

/**
 * Reads until the account shows the effect, with a few growing pauses. `no` when the last reading did not show it,
 * `unknown` when the last reading failed.
 */
export async function readBack(step: Step, inEffect: () => Promise<boolean>): Promise<'yes' | 'no' | 'unknown'> {
  const waitAgain = patience(step, READ_BACK_PAUSES);
  let seen: 'no' | 'unknown';
  do {
    try {
      if (await inEffect()) return 'yes';
      seen = 'no';
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      seen = 'unknown';
    }
  } while (await waitAgain());
  return seen;
}

/** Repeats `attempt` while it fails with an error that `mayBeLag` accepts, for a bounded time. */
export async function outwaitLag<T>(
  step: Step,
  mayBeLag: (error: ServiceError) => boolean,
  attempt: () => Promise<T>,
): Promise<T> {
  const waitAgain = patience(step, LAG_PAUSES);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ServiceError) || !mayBeLag(error) || !(await waitAgain())) throw error;
    }
  }
}

/** The result of a read, or `undefined` when the service says that there is no such thing. */
export async function unlessAbsent<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ServiceError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

/** The tags of a custom policy as they are now; only the list has them. `undefined` when there is no such policy. */
export async function tagsOf(step: Step, name: string): Promise<Readonly<Record<string, string>> | undefined> {
  return (await step.reader.customPolicies()).find((policy) => policy.name === name)?.tags;
}
