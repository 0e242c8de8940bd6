import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AcrAccessError } from '../../../src/errors.ts';
import { authText, ENTRY, HOST, installProgram, installStore, json, modeOf, OUR_AUTH, place, text } from './place.ts';

const SHARED = { mode: 'shared' } as const;
const DOCKER_STYLE = `{
\t"auths": {
\t\t"ghcr.io": {
\t\t\t"auth": "eA=="
\t\t},
\t\t"${HOST}": {
\t\t\t"auth": "${authText('me', 'mine')}"
\t\t}
\t},
\t"HttpHeaders": { "X": "\\u003ca\\u003e" }
}
`;
const other = (username: string) => [{ ...ENTRY, username }];

describe('a shared login', () => {
  it("adds its entry to the user's own file, which gives nobody else access, and exports nothing", async () => {
    const here = place(DOCKER_STYLE);
    chmodSync(here.config, 0o644);
    const { dockerConfig, exports, warnings, state } = await here.login(SHARED);
    expect([dockerConfig, exports, warnings]).toEqual([here.docker, {}, []]);
    expect(json(here.config).auths[HOST].auth).toBe(OUR_AUTH);
    expect(modeOf(here.config)).toBe('600');
    expect(readdirSync(here.docker)).toEqual(['config.json']);
    expect(modeOf(state.runFolder)).toBe('700');
    expect(modeOf(join(state.runFolder, 'before.json'))).toBe('600');
    expect(text(join(state.runFolder, 'before.json'))).not.toContain(OUR_AUTH);
    await here.logout(state);
    expect(modeOf(here.config)).toBe('644');
  });

  it.each([
    ['as docker writes it', DOCKER_STYLE],
    ['on one line', '{"z":1.0,"auths":{}}'],
    ['without logins', '{\n  "currentContext": "far"\n}\n'],
    ['blank', ''],
    ['with a helper that is no helper', `{"credHelpers":{"${HOST}":""}}`],
  ])('gives a file %s back byte for byte, once or twice', async (_case, before) => {
    const here = place(before);
    const { state } = await here.login(SHARED);
    expect(json(here.config).auths[HOST].auth).toBe(OUR_AUTH);
    expect(json(here.config).credHelpers?.[HOST]).toBeUndefined();
    expect(await here.logout(state)).toEqual({ exports: {}, warnings: [] });
    expect(text(here.config)).toBe(before);
    expect(await here.logout(state)).toEqual({ exports: {}, warnings: [] });
    expect(text(here.config)).toBe(before);
    expect(readdirSync(here.temporaryFolder)).toEqual([]);
  });

  it('makes the file and its folder when there is none, and removes them again', async () => {
    const here = place();
    const { state } = await here.login(SHARED);
    expect([modeOf(here.docker), modeOf(here.config)]).toEqual(['700', '600']);
    await here.logout(state);
    expect(existsSync(here.docker)).toBe(false);
  });

  it('names its file in REGISTRY_AUTH_FILE when asked to', async () => {
    const here = place('{}');
    const { exports, state } = await here.login({ ...SHARED, exportRegistryAuthFile: true });
    expect(exports).toEqual({ REGISTRY_AUTH_FILE: here.config });
    expect((await here.logout(state)).exports).toEqual({ REGISTRY_AUTH_FILE: '' });
  });

  it('takes several hosts, and loopback hosts with their port', async () => {
    const here = place(DOCKER_STYLE);
    const { state } = await here.login(SHARED, [ENTRY, { ...ENTRY, host: '127.0.0.1:5000' }]);
    expect(Object.keys(json(here.config).auths)).toEqual(['ghcr.io', HOST, '127.0.0.1:5000']);
    await here.logout(state);
    expect(text(here.config)).toBe(DOCKER_STYLE);
  });

  it('leaves a login that came later, and takes its own back after docker has rewritten the file', async () => {
    const here = place('{"auths":{}}');
    const { state } = await here.login(SHARED);
    const later = `{"auths":{"${HOST}":{"auth":"${authText('later', 'x')}"}}}`;
    writeFileSync(here.config, later);
    await here.logout(state);
    expect(text(here.config)).toBe(later);
    const again = await here.login(SHARED);
    writeFileSync(here.config, `{"auths":{"${HOST}":{"auth":"${OUR_AUTH}"},"new":{}}}`);
    await here.logout(again.state);
    expect(json(here.config)).toEqual({ auths: { [HOST]: { auth: authText('later', 'x') }, new: {} } });
  });

  it('keeps its hands off a file that was removed meanwhile', async () => {
    const here = place('{}');
    const { state } = await here.login(SHARED);
    rmSync(here.docker, { recursive: true });
    expect((await here.logout(state)).warnings).toEqual([]);
    expect(existsSync(here.docker)).toBe(false);
  });
});

