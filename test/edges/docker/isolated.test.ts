import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENTRY, HOST, installProgram, installStore, json, modeOf, OUR_AUTH, place, text } from './place.ts';

const DOCKER_STYLE =
  '{\n\t"auths": {\n\t\t"ghcr.io": {\n\t\t\t"auth": "eA=="\n\t\t}\n\t},\n\t"currentContext": "far"\n}';

describe('an isolated login', () => {
  it('is a new folder that only this user can read, and leaves the former file alone', async () => {
    const here = place(DOCKER_STYLE);
    const { dockerConfig, exports, warnings } = await here.login();
    expect(warnings).toEqual([]);
    expect(dockerConfig).toMatch(/\/temp\/acr-access-[0-9a-f]{32}$/);
    expect(exports).toEqual({ DOCKER_CONFIG: dockerConfig, BUILDX_CONFIG: join(here.docker, 'buildx') });
    expect([modeOf(dockerConfig), modeOf(join(dockerConfig, 'config.json'))]).toEqual(['700', '600']);
    expect(json(join(dockerConfig, 'config.json'))).toEqual({
      auths: { 'ghcr.io': { auth: 'eA==' }, [HOST]: { auth: OUR_AUTH } },
      currentContext: 'far',
      cliPluginsExtraDirs: [join(here.docker, 'cli-plugins')],
    });
    expect(text(here.config)).toBe(DOCKER_STYLE);
  });

  it('keeps contexts, trust and certificates in sight, and does not remove them', async () => {
    const here = place('{}');
    mkdirSync(join(here.docker, 'contexts', 'meta'), { recursive: true });
    writeFileSync(join(here.docker, 'contexts', 'meta', 'far'), 'context');
    writeFileSync(join(here.docker, 'key.pem'), 'key');
    const { dockerConfig, state } = await here.login();
    expect(text(join(dockerConfig, 'contexts', 'meta', 'far'))).toBe('context');
    expect(text(join(dockerConfig, 'key.pem'))).toBe('key');
    await here.logout(state);
    expect(text(join(here.docker, 'contexts', 'meta', 'far'))).toBe('context');
    expect(text(join(here.docker, 'key.pem'))).toBe('key');
  });

  it('is gone after the post step, with its variables; one that was unset becomes empty', async () => {
    const here = place('{}');
    here.env.REGISTRY_AUTH_FILE = '/run/auth.json';
    const { state, exports, dockerConfig } = await here.login({ exportRegistryAuthFile: true });
    expect(exports.REGISTRY_AUTH_FILE).toBe(join(dockerConfig, 'config.json'));
    const restored = await here.logout(state);
    expect(restored).toEqual({
      exports: { DOCKER_CONFIG: '', BUILDX_CONFIG: '', REGISTRY_AUTH_FILE: '/run/auth.json' },
      warnings: [],
    });
    expect(readdirSync(here.temporaryFolder)).toEqual([]);
    expect(await here.logout(state)).toEqual({ exports: {}, warnings: [] });
  });

  it('takes the folder that DOCKER_CONFIG names, and leaves a BUILDX_CONFIG that is set', async () => {
    const here = place();
    Object.assign(here.env, { DOCKER_CONFIG: join(here.home, 'mine'), BUILDX_CONFIG: '/builders' });
    mkdirSync(join(here.home, 'mine'));
    writeFileSync(join(here.home, 'mine', 'config.json'), '{"auths":{"mine":{}}}');
    const { exports, dockerConfig, state } = await here.login();
    expect(exports).toEqual({ DOCKER_CONFIG: dockerConfig });
    expect(Object.keys(json(join(dockerConfig, 'config.json')).auths)).toEqual(['mine', HOST]);
    expect((await here.logout(state)).exports).toEqual({ DOCKER_CONFIG: join(here.home, 'mine') });
  });

  it('works without any former file, and follows a link to one, which dotfile managers make', async () => {
    const none = place();
    expect(json(join((await none.login()).dockerConfig, 'config.json')).auths).toEqual({ [HOST]: { auth: OUR_AUTH } });
    const linked = place();
    mkdirSync(linked.docker);
    writeFileSync(join(linked.home, 'dotfile.json'), '{"auths":{"mine":{}}}');
    symlinkSync(join(linked.home, 'dotfile.json'), linked.config);
    expect(Object.keys(json(join((await linked.login()).dockerConfig, 'config.json')).auths)).toEqual(['mine', HOST]);
    expect(existsSync(none.docker)).toBe(false);
  });

  it('used twice in one job holds both logins; the posts, in reverse order, leave nothing', async () => {
    const here = place('{"auths":{"ghcr.io":{}}}');
    const first = await here.login();
    const second = await here.login({}, [{ ...ENTRY, host: 'second.example' }]);
    const config = json(join(second.dockerConfig, 'config.json'));
    expect(Object.keys(config.auths)).toEqual(['ghcr.io', HOST, 'second.example']);
    expect(config.cliPluginsExtraDirs[0]).toBe(join(here.docker, 'cli-plugins'));
    expect(here.env.BUILDX_CONFIG).toBe(join(here.docker, 'buildx'));
    await here.logout(second.state);
    expect(here.env.DOCKER_CONFIG).toBe(first.dockerConfig);
    await here.logout(first.state);
    expect(here.env).toMatchObject({ DOCKER_CONFIG: '', BUILDX_CONFIG: '' });
    expect(readdirSync(here.temporaryFolder)).toEqual([]);
  });

  it('leaves a variable that a later step has set', async () => {
    const here = place('{}');
    const { state } = await here.login();
    here.env.DOCKER_CONFIG = '/elsewhere';
    expect((await here.logout(state)).exports).toEqual({ BUILDX_CONFIG: '' });
  });

  it('warns when podman and the others look elsewhere', async () => {
    const here = place('{}');
    here.env.REGISTRY_AUTH_FILE = '/run/auth.json';
    expect((await here.login()).warnings).toEqual([expect.stringContaining('`export-registry-auth-file`')]);
  });
});

