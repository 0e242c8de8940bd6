import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOCS } from './page.ts';
import { blocksOf, freePort, inClone } from './shell.ts';

test('the page about getting started can be followed word by word, in a shell', async () => {
  const blocks = blocksOf(await readFile(join(DOCS, 'getting-started.md'), 'utf8'));
  const port = await freePort();
  // What was installed is there already, and another run of this test may have the page's port.
  const commands = blocks.map(({ language, lines }, at) =>
    language === 'text' ? '' : `echo "@@${at}"\n${lines.replace(/^npm ci$/m, '').replaceAll('8787', String(port))}`,
  );
  const { code, output } = await inClone(commands.join('\n'));
  expect({ code }, output).toEqual({ code: 0 });
  let said = '';
  for (const [at, { language, lines }] of blocks.entries()) {
    if (language === 'sh') said = output.split(`@@${at}\n`)[1]!.split('@@')[0]!;
    else expect(said).toContain(lines.trim());
  }
  expect(blocks.filter(({ language }) => language === 'sh')).toHaveLength(6);
  expect(said).toContain('user:carol');
}, 60_000);
