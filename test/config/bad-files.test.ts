import { expect, test } from 'vitest';
import { formatIssue } from '../../src/config/issues.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { BAD_FILES } from './bad-files.ts';

function messages(content: string | Uint8Array): string {
  const parsed = parseConfig({ file: 'acr-access.yaml', bytes: Buffer.from(content) });
  if (parsed.ok) return 'ACCEPTED';
  return parsed.issues
    .map((issue) => `${formatIssue(issue, 'acr-access.yaml')}\n  (${issue.code} ${issue.path})`)
    .join('\n');
}

const all = Object.entries(BAD_FILES).map(([name, content]) => ({ name, text: messages(content) }));

test('every bad file is refused with the place, the line and a hint', async () => {
  const written = all.map(({ name, text }) => `=== ${name}\n${text}\n`).join('\n');
  await expect(written).toMatchFileSnapshot('bad-files.expected.txt');
});

test('no bad file is accepted', () => {
  expect(all.filter(({ text }) => text === 'ACCEPTED').map(({ name }) => name)).toEqual([]);
});

test('nothing that is printed can move the cursor, hide text or start a line of its own', () => {
  for (const { name, text } of all) {
    expect(text.replaceAll('\n', ''), name).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    for (const line of text.split('\n'))
      expect(line, name).toMatch(/^(?:acr-access\.yaml:\d+:\d+: | {1,4}\d* \| | {2}hint: | {2}\()/);
  }
});
