import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GitHubErrorKind } from '../../src/action/github.ts';
import { putComment } from '../../src/action/living-comment.ts';
import { fakeClock } from '../support/memory-account.ts';
import { MemoryGitHub } from '../support/memory-github.ts';

const MARKER = '<!-- acr-access:plan v1 key=0123456789abcdef -->';
const OTHER = '<!-- acr-access:plan v1 key=fedcba9876543210 -->';
const body = (text: string, run = 'run 1'): string => `${text}\n\ndigest\n<sub>${run}</sub>`;
const marked = (text: string): string => `${MARKER}\n${text}`;

const put = (github: MemoryGitHub, text: string, options: { create?: boolean } = {}) =>
  putComment(github, 7, { marker: MARKER, body: text, create: options.create ?? true, clock: fakeClock() });
const texts = (github: MemoryGitHub): readonly string[] => github.comments.map((comment) => comment.body);

describe('without a comment of ours', () => {
  it('creates one with the marker on the first line', async () => {
    const github = new MemoryGitHub();
    expect(await put(github, body('two changes'))).toBe('created');
    expect(texts(github)).toEqual([marked(body('two changes'))]);
    expect(github.calls).toEqual(['ownComments', 'createComment', 'ownComments']);
  });

  it('creates none when none is wanted', async () => {
    const github = new MemoryGitHub();
    expect(await put(github, 'No change.', { create: false })).toBe('absent');
    expect(github.calls).toEqual(['ownComments']);
  });

  it.each<[string, { on?: number; byUs?: boolean; minimized?: boolean }, string]>([
    ['somebody else', { byUs: false }, marked('old')],
    ['us and hidden', { minimized: true }, marked('old')],
    ['us about another file', {}, `${OTHER}\nold`],
    ['us with the marker further down', {}, `see below\n${MARKER}`],
    ['us with more on the first line', {}, `${MARKER} \nold`],
    ['us on another pull request', { on: 8 }, marked('old')],
  ])('leaves a comment by %s alone', async (_who, { on = 7, ...options }, text) => {
    const github = new MemoryGitHub();
    github.addComment(on, text, options);
    expect(await put(github, body('new'))).toBe('created');
    expect(texts(github)).toEqual([text, marked(body('new'))]);
  });
});

describe('with a comment of ours', () => {
  it('edits it when it says something else', async () => {
    const github = new MemoryGitHub();
    github.addComment(7, marked(body('old')));
    expect(await put(github, body('new'), { create: false })).toBe('edited');
    expect(texts(github)).toEqual([marked(body('new'))]);
    expect(github.calls).toEqual(['ownComments', 'updateComment']);
  });

  it.each([
    ['only the footer differs', marked(body('same', 'run 9'))],
    ['only line ends and blanks at the ends differ', `${marked(body('same')).replaceAll('\n', '\r\n')}\r\n`],
  ])('leaves it when %s', async (_what, old) => {
    const github = new MemoryGitHub();
    github.addComment(7, old);
    expect(await put(github, body('same'))).toBe('unchanged');
    expect(texts(github)).toEqual([old]);
    expect(github.calls).toEqual(['ownComments']);
  });

  it('edits it when a last line differs that is no footer', async () => {
    const github = new MemoryGitHub();
    github.addComment(7, marked('No change.'));
    expect(await put(github, 'alice gains push.')).toBe('edited');
    expect(await put(github, 'No change.')).toBe('edited');
    expect(texts(github)).toEqual([marked('No change.')]);
  });

  it('creates one when it is deleted in between, unless none is wanted', async () => {
    for (const create of [true, false]) {
      const github = new MemoryGitHub();
      github.addComment(7, marked('old'));
      github.before = (method) => {
        if (method === 'updateComment') github.comments = [];
      };
      expect(await put(github, body('new'), { create })).toBe(create ? 'created' : 'absent');
      expect(texts(github)).toEqual(create ? [marked(body('new'))] : []);
    }
  });

  it('deletes the newer ones that earlier races left', async () => {
    const github = new MemoryGitHub();
    for (const text of ['old', 'older news', 'stale']) github.addComment(7, marked(text));
    github.addComment(7, 'by us, about something else');
    expect(await put(github, body('new'))).toBe('edited');
    expect(texts(github)).toEqual([marked(body('new')), 'by us, about something else']);
  });
});