describe('the credential store of the former file', () => {
  const STORED = '{"credsStore":"chest","auths":{"ghcr.io":{}}}';

  it('answers for the hosts that it knows, and for no host of ours', async () => {
    const here = place(STORED);
    installStore(here, 'chest', { 'ghcr.io': ['me', 'x'], [HOST]: ['me', 'old'] });
    const { dockerConfig, warnings } = await here.login();
    expect(warnings).toEqual([]);
    const config = json(join(dockerConfig, 'config.json'));
    expect(config.credHelpers).toEqual({ 'ghcr.io': 'chest' });
    expect(config.credsStore).toBeUndefined();
    expect(config.auths[HOST]).toEqual({ auth: OUR_AUTH });
  });

  it.each([
    ['is missing', undefined, 'there is no such program'],
    ['fails', 'process.exit(3)', 'it ended with code 3'],
    ['answers nonsense', 'console.log("locked")', 'its answer is no list'],
    ['answers without an end', 'setInterval(() => process.stdout.write("x".repeat(65536)))', 'its answer is too long'],
  ])('is left out with a warning when it %s', async (_case, script, why) => {
    const here = place(STORED);
    if (script !== undefined) installProgram(here, 'chest', script);
    const { dockerConfig, warnings } = await here.login();
    expect(warnings).toEqual([expect.stringContaining(`docker-credential-chest list failed: ${why}`)]);
    expect(json(join(dockerConfig, 'config.json')).credsStore).toBeUndefined();
  });

  it('is not run when its name leads out of PATH', async () => {
    const here = place('{"credsStore":"x/../../evil"}');
    expect((await here.login()).warnings).toEqual([expect.stringContaining('is not that of a credential store')]);
  });
});

describe('an isolated login that cannot be', () => {
  it('leaves nothing when the former file is broken', async () => {
    const here = place('{"auths": ');
    await expect(here.login()).rejects.toThrow(`cannot use ${here.config}: it is not valid JSON`);
    expect(readdirSync(here.temporaryFolder)).toEqual([]);
    expect(text(here.config)).toBe('{"auths": ');
  });

  it('names a temporary folder that is not there', async () => {
    const here = place('{}');
    writeFileSync(join(here.home, 'file'), '');
    here.env.DOCKER_CONFIG = join(here.home, 'file', 'below');
    await expect(here.login()).rejects.toThrow('a part of the path is not a folder');
  });
});

