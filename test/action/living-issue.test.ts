import { describe, expect, it } from 'vitest';
import { closeIssue, type LivingIssue, openIssue } from '../../src/action/living-issue.ts';
import { fakeClock } from '../support/memory-account.ts';
import { MemoryGitHub } from '../support/memory-github.ts';

const MARKER = '<!-- acr-access:drift v1 key=0123456789abcdef -->';
const marked = (text: string): string => `${MARKER}\n${text}`;
const open = (github: MemoryGitHub, issue: Partial<LivingIssue> = {}) =>
  openIssue(github, {
    marker: MARKER,
    title: 'Drift',
    body: 'one change\n<sub>run</sub>',
    clock: fakeClock(),
    ...issue,
  });
const issues = (github: MemoryGitHub) =>
  github.issues.map(({ title, body, closed }) => `${closed ? 'closed' : 'open'} ${title}: ${body.split('\n')[1]}`);

describe('opening', () => {
  it('opens an issue when there is none', async () => {
    const github = new MemoryGitHub();
    expect(await open(github)).toBe('created');
    expect(github.issues[0]!.body).toBe(marked('one change\n<sub>run</sub>'));
    expect(github.calls).toEqual(['ownOpenIssues', 'createIssue', 'ownOpenIssues']);
  });

  it.each([
    ['somebody else', { byUs: false }, marked('old')],
    ['us and closed', { closed: true }, marked('old')],
    ['us about something else', {}, `title\n${MARKER}`],
  ])('leaves an issue by %s alone', async (_who, options, text) => {
    const github = new MemoryGitHub();
    github.addIssue('Old', text, options);
    expect(await open(github)).toBe('created');
    expect(github.issues[0]).toMatchObject({ title: 'Old', body: text });
    expect(github.issues).toHaveLength(2);
  });

  it('writes nothing when only the footer differs', async () => {
    const github = new MemoryGitHub();
    github.addIssue('Drift', marked('one change\r\n<sub>another run</sub>'));
    expect(await open(github, { commentWhenChanged: { digest: 'sha256:1', body: 'changed' } })).toBe('unchanged');
    expect(github.calls).toEqual(['ownOpenIssues']);
  });

  it('edits what differs', async () => {
    const github = new MemoryGitHub();
    github.addIssue('Drift: 3 changes', marked('three changes'));
    expect(await open(github)).toBe('edited');
    expect(issues(github)).toEqual(['open Drift: one change']);
    expect(github.calls).toEqual(['ownOpenIssues', 'updateIssue']);
  });

  it('comments only when the text did not hold the digest', async () => {
    const github = new MemoryGitHub();
    github.addIssue('Drift', marked('old words, sha256:1'));
    expect(await open(github, { commentWhenChanged: { digest: 'sha256:1', body: 'changed' } })).toBe('edited');
    expect(github.comments).toEqual([]);
    const changed = { body: 'other, sha256:2', commentWhenChanged: { digest: 'sha256:2', body: 'changed' } };
    expect(await open(github, changed)).toBe('edited');
    expect(await open(github, changed)).toBe('unchanged');
    expect(github.comments.map(({ on, body }) => [on, body])).toEqual([[1, 'changed']]);
  });

  it('does not comment on an issue that it has just opened', async () => {
    const github = new MemoryGitHub();
    expect(await open(github, { commentWhenChanged: { digest: 'sha256:1', body: 'changed' } })).toBe('created');
    expect(github.comments).toEqual([]);
  });

  it('never comments twice because an answer was lost', async () => {
    const github = new MemoryGitHub();
    github.addIssue('Drift', marked('old'));
    github.fault({ method: 'createComment', kind: 'unclear', takesEffect: true });
    expect(await open(github, { commentWhenChanged: { digest: 'sha256:1', body: 'changed' } })).toBe('edited');
    expect(github.comments).toHaveLength(1);
  });

  it('keeps the oldest of several and closes the others', async () => {
    const github = new MemoryGitHub();
    for (const title of ['A', 'B', 'C']) github.addIssue(title, marked('old'));
    expect(await open(github)).toBe('edited');
    expect(issues(github)).toEqual(['open Drift: one change', 'closed B: old', 'closed C: old']);
  });

  it('looks before it opens again', async () => {
    const lost = new MemoryGitHub();
    lost.fault({ method: 'createIssue', kind: 'unclear', takesEffect: true });
    expect(await open(lost)).toBe('created');
    expect(lost.issues).toHaveLength(1);
    const never = new MemoryGitHub();
    never.fault({ method: 'createIssue', kind: 'unclear', times: 3 });
    await expect(open(never)).rejects.toMatchObject({ kind: 'unclear' });
    expect(never.issues).toEqual([]);
  });

  it('leaves one when another run opens one at the same time, with the newer text', async () => {
    const github = new MemoryGitHub();
    github.before = (method) => {
      if (method === 'createIssue') github.addIssue('Drift', marked('of the other run'));
    };
    expect(await open(github)).toBe('created');
    expect(issues(github)).toEqual(['open Drift: one change', 'closed Drift: one change']);
  });
});

describe('closing', () => {
  it('does nothing when there is none', async () => {
    const github = new MemoryGitHub();
    expect(await closeIssue(github, MARKER, 'done')).toBe('absent');
    expect(github.calls).toEqual(['ownOpenIssues']);
  });

  it('closes all of them with one comment, and those of other markers not', async () => {
    const github = new MemoryGitHub();
    github.addIssue('A', marked('old'));
    github.addIssue('B', marked('old'));
    github.addIssue('C', 'another\nold');
    expect(await closeIssue(github, MARKER, 'done')).toBe('closed');
    expect(issues(github)).toEqual(['closed A: old', 'closed B: old', 'open C: old']);
    expect(github.comments.map(({ on, body }) => [on, body])).toEqual([[1, 'done']]);
  });

  it('says nothing when it has nothing to say', async () => {
    const github = new MemoryGitHub();
    github.addIssue('A', marked('old'));
    expect(await closeIssue(github, MARKER)).toBe('closed');
    expect(github.calls).toEqual(['ownOpenIssues', 'updateIssue']);
  });

  it('fails when it may not', async () => {
    const github = new MemoryGitHub();
    github.addIssue('A', marked('old'));
    github.fault({ method: 'createComment', kind: 'denied' });
    await expect(closeIssue(github, MARKER, 'done')).rejects.toMatchObject({ kind: 'denied' });
  });
});
