import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Approval,
  approvalText,
  type Comparison,
  compareWithApprovals,
  readApproval,
} from '../../src/plan/approval.ts';
import { changeDigest, planDigest } from '../../src/plan/digest.ts';
import type { Change, Plan } from '../../src/plan/types.ts';
import { OWNER, planOf } from '../support/world.ts';

const ACCOUNT = '1234567890123456';
const FILE = '0123456789abcdef';
const OTHER_FILE = 'fedcba9876543210';
const COMMENT = '00112233445566ff';

type Reviewed = Pick<Plan, 'account' | 'owner' | 'digest' | 'changes'>;
const planWith = (changes: readonly Change[], { account = ACCOUNT, owner = OWNER } = {}): Reviewed => ({
  account,
  owner,
  changes,
  digest: planDigest(account, owner, changes),
});

const approve = (plan: Reviewed, fileHash = FILE): Approval =>
  readApproval(plan.digest, approvalText(plan, { fileHash, commentKey: COMMENT }));

const user = (name: string, comments: string, before?: string): Change =>
  before === undefined
    ? {
        kind: 'user',
        action: 'create',
        key: `user/${name}`,
        before: null,
        after: { kind: 'user', name, displayName: undefined, comments },
        reason: '',
        source: null,
      }
    : {
        kind: 'user',
        action: 'update',
        key: `user/${name}`,
        before: { kind: 'user', name, displayName: undefined, comments: before },
        after: { kind: 'user', name, displayName: undefined, comments },
        reason: '',
        source: null,
      };

const anyChanges = fc.uniqueArray(
  fc
    .tuple(fc.string({ minLength: 1 }), fc.string(), fc.option(fc.string(), { nil: undefined }))
    .map((parts) => user(...parts)),
  { selector: ({ key }) => key, maxLength: 6 },
);