describe('a Kubernetes secret file', () => {
  it('is written for this user only, and removed by the post step', async () => {
    const here = place('{}');
    const path = join(here.temporaryFolder, 'pull.yaml');
    const { state } = await here.login({ kubernetesSecretFile: path });
    expect(modeOf(path)).toBe('600');
    const data = /dockerconfigjson: (\S+)\n$/.exec(text(path))![1]!;
    expect(JSON.parse(Buffer.from(data, 'base64').toString()).auths[HOST].auth).toBe(OUR_AUTH);
    expect((await here.logout(state)).warnings).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  it('replaces nothing, follows no link and makes no folder; then nothing else is written either', async () => {
    const here = place('{}');
    writeFileSync(join(here.home, 'mine.yaml'), 'mine');
    symlinkSync(join(here.home, 'target.yaml'), join(here.home, 'link.yaml'));
    for (const [name, why] of [
      ['mine.yaml', 'it exists already'],
      ['link.yaml', 'it is a symbolic link'],
      ['none/pull.yaml', 'it is no folder'],
    ] as const) {
      await expect(here.login({ kubernetesSecretFile: join(here.home, name) })).rejects.toThrow(why);
    }
    expect(readdirSync(here.temporaryFolder)).toEqual([]);
    expect(existsSync(join(here.home, 'target.yaml'))).toBe(false);
    expect(text(join(here.home, 'mine.yaml'))).toBe('mine');
  });

  it('stays, with a warning, when it is not what was written', async () => {
    const here = place('{}');
    const path = join(here.temporaryFolder, 'pull.yaml');
    const { state } = await here.login({ kubernetesSecretFile: path });
    writeFileSync(path, 'somebody else');
    expect((await here.logout(state)).warnings).toEqual([expect.stringContaining('so it was left')]);
    expect(text(path)).toBe('somebody else');
    expect(existsSync(state.runFolder)).toBe(false);
  });
});

describe('a state that this login cannot have written', () => {
  it.each([
    ['nothing', () => undefined],
    ['a text', () => 'rm -rf'],
    ['a folder elsewhere', (good: object, home: string) => ({ ...good, runFolder: home, dockerConfig: home })],
    ['a folder above', (good: { runFolder: string }) => ({ ...good, runFolder: `${good.runFolder}/..` })],
    ['another docker folder', (good: object, home: string) => ({ ...good, dockerConfig: home })],
    ['another variable', (good: object) => ({ ...good, exports: [{ name: 'PATH', value: '', before: '/evil' }] })],
    ['a line break', (good: object) => ({ ...good, exports: [{ name: 'DOCKER_CONFIG', value: 'a', before: 'b\nc' }] })],
    ['hosts that are none', (good: object) => ({ ...good, hosts: [{ host: 1, proof: '' }] })],
    ['a file by its relative path', (good: object) => ({ ...good, secretFile: { path: 'x', proof: 'a'.repeat(64) } })],
  ] as const)('removes nothing and is a warning: %s', async (_case, forge: (good: never, home: string) => unknown) => {
    const here = place('{}');
    const { state, dockerConfig } = await here.login();
    const restored = await here.logout(forge(state as never, here.home));
    expect(restored).toEqual({ exports: {}, warnings: [expect.stringContaining('nothing was removed')] });
    expect(existsSync(join(dockerConfig, 'config.json'))).toBe(true);
    expect(existsSync(here.config)).toBe(true);
  });

  it('does not follow a link in place of the folder', async () => {
    const here = place('{}');
    const { state } = await here.login();
    const other = state.runFolder.replace(/.{32}$/, 'a'.repeat(32));
    symlinkSync(here.docker, other);
    const forged = { ...state, runFolder: other, dockerConfig: other };
    expect((await here.logout(forged)).warnings).toHaveLength(1);
    expect(text(here.config)).toBe('{}');
  });

  it('cannot remove a file that is no manifest of ours', async () => {
    const here = place('{}');
    const { state } = await here.login({ kubernetesSecretFile: join(here.temporaryFolder, 'pull.yaml') });
    const forged = { ...state, secretFile: { ...state.secretFile, path: here.config } };
    expect((await here.logout(forged)).warnings).toEqual([expect.stringContaining('so it was left')]);
    expect(readFileSync(here.config, 'utf8')).toBe('{}');
  });
});

it('saves a state without a secret, before anything is written, that a killed step is cleaned up with', async () => {
  const here = place('{}');
  const { state } = await here.login();
  const saved = JSON.stringify(state);
  for (const secret of [ENTRY.password, OUR_AUTH]) expect(saved).not.toContain(secret);
  await here.logout(state);
  mkdirSync(state.runFolder, { mode: 0o700 }); // as far as a killed step came
  expect((await here.logout(state)).warnings).toEqual([]);
  expect(readdirSync(here.temporaryFolder)).toEqual([]);
});
