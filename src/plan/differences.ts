import { byText } from '../state/keys.ts';
import type { Approval, Difference } from './approval.ts';
import { type ApprovedChange, approvedWords } from './approved-change.ts';

const ACCOUNT = 'the account changed since the plan';
const FILE = 'the file changed since the plan';
const EITHER = 'the file or the account changed since the plan';
/** Equal bytes can ask for something else: a grant has ended, or another commit's settings judge the file. */
const SAME_FILE_NEW = 'the file is the same; the account changed since the plan, or a date in the file has passed';
const SAME_FILE_OTHER = 'the file is the same; a date in it has passed, or the settings that judge it changed';

interface Approved {
  readonly change: ApprovedChange;
  readonly fileHash: string | undefined;
}

/**
 * Where a plan is not what was approved, in the order of the keys: first what would be done without approval, then what was
 * approved and is not in the plan.
 *
 * @param changes of the plan of now
 * @param approvals of the same account and file, with their changes
 * @param hasUnknown whether there are approvals beside them whose changes are not known
 */
export function differencesOf(
  changes: readonly ApprovedChange[],
  approvals: readonly Approval[],
  fileHash: string,
  hasUnknown: boolean,
): readonly Difference[] {
  const approved = approvals.flatMap(({ changes: all = [], fileHash: hash }): readonly Approved[] =>
    all.map((change) => ({ change, fileHash: hash })),
  );
  const digests = new Set(approved.map(({ change }) => change.digest));
  // Of several approvals of one key, the last one says what the reviewers expected in the end.
  const byKey = new Map(approved.map((entry) => [entry.change.key, entry]));
  const isSameFile = approvals.some((approval) => approval.fileHash === fileHash);
  const newReason = isSameFile ? SAME_FILE_NEW : hasUnknown ? EITHER : FILE;

  const unapproved = changes
    .filter(({ digest }) => !digests.has(digest))
    .map((change) => {
      const before = byKey.get(change.key);
      const why = before === undefined ? newReason : whyChanged(before, change, fileHash);
      return { key: change.key, difference: difference(before?.change, change, why) };
    });
  const now = new Set(changes.map(({ key }) => key));
  const gone = [...byKey.values()]
    .filter(({ change }) => !now.has(change.key))
    .map((entry) => {
      const why = entry.fileHash === fileHash ? SAME_FILE_NEW : EITHER;
      return { key: entry.change.key, difference: difference(entry.change, undefined, why) };
    });
  return [unapproved, gone].flatMap((part) => part.sort((a, b) => byText(a.key, b.key)).map((one) => one.difference));
}

function whyChanged({ change, fileHash }: Approved, now: ApprovedChange, currentHash: string): string {
  const account = change.before !== now.before;
  const wanted = change.after !== now.after;
  const file = fileHash !== currentHash;
  if (account && wanted) return file ? 'the file and the account changed since the plan' : ACCOUNT;
  if (account) return ACCOUNT;
  if (wanted) return file ? FILE : SAME_FILE_OTHER;
  return EITHER;
}

const difference = (
  approved: ApprovedChange | undefined,
  now: ApprovedChange | undefined,
  why: string,
): Difference => ({
  approved: approved === undefined ? null : approvedWords(approved),
  now: now === undefined ? null : approvedWords(now),
  why,
});
