import { expect, it } from 'vitest';
import { run } from './support/surroundings.ts';

const CONFIG = 'a hint about --config';
const ACCOUNT = 'Name an account file: acr-access snapshot writes one.';

it.each<[readonly string[], string]>([
  [['plan', '--config', 'none'], CONFIG],
  [['validate', '--config', 'none'], CONFIG],
  [['plan', '--against', 'none'], ACCOUNT],
  [['drift', '--against', 'none'], ACCOUNT],
  [['who-can', 'cr:PullRepository', '--against', 'none'], ACCOUNT],
  [['diff', 'none', 'none'], ACCOUNT],
  [['emulate', '--account', 'none'], ACCOUNT],
  [['can', '--requests', 'none', '--json'], 'Name the file of requests with --requests FILE.'],
])('a missing file gets a hint that fits its option: %j', async (words, hint) => {
  const files = { 'acr-access.yaml': 'version: 1\naccount: "1234567890123456"\n' };
  expect(await run(words, files)).toEqual({
    code: 64,
    stdout: '',
    stderr: `acr-access: cannot read none: there is no such file\n${hint}\n`,
  });
});
