import type { Clock } from '../ports.ts';
import { createOnce, unclearOnly } from './create-once.ts';
import type { GitHub, OwnIssue } from './github.ts';
import { hasMarker, markedBody, saysTheSame } from './living-body.ts';

type IssuePort = Pick<GitHub, 'ownOpenIssues' | 'createIssue' | 'updateIssue' | 'createComment'>;

export interface LivingIssue {
  /** the whole first line */
  readonly marker: string;
  readonly title: string;
  /** what stands below the marker; a last line that starts with `<sub>` may differ without an edit */
  readonly body: string;
  /** a comment for those who follow the issue, when the text that was there does not hold `digest` */
  readonly commentWhenChanged?: { readonly digest: string; readonly body: string };
  readonly clock: Clock;
}

/**
 * Keeps one open issue of a marker: opens it, or edits the oldest one and closes the others. An issue that was closed by hand
 * stays closed, and a new one is opened.
 *
 * @throws GitHubError when it could not be written
 */
export async function openIssue(
  github: IssuePort,
  { marker, title, body, commentWhenChanged, clock }: LivingIssue,
): Promise<'created' | 'edited' | 'unchanged'> {
  const wanted = { title, body: markedBody(marker, body) };
  const [oldest, ...newer] = await findIssues(github, marker);
  if (oldest === undefined) {
    const find = () => findIssues(github, marker);
    const [kept, ...others] = await createOnce(() => github.createIssue(wanted), find, clock);
    if (kept !== undefined) await edit(github, kept, wanted);
    await closeAll(github, others);
    return 'created';
  }
  const edited = await edit(github, oldest, wanted);
  await closeAll(github, newer);
  if (edited && commentWhenChanged !== undefined && !oldest.body.includes(commentWhenChanged.digest)) {
    await comment(github, oldest, commentWhenChanged.body);
  }
  return edited ? 'edited' : 'unchanged';
}

/**
 * Closes every open issue of a marker, with a comment on the oldest.
 *
 * @throws GitHubError when one could not be closed
 */
export async function closeIssue(github: IssuePort, marker: string, text?: string): Promise<'closed' | 'absent'> {
  const found = await findIssues(github, marker);
  const [oldest] = found;
  if (oldest === undefined) return 'absent';
  if (text !== undefined) await comment(github, oldest, text);
  await closeAll(github, found);
  return 'closed';
}

const findIssues = async (github: IssuePort, marker: string): Promise<readonly OwnIssue[]> =>
  (await github.ownOpenIssues()).filter(({ body }) => hasMarker(body, marker));

/** Writes what differs; false when nothing does. */
async function edit(
  github: IssuePort,
  issue: OwnIssue,
  { title, body }: { readonly title: string; readonly body: string },
): Promise<boolean> {
  const change = {
    ...(issue.title === title ? {} : { title }),
    ...(saysTheSame(issue.body, body) ? {} : { body }),
  };
  if (Object.keys(change).length === 0) return false;
  await github.updateIssue(issue.number, change);
  return true;
}

async function closeAll(github: IssuePort, issues: readonly OwnIssue[]): Promise<void> {
  for (const { number } of issues) await github.updateIssue(number, { closed: true });
}

/** One that may be missing is better than two: it only draws attention to what the issue says. */
async function comment(github: IssuePort, { number }: OwnIssue, text: string): Promise<void> {
  await github.createComment(number, text).catch(unclearOnly);
}
