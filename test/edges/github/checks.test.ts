import { afterEach, describe, expect, test } from 'vitest';
import type { NewCheck } from '../../../src/action/github.ts';
import { type CheckRunState, TOKEN } from '../../support/github/state.ts';
import { type Connected, connected, errorOf } from './support/connected.ts';

const TIP = 'a'.repeat(40);
const NAME = 'acr-access/plan';

let open: Connected[] = [];
const start: typeof connected = async (...rest) => {
  const one = await connected(...rest);
  open.push(one);
  return one;
};
afterEach(async () => {
  await Promise.all(open.map(({ fake }) => fake.close()));
  open = [];
});

const run = (more: Partial<CheckRunState>): CheckRunState => ({
  id: 1,
  name: NAME,
  headSha: TIP,
  status: 'completed',
  conclusion: 'success',
  externalId: 'digest',
  detailsUrl: null,
  completedAt: '2026-11-21T12:00:00Z',
  output: { title: 't', summary: 's', text: 'approval', annotations: [] },
  app: 'github-actions',
  ...more,
});

const CHECK: NewCheck = {
  name: NAME,
  commit: TIP,
  conclusion: 'neutral',
  externalId: 'digest',
  detailsUrl: 'https://example.com/run',
  title: 'a title',
  summary: 'a summary',
  text: 'a text',
  annotations: [{ path: 'x.yaml', line: 3, level: 'failure', title: 'S1', message: 'a message' }],
};

describe('completed checks', () => {
  test('are those of the name and commit, of every app, the latest first', async () => {
    const { github } = await start({
      checkRuns: [
        run({ id: 1, externalId: 'oldest', completedAt: '2026-11-21T11:00:00Z' }),
        run({ id: 5, externalId: 'latest', completedAt: '2026-11-21T13:00:00Z', conclusion: 'failure' }),
        run({ id: 3, externalId: 'second of the same moment' }),
        run({ id: 2, externalId: 'first of the same moment', app: 'other' }),
        run({ id: 6, status: 'in_progress', completedAt: null, conclusion: null }),
        run({ id: 7, name: 'acr-access/plan (b.yaml)' }),
        run({ id: 8, headSha: 'c'.repeat(40) }),
      ],
    });
    expect(await github.completedChecks(TIP, NAME)).toEqual([
      { externalId: 'latest', conclusion: 'failure', text: 'approval', app: 'github-actions' },
      { externalId: 'second of the same moment', conclusion: 'success', text: 'approval', app: 'github-actions' },
      { externalId: 'first of the same moment', conclusion: 'success', text: 'approval', app: 'other' },
      { externalId: 'oldest', conclusion: 'success', text: 'approval', app: 'github-actions' },
    ]);
  });

  test('have empty texts where there are none', async () => {
    const output = { title: null, summary: null, text: null, annotations: [] };
    const { github } = await start({ checkRuns: [run({ externalId: null, app: null, output })] });
    expect(await github.completedChecks(TIP, NAME)).toEqual([
      { externalId: '', conclusion: 'success', text: '', app: '' },
    ]);
  });

  test('are whole or an error', async () => {
    const checkRuns = Array.from({ length: 130 }, (_, index) => run({ id: index + 1 }));
    const { github, fake } = await start({ checkRuns });
    expect(await github.completedChecks(TIP, NAME)).toHaveLength(130);
    fake.fail('page=2', { answer: { status: 200, body: { total_count: 130, check_runs: [] } } });
    expect((await errorOf(github.completedChecks(TIP, NAME))).message).toContain('100 check runs of 130');
  });

  test('of another commit are an error', async () => {
    const { github, fake } = await start({ checkRuns: [run({})] });
    const url = `${fake.url}/repos/octo-org/images/commits/${TIP}/check-runs`;
    const answer = await fetch(url, { headers: { authorization: `token ${TOKEN}` } });
    const body = JSON.parse((await answer.text()).replaceAll(TIP, 'c'.repeat(40)));
    fake.fail('check-runs', { answer: { status: 200, body } });
    expect((await errorOf(github.completedChecks(TIP, NAME))).kind).toBe('unclear');
  });

  test('that may not be read are not none', async () => {
    const { github } = await start({
      identities: {
        [TOKEN]: { login: 'github-actions[bot]', app: 'github-actions', permissions: { contents: 'read' } },
      },
      checkRuns: [run({})],
    });
    expect(await errorOf(github.completedChecks(TIP, NAME))).toMatchObject({
      kind: 'denied',
      permission: 'checks: read',
    });
  });
});

describe('a new check', () => {
  test('is written as it is handed in, and can be read again', async () => {
    const { github, fake } = await start();
    await github.createCheck(CHECK);
    expect(fake.state.checkRuns).toEqual([
      {
        id: 3_000_000_001,
        name: NAME,
        headSha: TIP,
        status: 'completed',
        conclusion: 'neutral',
        externalId: 'digest',
        detailsUrl: 'https://example.com/run',
        completedAt: expect.any(String),
        output: {
          title: 'a title',
          summary: 'a summary',
          text: 'a text',
          annotations: [
            {
              path: 'x.yaml',
              start_line: 3,
              end_line: 3,
              annotation_level: 'failure',
              title: 'S1',
              message: 'a message',
            },
          ],
        },
        app: 'github-actions',
      },
    ]);
    expect(await github.completedChecks(TIP, NAME)).toEqual([
      { conclusion: 'neutral', externalId: 'digest', text: 'a text', app: 'github-actions' },
    ]);
  });

  test('leaves out what is empty', async () => {
    const { github, fake } = await start();
    const annotations = [{ path: 'x', line: 1, level: 'notice' as const, title: '', message: 'm' }];
    await github.createCheck({ ...CHECK, detailsUrl: '', text: '', annotations });
    const body = fake.journal[0]?.body as { output: { annotations: unknown[] } };
    expect(body).not.toHaveProperty('details_url');
    expect(body.output).not.toHaveProperty('text');
    expect(body.output.annotations[0]).not.toHaveProperty('title');
  });

  test('without the permission names it', async () => {
    const { github } = await start({
      identities: { [TOKEN]: { login: 'github-actions[bot]', app: 'github-actions', permissions: { checks: 'read' } } },
    });
    const error = await errorOf(github.createCheck(CHECK));
    expect(error).toMatchObject({ kind: 'denied', permission: 'checks: write' });
    expect(error.hint).toBe('Give the job `permissions: checks: write`.');
  });

  test('that is too long is sent once, and the reason is told', async () => {
    const { github, fake } = await start();
    const error = await errorOf(github.createCheck({ ...CHECK, text: 'x'.repeat(65_536) }));
    expect(error.kind).toBe('invalid');
    expect(error.message).toContain('text is too long (maximum is 65535 characters)');
    expect(fake.journal).toHaveLength(1);
  });
});
