import type { Clock } from '../ports.ts';
import { createOnce } from './create-once.ts';
import { type GitHub, GitHubError, type OwnComment } from './github.ts';
import { hasMarker, markedBody, saysTheSame } from './living-body.ts';

type CommentPort = Pick<GitHub, 'ownComments' | 'createComment' | 'updateComment' | 'deleteComment'>;

export interface LivingComment {
  /** the whole first line */
  readonly marker: string;
  /** what stands below the marker; a last line that starts with `<sub>` may differ without an edit */
  readonly body: string;
  /** false: only a comment that is there already is edited */
  readonly create: boolean;
  readonly clock: Clock;
}

/**
 * Keeps one comment of a marker on a pull request. Comments that somebody hid are left alone, as are those of others.
 *
 * @returns `absent` when there is none and none was wanted
 * @throws GitHubError when it could not be written
 */
export async function putComment(
  github: CommentPort,
  pullRequest: number,
  { marker, body, create, clock }: LivingComment,
): Promise<'created' | 'edited' | 'unchanged' | 'absent'> {
  const text = markedBody(marker, body);
  const find = async (): Promise<readonly OwnComment[]> =>
    (await github.ownComments(pullRequest)).filter((one) => !one.minimized && hasMarker(one.body, marker));
  const kept = await keepOldest(github, await find(), text);
  if (kept !== undefined) return kept;
  if (!create) return 'absent';
  const found = await createOnce(() => github.createComment(pullRequest, text), find, clock);
  await keepOldest(github, found, text);
  return 'created';
}

/** The oldest comment gets the text, the others are what two runs at the same time left. Undefined: all of them are gone. */
async function keepOldest(
  github: CommentPort,
  comments: readonly OwnComment[],
  text: string,
): Promise<'edited' | 'unchanged' | undefined> {
  const [oldest, ...newer] = comments;
  if (oldest === undefined) return undefined;
  const same = saysTheSame(oldest.body, text);
  if (!same && !(await github.updateComment(oldest.id, text))) return keepOldest(github, newer, text);
  for (const { id } of newer) await github.deleteComment(id).catch(ignoreGone);
  return same ? 'unchanged' : 'edited';
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof GitHubError) || error.kind !== 'not-found') throw error;
}
