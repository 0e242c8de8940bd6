import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coverageList } from '../../src/emulator/coverage.ts';
import { SERVICES } from '../../src/emulator/services.ts';
import { imsClient, ramClient, rmClient, stsClient } from './clients.ts';

const url = 'http://127.0.0.1:9';
const operationsOfSdk = (client: object): string[] =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(client))
    .filter((name) => name.endsWith('WithOptions'))
    .map((name) => name.slice(0, -'WithOptions'.length).toLowerCase());

const served = (service: string): string[] =>
  Object.keys(SERVICES.find(({ name }) => name === service)?.operations ?? {}).map((operation) =>
    operation.toLowerCase(),
  );

describe('the list of operations', () => {
  it('in the README is the one that is served', () => {
    const readme = readFileSync(new URL('../../src/emulator/README.md', import.meta.url), 'utf8');
    const [, list] = /<!-- coverage:start -->\n(.*)\n<!-- coverage:end -->/s.exec(readme) ?? [];
    expect(list).toBe(coverageList());
  });

  it('has every operation of the RAM SDK', () => {
    expect(served('RAM').sort()).toEqual(operationsOfSdk(ramClient(url)).sort());
  });

  it.each([
    ['STS', stsClient(url)],
    ['ResourceManager', rmClient(url)],
    ['IMS', imsClient(url)],
  ])('has only operations that the SDK of %s knows', (service, client) => {
    expect(operationsOfSdk(client)).toEqual(expect.arrayContaining(served(service)));
  });
});