describe('the text of the check', () => {
  const { account, owner, changes, digest } = planOf(
    'grants: { read: { can: pull, on: prod:team/*, to: [user:alice, group:devs] } }',
    { users: ['alice'], groups: { devs: [] } },
  );

  it('holds one line for every change in a fence', () => {
    const text = approvalText({ account, owner, changes }, { fileHash: FILE, commentKey: COMMENT });
    const hex = (line: string): string => line.replace(/^[0-9a-f]{32} [0-9a-f]{8}-[0-9a-f]{8}/, 'DIGEST BEFORE-AFTER');
    expect(text.split('\n').map(hex)).toEqual([
      '```text',
      'acr-access approval 1',
      `account ${ACCOUNT}`,
      `owner ${OWNER}`,
      `comment ${COMMENT}`,
      `file ${FILE}`,
      'DIGEST BEFORE-AFTER create policy/acr-access-read',
      'DIGEST BEFORE-AFTER create attachment/group:devs/Custom/acr-access-read/account',
      'DIGEST BEFORE-AFTER create attachment/user:alice/Custom/acr-access-read/account',
      '```',
    ]);
  });

  it('gives the approval back that it was made from, whatever the names are', () => {
    const hostile = fc.string({ unit: fc.constantFrom('`', '\n', '\r', '%', '/', ' ', 'é', '\u202e', '#', 'a') });
    fc.assert(
      fc.property(anyChanges, hostile, (all, name) => {
        const plan = planWith(all, { owner: `org/repo:${name}` });
        const text = approvalText(plan, { fileHash: FILE, commentKey: COMMENT });
        expect(text).toMatch(/^[\x20-\x7e\n]*$/);
        expect(text.match(/`/g)).toHaveLength(6);
        expect(readApproval(plan.digest, text)).toEqual({
          digest: plan.digest,
          account: ACCOUNT,
          owner: plan.owner,
          commentKey: COMMENT,
          fileHash: FILE,
          changes: all.map((change) => expect.objectContaining({ key: change.key, digest: changeDigest(change) })),
        });
      }),
    );
  });

  it('is never longer than GitHub takes; then only the whole can be compared', () => {
    const many = planWith(Array.from({ length: 2000 }, (_, index) => user(`user-number-${index}`, 'x')));
    const text = approvalText(many, { fileHash: FILE, commentKey: COMMENT });
    expect(text).toBe(
      'acr-access approval 1\n\nThis plan has 2000 changes, too many to be listed here, so it can only be approved as a whole.',
    );
    expect(readApproval(many.digest, text)).toEqual({ digest: many.digest });
    let size = 500;
    const lengthFor = (count: number): number =>
      approvalText(planWith(many.changes.slice(0, count)), { fileHash: FILE, commentKey: COMMENT }).length;
    while (lengthFor(size + 1) > 1000) size += 1;
    expect(lengthFor(size)).toBeGreaterThan(65_000);
    expect(lengthFor(size)).toBeLessThanOrEqual(65_535);
  });

  it('may come back with other line ends and without blanks at its ends', () => {
    const text = approvalText({ account, owner, changes }, { fileHash: FILE, commentKey: COMMENT });
    const stored = `\r\n${text.replaceAll('\n', '\r\n')}\r\n`;
    expect(readApproval(digest, stored)).toEqual(readApproval(digest, text));
    expect(readApproval(digest, stored).changes).toHaveLength(3);
  });

  it.each([
    ['nothing', () => ''],
    ['a text of somebody else', () => 'all good'],
    ['another version', (text: string) => text.replace('approval 1', 'approval 2')],
    ['a change less', (text: string) => text.replace(/^.* create policy.*\n/m, '')],
    ['a change twice', (text: string) => text.replace(/^(.* create policy.*\n)/m, '$1$1')],
    ['another change', (text: string) => text.replace(/^[0-9a-f]{32}/m, 'f'.repeat(32))],
    ['another account', (text: string) => text.replace(ACCOUNT, '6543210987654321')],
    ['another owner', (text: string) => text.replace('owner org', 'owner grp')],
    ['a line that is none', (text: string) => text.replace(/\n```$/, '\nand more\n```')],
    ['a broken escape', (text: string) => text.replace('owner org', 'owner %E0%A4%A')],
    ['no fence', (text: string) => text.replaceAll('```', '')],
  ])('is not believed when it holds %s', (_what, tamper) => {
    const text = approvalText({ account, owner, changes }, { fileHash: FILE, commentKey: COMMENT });
    expect(tamper(text)).not.toBe(text);
    expect(readApproval(digest, tamper(text))).toEqual({ digest });
  });

  it('is not believed under another digest', () => {
    const text = approvalText({ account, owner, changes }, { fileHash: FILE, commentKey: COMMENT });
    expect(readApproval('sha256:other', text)).toEqual({ digest: 'sha256:other' });
  });
});

describe('a plan and its approvals', () => {
  const [a, b, c] = [user('a', '1'), user('b', '1'), user('c', '1')];
  const verdict = (changes: readonly Change[], approvals: readonly Approval[]): Comparison['verdict'] =>
    compareWithApprovals(planWith(changes), approvals, FILE).verdict;

  it('are equal when one approval is for the very plan', () => {
    expect(verdict([a, b], [approve(planWith([c])), approve(planWith([b, a]))])).toBe('equal');
    expect(verdict([a, b], [{ digest: planWith([a, b]).digest }])).toBe('equal');
  });

  it('fit when every change is in one of them', () => {
    expect(verdict([a], [approve(planWith([a, b]))])).toBe('subset');
    expect(verdict([a, c], [approve(planWith([a, b])), approve(planWith([c]))])).toBe('subset');
  });

  it('fit when there is nothing left to do', () => {
    expect(verdict([], [approve(planWith([a]))])).toBe('subset');
    expect(verdict([], [])).toBe('subset');
    expect(verdict([], [approve(planWith([]))])).toBe('equal');
  });

  it('do not fit when a change was not approved', () => {
    expect(verdict([a, b, c], [approve(planWith([a, b]))])).toBe('different');
    expect(verdict([user('a', '2')], [approve(planWith([a]))])).toBe('different');
    expect(verdict([a], [])).toBe('different');
  });

  it('do not fit when the single changes of the approval are not known', () => {
    const comparison = compareWithApprovals(planWith([a]), [{ digest: planWith([a, b]).digest }], FILE);
    expect(comparison).toEqual({ verdict: 'different', differences: [] });
  });

  it('do not fit when the same changes were approved for another account or file', () => {
    for (const elsewhere of [{ account: '6543210987654321' }, { owner: 'org/repo:other.yaml' }]) {
      const approval = approve(planWith([a, b], elsewhere));
      expect(approval.changes).toHaveLength(2);
      expect(verdict([a], [approval])).toBe('different');
      expect(verdict([a, b], [approval])).toBe('different');
    }
  });

  it('fit after any part of the approved changes was made, in any order, and never with one more', () => {
    fc.assert(
      fc.property(anyChanges, fc.infiniteStream(fc.boolean()), fc.string(), (changes, stream, text) => {
        const approvals = [approve(planWith(changes.slice(0, 2))), approve(planWith(changes.slice(2)))];
        const left = changes.filter(() => stream.next().value).reverse();
        expect(['equal', 'subset']).toContain(verdict(left, approvals));
        expect(['equal', 'subset']).toContain(verdict(left, [...approvals].reverse()));
        const more = user(`new ${text}`, text);
        fc.pre(changes.every(({ key }) => key !== more.key));
        expect(verdict([...left, more], approvals)).toBe('different');
      }),
    );
  });
});

describe('differences', () => {
  const differences = (now: readonly Change[], approved: readonly Change[], fileHash = FILE) =>
    compareWithApprovals(planWith(now), [approve(planWith(approved))], fileHash).differences;
  const before = user('a', 'new', 'old');

  it('name the account when what was there is something else', () => {
    expect(differences([user('a', 'new', 'by hand')], [before])).toEqual([
      { approved: 'update user `a`', now: 'update user `a`', why: 'the account changed since the plan' },
    ]);
    expect(differences([user('a', 'new')], [before], OTHER_FILE)[0]).toMatchObject({
      now: 'create user `a`',
      why: 'the account changed since the plan',
    });
  });

  it('name the file when what shall be is something else', () => {
    expect(differences([user('a', 'newer', 'old')], [before], OTHER_FILE)).toEqual([
      { approved: 'update user `a`', now: 'update user `a`', why: 'the file changed since the plan' },
    ]);
  });

  it('name both when both are something else', () => {
    const [found] = differences([user('a', 'newer', 'by hand')], [before], OTHER_FILE);
    expect(found?.why).toBe('the file and the account changed since the plan');
  });

  it('never blame a file that is the same', () => {
    const now = [user('a', 'newer', 'old'), user('b', '1')];
    const all = differences(now, [before, user('c', '1')]);
    expect(all.map(({ approved, now: is }) => [approved, is])).toEqual([
      ['update user `a`', 'update user `a`'],
      [null, 'create user `b`'],
      ['create user `c`', null],
    ]);
    for (const { why } of all) expect(why).toMatch(/^the file is the same; /);
  });

  it('say file for what is new in another file, and leave it open when an approval cannot be read', () => {
    const now = planWith([before, user('b', '1')]);
    const known = approve(planWith([before]));
    const why = (approvals: readonly Approval[]) =>
      compareWithApprovals(now, approvals, OTHER_FILE).differences[0]?.why;
    expect(why([known])).toBe('the file changed since the plan');
    expect(why([known, { digest: 'sha256:cut' }])).toBe('the file or the account changed since the plan');
  });

  it('do not list what is as it was approved', () => {
    expect(differences([before, user('b', '1')], [before]).map(({ now }) => now)).toEqual(['create user `b`']);
  });

  it('come in the same order whatever the order of the changes is', () => {
    const now = ['d', 'b', 'a', 'c'].map((name) => user(name, '1'));
    const approved = ['z', 'y', 'a'].map((name) => user(name, '2'));
    const listed = differences(now, approved);
    expect(differences([...now].reverse(), [...approved].reverse())).toEqual(listed);
    expect(listed.map(({ approved: was, now: is }) => is ?? was)).toEqual([
      'create user `a`',
      'create user `b`',
      'create user `c`',
      'create user `d`',
      'create user `y`',
      'create user `z`',
    ]);
  });

  it('speak of each kind of change in its words', () => {
    const world = {
      users: ['alice', 'bob'],
      groups: { devs: ['bob'] },
      owned: { 'acr-access-old': { Version: '1', Statement: [] } },
      attached: ['user:bob acr-access-old rg-team'],
    };
    const file =
      'groups: { devs: { members: [alice] } }\ngrants: { read: { can: pull, on: prod:team/*, to: user:alice } }';
    const { changes } = planOf(file, world);
    expect(differences(changes, [before], OTHER_FILE).flatMap(({ now }) => now ?? [])).toEqual([
      'attach `acr-access-read` to `user:alice`',
      'detach `acr-access-old` from `user:bob` in `rg-team`',
      'add `user:alice` to `group:devs`',
      'remove `user:bob` from `group:devs`',
      'delete policy `acr-access-old`',
      'create policy `acr-access-read`',
    ]);
  });
});
