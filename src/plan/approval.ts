import { byText } from '../state/keys.ts';
import {
  type ApprovedChange,
  approvedChange,
  changeLine,
  decoded,
  encoded,
  readChangeLine,
} from './approved-change.ts';
import { differencesOf } from './differences.ts';
import { combineDigests } from './digest.ts';
import type { Plan } from './types.ts';

interface ApprovalDetails {
  readonly account: string;
  /** `owner/repo:path` */
  readonly owner: string;
  /** key of the comment that shows the plan, 16 hex digits */
  readonly commentKey: string;
  /** hash of the file's bytes, 16 hex digits */
  readonly fileHash: string;
  readonly changes: readonly ApprovedChange[];
}

/**
 * A plan that was reviewed, as a check run keeps it. The details are absent when the text is not ours, was cut, or does not
 * add up to the digest: then only the whole can be compared.
 */
export interface Approval extends Partial<ApprovalDetails> {
  /** digest of the whole plan */
  readonly digest: string;
}

/** One thing that is not as it was approved; the words are plain text with names in backticks. */
export interface Difference {
  readonly approved: string | null;
  readonly now: string | null;
  /** a clause, e.g. `the account changed since the plan` */
  readonly why: string;
}

/**
 * equal: the very plan was approved. subset: every change of it was, and the rest is so already. different: something was
 * not approved, or cannot be told to have been.
 */
export interface Comparison {
  readonly verdict: 'equal' | 'subset' | 'different';
  /** empty unless different; then empty only when no approval's single changes are known */
  readonly differences: readonly Difference[];
}

/** GitHub's limit for the text of a check run. */
const LONGEST = 65_535;
const TITLE = 'acr-access approval 1';

/** The text of the check run: in a fence, one line for every change, for machines and people. */
export function approvalText(
  plan: Pick<Plan, 'account' | 'owner' | 'changes'>,
  { fileHash, commentKey }: { readonly fileHash: string; readonly commentKey: string },
): string {
  const head = [
    `account ${encoded(plan.account)}`,
    `owner ${encoded(plan.owner)}`,
    `comment ${commentKey}`,
    `file ${fileHash}`,
  ];
  const lines = plan.changes.map((change) => changeLine(approvedChange(change)));
  const text = ['```text', TITLE, ...head, ...lines, '```'].join('\n');
  if (text.length <= LONGEST) return text;
  return `${TITLE}\n\nThis plan has ${lines.length} changes, too many to be listed here, so it can only be approved as a whole.`;
}

const HEAD = /^account (\S+)\nowner (\S+)\ncomment ([0-9a-f]{16})\nfile ([0-9a-f]{16})$/;
const HEAD_LINES = 4;

/** An approval from a check run. The text is believed only when its changes add up to `externalId`. */
export function readApproval(externalId: string, text: string): Approval {
  const details = readDetails(text);
  if (details === undefined) return { digest: externalId };
  const { account, owner, changes } = details;
  const whole = combineDigests(
    account,
    owner,
    changes.map(({ digest }) => digest),
  );
  return whole === externalId ? { digest: externalId, ...details } : { digest: externalId };
}

function readDetails(text: string): ApprovalDetails | undefined {
  const [open, title, ...lines] = text.replaceAll('\r\n', '\n').trim().split('\n');
  if (open !== '```text' || title !== TITLE || lines.pop() !== '```') return undefined;
  const [, accountWritten = '', ownerWritten = '', commentKey = '', fileHash = ''] =
    HEAD.exec(lines.slice(0, HEAD_LINES).join('\n')) ?? [];
  if (fileHash === '') return undefined;
  const account = decoded(accountWritten);
  const owner = decoded(ownerWritten);
  const changes = lines.slice(HEAD_LINES).map(readChangeLine);
  if (account === undefined || owner === undefined) return undefined;
  return changes.every((change) => change !== undefined)
    ? { account, owner, commentKey, fileHash, changes }
    : undefined;
}

/**
 * Whether a plan was approved: by one approval as a whole, or each change by one of several, because a push can bring more
 * than one pull request and a part may be done already. Decides on digests alone; `fileHash` only helps to say why not.
 */
export function compareWithApprovals(
  plan: Pick<Plan, 'account' | 'owner' | 'digest' | 'changes'>,
  approvals: readonly Approval[],
  fileHash: string,
): Comparison {
  if (approvals.some(({ digest }) => digest === plan.digest)) return { verdict: 'equal', differences: [] };
  // A change does not say whose account it is for: only approvals of this account and file count.
  const own = approvals.filter(({ account, owner }) => account === plan.account && owner === plan.owner);
  const approved = new Set(own.flatMap(({ changes = [] }) => changes.map(({ digest }) => digest)));
  const changes = plan.changes.map(approvedChange).sort((a, b) => byText(a.key, b.key));
  if (changes.every(({ digest }) => approved.has(digest))) return { verdict: 'subset', differences: [] };
  const hasUnknown = own.length < approvals.length;
  return {
    verdict: 'different',
    differences: own.length === 0 ? [] : differencesOf(changes, own, fileHash, hasUnknown),
  };
}
