import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { HOST, modeOf, place } from '../edges/docker/place.ts';

it('threat 16: a password lies in a folder of its own that only its user can read, and is gone after the post step', async () => {
  const here = place('{"auths":{"ghcr.io":{"auth":"eA=="}}}');
  const { dockerConfig, state } = await here.login();
  expect([modeOf(dockerConfig), modeOf(join(dockerConfig, 'config.json'))]).toEqual(['700', '600']);
  expect(JSON.stringify(state)).not.toContain('our-password');
  expect((await here.logout(state)).warnings).toEqual([]);
  expect(existsSync(dockerConfig)).toBe(false);
  expect(readFileSync(here.config, 'utf8')).toBe('{"auths":{"ghcr.io":{"auth":"eA=="}}}');
});

it('threat 16: a forged state makes the post step remove nothing but what the login wrote', async () => {
  const here = place('{"auths":{"ghcr.io":{"auth":"eA=="}}}');
  const { state, dockerConfig } = await here.login();
  const victim = join(here.home, 'victim');
  mkdirSync(victim);
  writeFileSync(join(victim, 'config.json'), '{"auths":{"ghcr.io":{"auth":"eA=="}}}');
  const alike = join(dirname(dockerConfig), `acr-access-${'0'.repeat(32)}`);
  symlinkSync(victim, alike);
  const hosts = [{ host: 'ghcr.io', proof: '0'.repeat(64) }];
  for (const forged of [
    { ...state, runFolder: victim, dockerConfig: victim },
    { ...state, runFolder: join(dockerConfig, '..', '..', 'home'), dockerConfig: here.home },
    { ...state, runFolder: alike, dockerConfig: alike },
    { ...state, mode: 'shared', dockerConfig: victim, hosts },
    { ...state, mode: 'shared', dockerConfig: here.docker, hosts },
    { ...state, secretFile: { path: join(victim, 'config.json'), proof: '0'.repeat(64) } },
  ]) {
    await here.logout(forged);
    expect(readFileSync(join(victim, 'config.json'), 'utf8')).toContain('ghcr.io');
    expect(readFileSync(here.config, 'utf8')).toContain('ghcr.io');
    expect(readFileSync(here.config, 'utf8')).not.toContain(HOST);
  }
});
