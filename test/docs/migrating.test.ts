import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { parseAccountFile } from '../../src/state/account-file.ts';
import { connectTo } from '../edges/alibaba/support/fake-service.ts';
import { cli, folderWith } from '../scenarios/support/program.ts';
import { DOCS } from './page.ts';

const page = readFileSync(join(DOCS, 'migrating-from-terraform.md'), 'utf8');
const blocks = [...page.matchAll(/^```(sh|text|yaml)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text!,
}));
const account = /^```yaml account\.yaml\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';

/** The account of the page, served, and how to run the program there. */
async function served() {
  const parsed = parseAccountFile({ file: 'account.yaml', bytes: Buffer.from(account) });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  const emulator = await startEmulator({ account: parsed.value });
  onTestFinished(() => emulator.close());
  const cwd = await folderWith({ 'account.yaml': account });
  const run = async (line: string): Promise<string> => {
    const [program, ...words] = line.split(' ');
    expect(program).toBe('acr-access');
    const { code, stdout, stderr } = await cli(words, { cwd, env: { ACR_ACCESS_EMULATOR: emulator.url } });
    expect([line, code], stdout + stderr).toEqual([line, 0]);
    return stdout + stderr;
  };
  return { emulator, cwd, run };
}

test('the page about migrating from Terraform can be followed word by word, and gives before it takes', async () => {
  const { emulator, cwd, run } = await served();
  let said = '';
  let commands = 0;
  for (const { language, text } of blocks) {
    if (language === 'text') expect(said).toContain(text.trim());
    else if (language === 'yaml') expect(await readFile(join(cwd, 'acr-access.yaml'), 'utf8')).toContain(text);
    else {
      // The test serves the account itself.
      const lines = text.trim().split('\n');
      said = '';
      for (const line of lines.filter((one) => !/^export |^acr-access emulate /.test(one))) {
        said += await run(line);
        commands += 1;
      }
    }
  }
  expect(commands).toBe(8);
  const operations = emulator.journal.map(({ operation }) => operation);
  const attached = operations.findLastIndex((operation) => operation.startsWith('RAM AttachPolicyTo'));
  const detached = operations.findIndex((operation) => operation.startsWith('RAM DetachPolicyFrom'));
  expect(attached).toBeGreaterThan(-1);
  expect(detached).toBeGreaterThan(attached);
  expect(emulator.snapshot().policies.map(({ name }) => name)).toContain('tf-juzhong-pull');
});

test('what Terraform attaches again after the apply is detached again and revokes nothing', async () => {
  const { emulator, run } = await served();
  await run('acr-access import --region cn-hangzhou');
  await run('acr-access apply --yes');
  const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-emulator', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-secret' };
  const { writer } = await connectTo({ address: emulator.url.slice('http://'.length) }, { env });
  await writer().attach({ principal: 'user:carol', policy: 'tf-juzhong-pull', type: 'Custom', scope: 'account' });
  const plan = await run('acr-access plan');
  expect(plan).toContain('Nobody gains or loses access');
  expect(plan).toContain('detach tf-juzhong-pull from user:carol: revokes nothing');
});