describe('several shared logins for one host', () => {
  it.each([
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ])('leave the latest that is still needed, whoever ends first: %i, %i, %i', async (...order) => {
    const here = place(DOCKER_STYLE);
    chmodSync(here.config, 0o640);
    const runs = [];
    for (const user of ['first', 'second', 'third']) runs.push(await here.login(SHARED, other(user)));
    const open = new Set([0, 1, 2]);
    for (const index of order) {
      expect((await here.logout(runs[index]!.state)).warnings).toEqual([]);
      open.delete(index);
      const latest = ['first', 'second', 'third'][Math.max(...open)];
      const expected = latest === undefined ? authText('me', 'mine') : authText(latest, ENTRY.password);
      expect(json(here.config).auths[HOST].auth).toBe(expected);
    }
    expect(text(here.config)).toBe(DOCKER_STYLE);
    expect(modeOf(here.config)).toBe('640');
  });

  it('drop what a dead job has left, instead of putting it back', async () => {
    const here = place('{"auths":{}}');
    const dead = await here.login(SHARED, other('dead'));
    rmSync(dead.state.runFolder, { recursive: true });
    const { state } = await here.login(SHARED);
    await here.logout(state);
    expect(json(here.config)).toEqual({ auths: {} });
  });

  it('may have the same password: a post step that runs twice takes away only its own', async () => {
    const here = place('{"auths":{}}');
    const first = await here.login(SHARED);
    const second = await here.login(SHARED);
    await here.logout(second.state);
    await here.logout(second.state);
    expect(json(here.config).auths[HOST].auth).toBe(OUR_AUTH);
    await here.logout(first.state);
    expect(text(here.config)).toBe('{"auths":{}}');
  });
});

describe('a killed shared login', () => {
  it('that had only saved its state is nothing to undo', async () => {
    const here = place(DOCKER_STYLE);
    const { state } = await here.login(SHARED);
    await here.logout(state);
    mkdirSync(state.runFolder, { mode: 0o700 });
    expect((await here.logout(state)).warnings).toEqual([]);
    expect(text(here.config)).toBe(DOCKER_STYLE);
    expect(readdirSync(here.temporaryFolder)).toEqual([]);
  });

  it('whose record is gone loses its login, and says that nobody knows what was before it', async () => {
    const here = place(DOCKER_STYLE);
    const { state } = await here.login(SHARED);
    rmSync(state.runFolder, { recursive: true });
    expect((await here.logout(state)).warnings).toEqual([expect.stringContaining(`before for ${HOST}`)]);
    expect(json(here.config).auths[HOST]).toBeUndefined();
  });
});

describe('a credential store that answers for the host', () => {
  const STORED = `{"credsStore":"chest","auths":{"${HOST}":{}}}`;

  it('gets the password, is named for the host, and gets its former login back', async () => {
    const here = place(STORED);
    const logins = installStore(here, 'chest', { [HOST]: ['me', 'mine'], 'ghcr.io': ['me', 'x'] });
    const { state } = await here.login(SHARED);
    expect(json(logins)[HOST]).toEqual([ENTRY.username, ENTRY.password]);
    expect(json(here.config)).toMatchObject({ credsStore: 'chest', credHelpers: { [HOST]: 'chest' } });
    expect(text(here.config)).not.toContain(OUR_AUTH);
    expect((await here.logout(state)).warnings).toEqual([]);
    expect(json(logins)).toEqual({ [HOST]: ['me', 'mine'], 'ghcr.io': ['me', 'x'] });
    expect(text(here.config)).toBe(STORED);
  });

  it('forgets the password when it knew none before', async () => {
    const here = place('{"credsStore":"chest"}');
    const logins = installStore(here, 'chest');
    const { state } = await here.login(SHARED);
    await here.logout(state);
    expect(json(logins)).toEqual({});
    expect(text(here.config)).toBe('{"credsStore":"chest"}');
  });

  it('keeps a password that came later', async () => {
    const here = place('{"credsStore":"chest"}');
    const logins = installStore(here, 'chest');
    const { state } = await here.login(SHARED);
    writeFileSync(logins, JSON.stringify({ [HOST]: ['later', 'x'] }));
    await here.logout(state);
    expect(json(logins)).toEqual({ [HOST]: ['later', 'x'] });
  });

  it('serves several logins, in any order of their ends', async () => {
    const here = place(STORED);
    const logins = installStore(here, 'chest', { [HOST]: ['me', 'mine'] });
    const first = await here.login(SHARED, other('first'));
    const second = await here.login(SHARED, other('second'));
    await here.logout(first.state);
    expect(json(logins)[HOST][0]).toBe('second');
    await here.logout(second.state);
    expect(json(logins)).toEqual({ [HOST]: ['me', 'mine'] });
    expect(text(here.config)).toBe(STORED);
  });

  it.each([
    ['is missing', undefined, 'there is no such program'],
    [
      'takes no passwords',
      'process.exit(process.argv[2] === "get" ? (console.log("credentials not found"), 1) : 1)',
      'store failed',
    ],
    [
      'does not give back what it got',
      'if (process.argv[2] === "get") console.log(JSON.stringify({ Username: "x", Secret: "y" }))',
      'does not give back the password',
    ],
  ])('is an error with a way out when it %s, and the file is as it was', async (_case, script, why) => {
    const here = place(STORED);
    if (script !== undefined) installProgram(here, 'chest', script);
    const login = here.login(SHARED);
    await expect(login).rejects.toThrow(why);
    await expect(login).rejects.toMatchObject({ hint: expect.stringContaining('`config-mode: isolated`') });
    expect(text(here.config)).toBe(STORED);
    expect(readdirSync(here.docker)).toEqual(['config.json']);
  });

  it('is a warning of the post step when it fails there', async () => {
    const here = place(STORED);
    installStore(here, 'chest');
    const { state } = await here.login(SHARED);
    installProgram(here, 'chest', 'process.exit(1)');
    expect((await here.logout(state)).warnings).toEqual([
      expect.stringContaining('may still be in the credential store'),
    ]);
    expect(text(here.config)).toBe(STORED);
  });
});

