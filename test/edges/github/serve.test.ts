import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { connectGitHub } from '../../../src/edges/github/connect.ts';

test('the fake runs as a process, from a file of state, and shows what has become of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fake-github-'));
  const file = join(folder, 'state.json');
  const issue = { number: 9, title: 'Drift', body: 'old', author: 'github-actions[bot]', state: 'open' };
  writeFileSync(file, JSON.stringify({ repository: 'o/r', issues: [issue] }));
  const script = fileURLToPath(new URL('../../support/github/serve.ts', import.meta.url));
  const child = spawn(process.execPath, [script, file]);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url, token, env } = JSON.parse(line.toString());
  const clock = { now: () => new Date(), sleep: async () => {} };
  await connectGitHub({ token, env, clock, random: () => 0 }).updateIssue(9, { body: 'new' });
  const state = (await (await fetch(`${url}/_state`)).json()) as { issues: unknown; journal: unknown };
  expect(state.issues).toEqual([{ ...issue, body: 'new' }]);
  expect(state.journal).toEqual([{ method: 'PATCH', path: '/repos/o/r/issues/9', body: { body: 'new' } }]);
  expect(JSON.stringify(state.journal)).not.toContain(token);

  const oidc = await fetch(`${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=sts`, {
    headers: { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
  });
  const { value } = (await oidc.json()) as { value: string };
  const claims = JSON.parse(Buffer.from(value.split('.')[1]!, 'base64url').toString());
  expect(claims).toMatchObject({ aud: 'sts', repository: 'o/r' });
  child.kill();
  expect((await once(child, 'close'))[0]).toBe(0);
  rmSync(folder, { recursive: true });
});
