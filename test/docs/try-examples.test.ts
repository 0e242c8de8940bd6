import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOCS } from './page.ts';
import { blocksOf, inClone } from './shell.ts';

const ALIAS = 'alias acr-access="$PWD/../../node_modules/.bin/node $PWD/../../dist/cli/index.js"\n';
const EXAMPLES = join(DOCS, '../examples');
const pageOf = (path: string): Promise<string> => readFile(join(EXAMPLES, path), 'utf8');
const commandsIn = (page: string): string =>
  blocksOf(page)
    .map(({ lines }) => lines)
    .join('');
/** How the page about all examples tries one, for another one. */
const tryOut = async (example: string): Promise<string> =>
  commandsIn(await pageOf('README.md'))
    .replaceAll('/tmp/', '{TMP}/')
    .replaceAll('quickstart', example);

test('an example can be tried in a clone as the page says, and shows what its plan.md shows', async () => {
  const { code, output } = await inClone(await tryOut('quickstart'), 'examples');
  expect({ code }, output).toEqual({ code: 0 });
  expect(output).toContain('3 gain access, 2 lose access');
  expect(output).not.toContain('Refused');
}, 30_000);

test('so can the commands of the pages about single ones', async () => {
  const guardrails = `${await tryOut('guardrails')}\n${commandsIn(await pageOf('guardrails/README.md'))}`;
  const { code, output } = await inClone(guardrails, 'examples');
  expect({ code }, output).toEqual({ code: 0 });
  expect(output).toContain('3 gain access');
  expect(output).toContain('role:ci-release');
  const adoption = await inClone(
    commandsIn(await pageOf('adoption/README.md')).replace(/^/, ALIAS),
    'examples/adoption',
  );
  expect(adoption.output).toContain('acr-access.yaml has everything already');
}, 60_000);
