import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { cli, folderWith } from '../scenarios/support/program.ts';
import { readExample } from '../support/example.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/getting-started.md'), 'utf8');
const blocks = [...page.matchAll(/^```(sh|text)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text!,
}));

test('the page about getting started can be followed word by word', async () => {
  const { account } = readExample('adoption');
  const emulator = await startEmulator({ account });
  onTestFinished(() => emulator.close());
  const text = readFileSync(join(root, 'examples/adoption/account.yaml'), 'utf8');
  const cwd = await folderWith({ 'account.yaml': text });
  const env = { ACR_ACCESS_EMULATOR: emulator.url };
  let said = '';
  let commands = 0;
  for (const block of blocks) {
    if (block.language === 'text') {
      expect(said).toContain(block.text.trim());
      continue;
    }
    said = '';
    for (const line of block.text.trim().split('\n')) {
      const [program, ...words] = line.split(' ');
      if (program === 'export' || words[0] === 'emulate') continue; // the test serves the account itself
      expect(program).toBe('acr-access');
      const { code, stdout, stderr } = await cli(words, { cwd, env });
      expect([line, code], stdout + stderr).toEqual([line, 0]);
      said += stdout + stderr;
      commands += 1;
    }
  }
  expect(commands).toBe(6);
  expect(said).toContain('user:carol');
});
