import type { Clock } from '../ports.ts';
import { GitHubError } from './github.ts';

/** How often something is created whose answers are unclear, and how long until it would show. */
const TRIES = 3;
const PAUSE_MS = 2000;

/**
 * Creates something that must be there once. After an unclear answer it looks before it tries again.
 *
 * @returns what is there afterwards, because another run may have created one at the same time; nothing when that look fails,
 *   since the creation itself is known to have worked
 */
export async function createOnce<Found>(
  create: () => Promise<void>,
  find: () => Promise<readonly Found[]>,
  clock: Clock,
): Promise<readonly Found[]> {
  for (let tries = 1; ; tries += 1) {
    const problem = await create().then(() => undefined, unclearOnly);
    if (problem === undefined) return find().catch(nothingSeen);
    await clock.sleep(PAUSE_MS);
    const found = await find();
    if (found.length > 0) return found;
    if (tries === TRIES) throw problem;
  }
}

/** Hands on an unclear answer as a value; anything else is final. */
export function unclearOnly(error: unknown): GitHubError {
  if (error instanceof GitHubError && error.kind === 'unclear') return error;
  throw error;
}

function nothingSeen(error: unknown): readonly never[] {
  if (error instanceof GitHubError) return [];
  throw error;
}