describe('a shared file that cannot be changed', () => {
  it('is left as it is when it is broken', async () => {
    const here = place('{"auths": {"x":');
    await expect(here.login(SHARED)).rejects.toThrow('it is not valid JSON');
    expect(text(here.config)).toBe('{"auths": {"x":');
    expect(readdirSync(here.temporaryFolder)).toEqual([]);
  });

  it('is left as it is when it is a link, a folder or a pipe', async () => {
    const here = place();
    mkdirSync(here.docker);
    writeFileSync(join(here.home, 'dotfile.json'), '{}');
    symlinkSync(join(here.home, 'dotfile.json'), here.config);
    await expect(here.login(SHARED)).rejects.toThrow(`cannot use ${here.config}: it is a symbolic link`);
    expect(lstatSync(here.config).isSymbolicLink()).toBe(true);
    expect(text(join(here.home, 'dotfile.json'))).toBe('{}');
    rmSync(here.config);
    mkdirSync(here.config);
    await expect(here.login(SHARED)).rejects.toThrow('it is not a file');
  });

  it.each([
    ['file', 0o400, (docker: string) => join(docker, 'config.json')],
    ['folder', 0o500, (docker: string) => docker],
  ] as const)('is left as it is when the %s is read-only, even for root', async (_case, mode, target) => {
    const here = place(DOCKER_STYLE);
    chmodSync(target(here.docker), mode);
    const login = here.login(SHARED);
    await expect(login).rejects.toThrow('is read-only');
    await expect(login).rejects.toMatchObject({ hint: expect.stringContaining('isolated') });
    chmodSync(here.docker, 0o700);
    expect(text(here.config)).toBe(DOCKER_STYLE);
    expect(readdirSync(here.docker)).toEqual(['config.json']);
    expect(readdirSync(here.temporaryFolder)).toEqual([]);
  });

  it('is a warning of the post step, which keeps what it would have put back', async () => {
    const here = place(DOCKER_STYLE);
    const { state } = await here.login(SHARED);
    chmodSync(here.config, 0o400);
    expect((await here.logout(state)).warnings).toEqual([expect.stringContaining('read-only')]);
    chmodSync(here.config, 0o600);
    expect((await here.logout(state)).warnings).toEqual([]);
    expect(text(here.config)).toBe(DOCKER_STYLE);
  });

  it('names a folder below a file', async () => {
    const here = place();
    writeFileSync(join(here.home, 'file'), '');
    here.env.DOCKER_CONFIG = join(here.home, 'file', 'docker');
    await expect(here.login(SHARED)).rejects.toThrow('a part of the path is not a folder');
  });

  // Root may write anywhere but where the kernel lets nobody.
  it.skipIf(process.platform !== 'linux')('names a file system that takes no files', async () => {
    const here = place();
    here.env.DOCKER_CONFIG = '/sys/acr-access-none';
    const login = here.login(SHARED);
    await expect(login).rejects.toThrow('/sys/acr-access-none');
    await expect(login).rejects.toBeInstanceOf(AcrAccessError);
    expect(readdirSync(here.temporaryFolder)).toEqual([]);
  });

  it('gives everything back when a later part of the write fails', async () => {
    const here = place(DOCKER_STYLE);
    const path = join(here.temporaryFolder, 'pull.yaml');
    installProgram(
      here,
      'late',
      `require('node:fs').writeFileSync(${JSON.stringify(path)}, 'in the way'); process.exit(1)`,
    );
    const before = DOCKER_STYLE.replace('"HttpHeaders"', '"credHelpers": {"z.example": "late"},\n\t"HttpHeaders"');
    writeFileSync(here.config, before);
    const entries = [ENTRY, { ...ENTRY, host: 'z.example' }];
    await expect(here.login({ ...SHARED, kubernetesSecretFile: path }, entries)).rejects.toThrow('late get failed');
    expect(readFileSync(here.config, 'utf8')).toBe(before);
    expect(text(path)).toBe('in the way');
  });
});