describe('when answers are lost', () => {
  it('looks before it creates again', async () => {
    const github = new MemoryGitHub();
    github.fault({ method: 'createComment', kind: 'unclear', takesEffect: true });
    expect(await put(github, body('new'))).toBe('created');
    expect(texts(github)).toEqual([marked(body('new'))]);
  });

  it('tries three times and then says so', async () => {
    const twice = new MemoryGitHub();
    twice.fault({ method: 'createComment', kind: 'unclear', times: 2 });
    expect(await put(twice, body('new'))).toBe('created');
    const always = new MemoryGitHub();
    always.fault({ method: 'createComment', kind: 'unclear', times: 3 });
    await expect(put(always, body('new'))).rejects.toMatchObject({ kind: 'unclear' });
    expect(always.calls.filter((method) => method === 'createComment')).toHaveLength(3);
    expect(texts(always)).toEqual([]);
  });

  it.each(['denied', 'invalid', 'rate-limited', 'unreachable'] as const)(
    'does not create again after %s',
    async (kind: GitHubErrorKind) => {
      const github = new MemoryGitHub();
      github.fault({ method: 'createComment', kind });
      await expect(put(github, body('new'))).rejects.toMatchObject({ kind });
      expect(github.calls).toEqual(['ownComments', 'createComment']);
    },
  );

  it('never creates without having seen that there is none', async () => {
    const github = new MemoryGitHub();
    github.fault({ method: 'ownComments', kind: 'unclear' });
    await expect(put(github, body('new'))).rejects.toMatchObject({ kind: 'unclear' });
    expect(github.calls).toEqual(['ownComments']);
  });

  it('is content with a creation that it cannot look at', async () => {
    const github = new MemoryGitHub();
    let created = false;
    github.before = (method) => {
      if (method === 'createComment') created = true;
      else if (created) github.fault({ method: 'ownComments', kind: 'rate-limited' });
    };
    expect(await put(github, body('new'))).toBe('created');
    expect(texts(github)).toEqual([marked(body('new'))]);
  });

  it('does not mind that a duplicate is gone already, and minds that one cannot be deleted', async () => {
    for (const [kind, outcome] of [
      ['not-found', 'unchanged'],
      ['denied', undefined],
    ] as const) {
      const github = new MemoryGitHub();
      github.addComment(7, marked('same'));
      github.addComment(7, marked('stale'));
      github.fault({ method: 'deleteComment', kind });
      if (outcome === undefined) await expect(put(github, 'same')).rejects.toMatchObject({ kind });
      else expect(await put(github, 'same')).toBe(outcome);
    }
  });
});

it('runs at the same time leave one comment, and it says what one of them says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, runs) => {
      const github = new MemoryGitHub();
      const bodies = Array.from({ length: runs }, (_, index) => body(`plan ${index}`));
      const port = {
        ownComments: scheduler.scheduleFunction(() => github.ownComments(7)),
        createComment: scheduler.scheduleFunction((on: number, text: string) => github.createComment(on, text)),
        updateComment: scheduler.scheduleFunction((id: number, text: string) => github.updateComment(id, text)),
        deleteComment: scheduler.scheduleFunction((id: number) => github.deleteComment(id)),
      };
      const all = Promise.all(
        bodies.map((text) => putComment(port, 7, { marker: MARKER, body: text, create: true, clock: fakeClock() })),
      );
      await scheduler.waitFor(all);
      expect(texts(github)).toHaveLength(1);
      expect(bodies.map(marked)).toContain(texts(github)[0]);
    }),
    { numRuns: 300 },
  );
});
