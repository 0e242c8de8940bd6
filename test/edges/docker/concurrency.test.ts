import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { withFolderLock } from '../../../src/edges/docker/folder-lock.ts';
import { authText, HOST, installStore, json, place, text } from './place.ts';

const PROCESSES = 8;
const ROUNDS = 20;
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

async function workers(folder: string, temporaryFolder: string, hostOf: (index: number) => string) {
  const all = await Promise.all(
    Array.from({ length: PROCESSES }, async (_, index) => {
      const runnerTemp = join(temporaryFolder, `runner-${index}`);
      mkdirSync(runnerTemp);
      const script = join(import.meta.dirname, 'login-worker.ts');
      const child = fork(script, [folder, runnerTemp, hostOf(index), `user${index}`]);
      onTestFinished(() => void child.kill());
      await once(child, 'message');
      return child;
    }),
  );
  return (message: 'login' | 'logout') => Promise.all(all.map((child) => answer(child, message)));
}

async function answer(child: ChildProcess, message: string): Promise<unknown> {
  const answered = new Promise((resolve) => {
    child.on('message', function listen(it) {
      if (!Array.isArray(it)) return; // the state, before anything is written
      child.off('message', listen);
      resolve(it);
    });
  });
  child.send(message);
  return answered;
}

const BEFORE = `{\n\t"auths": {\n\t\t"ghcr.io": {\n\t\t\t"auth": "eA=="\n\t\t}\n\t},\n\t"foreign": 1.0\n}\n`;

it('loses no login of eight processes at once, in twenty rounds, and gives the file back after eight posts', async () => {
  const here = place(BEFORE);
  const tell = await workers(here.docker, here.temporaryFolder, (index) => `registry${index}.example`);
  for (let round = 0; round < ROUNDS; round += 1) {
    expect((await tell('login')).flat()).toEqual([]);
    const { auths } = json(here.config);
    for (let index = 0; index < PROCESSES; index += 1) {
      expect(auths[`registry${index}.example`].auth).toBe(authText(`user${index}`, 'x'));
    }
    expect(readdirSync(here.docker)).toEqual(['config.json']);
    expect((await tell('logout')).flat()).toEqual([]);
    expect(text(here.config)).toBe(BEFORE);
  }
}, 120_000);

it.each([
  ['a former login', `{"auths": {"${HOST}": {"auth": "${authText('me', 'mine')}"}}}`],
  ['none', undefined],
])(
  'gives back %s after eight processes for the same host, in twenty rounds',
  async (_case, before) => {
    const here = place(before);
    if (before === undefined) mkdirSync(here.docker);
    const tell = await workers(here.docker, here.temporaryFolder, () => HOST);
    for (let round = 0; round < ROUNDS; round += 1) {
      expect((await tell('login')).flat()).toEqual([]);
      expect(json(here.config).auths[HOST]['acr-access']).toContain('runner-');
      expect((await tell('logout')).flat()).toEqual([]);
      expect(existsSync(here.config) ? text(here.config) : undefined).toBe(before);
    }
  },
  120_000,
);

/** What a killed process leaves: its file in the lock, half written. */
function leaveLock(folder: string, name: string): void {
  mkdirSync(join(folder, '.acr-access.lock'));
  writeFileSync(join(folder, '.acr-access.lock', name), '{"auths": {"half');
}

it('breaks the lock of a dead process, and leaves nothing of it in the folder', async () => {
  const here = place('{}');
  const { pid } = spawnSync(process.execPath, ['--version']);
  leaveLock(here.docker, `${pid}-${MACHINE}-0123456789ab`);
  const { state } = await here.login({ mode: 'shared' });
  expect(readdirSync(here.docker)).toEqual(['config.json']);
  leaveLock(here.docker, `${pid}-${MACHINE}-0123456789ab`);
  await here.logout(state);
  expect(readdirSync(here.docker)).toEqual(['config.json']);
});

it('breaks a lock whose holder, on another machine, shows no sign of life', async () => {
  const here = place('{}');
  leaveLock(here.docker, `${process.pid}-00000000-0123456789ab`);
  await here.login({ mode: 'shared' });
  expect(readdirSync(here.docker)).toEqual(['config.json']);
});

it('waits for a lock whose holder lives, whatever the time on its machine', async () => {
  const here = place('{}');
  const name = '1-00000000-0123456789ab';
  leaveLock(here.docker, name);
  let signs = 0;
  const life = setInterval(() => {
    signs += 1000;
    utimesSync(join(here.docker, '.acr-access.lock', name), new Date(signs), new Date(signs));
    if (signs === 30_000) clearInterval(life);
  }, 50);
  await withFolderLock(here.docker, async () => expect(signs).toBe(30_000), 500);
});

it('is undone by the post step when it was killed with the lock in its hands', async () => {
  const here = place(`{"credsStore":"chest","auths":{"${HOST}":{}}}`);
  const before = text(here.config);
  const logins = installStore(here, 'chest', { [HOST]: ['me', 'mine'] });
  const called = join(here.home, 'called');
  const store = join(here.env.PATH!.split(':')[0]!, 'docker-credential-chest');
  const working = text(store);
  // The store takes the password, and never answers.
  writeFileSync(
    store,
    `${working}if (process.argv[2] === 'store') fs.writeFileSync(${JSON.stringify(called)}, ''), setTimeout(() => {}, 3000);`,
  );
  const script = join(import.meta.dirname, 'login-worker.ts');
  const child = fork(script, [here.docker, here.temporaryFolder, HOST, 'user'], {
    env: { ...process.env, ...here.env },
  });
  await once(child, 'message');
  const saved = once(child, 'message');
  child.send('login');
  const [state] = await saved;
  await vi.waitUntil(() => existsSync(called), 10_000);
  child.kill('SIGKILL');
  await once(child, 'exit');
  writeFileSync(store, working);
  expect(json(logins)[HOST]).toEqual(['user', 'x']);
  expect((await here.logout(state)).warnings).toEqual([]);
  expect(json(logins)).toEqual({ [HOST]: ['me', 'mine'] });
  expect(text(here.config)).toBe(before);
  expect([readdirSync(here.docker), readdirSync(here.temporaryFolder)]).toEqual([['config.json'], []]);
});

it('tries again from the start when its lock was taken for dead: nothing of others is lost', async () => {
  const here = place('{"n":0}');
  let tries = 0;
  await withFolderLock(here.docker, async (lock) => {
    tries += 1;
    const { n } = json(here.config);
    if (tries === 1) {
      const folder = join(here.docker, '.acr-access.lock');
      const [name] = readdirSync(folder);
      spawnSync('rm', ['-r', join(folder, name!)]);
      writeFileSync(here.config, '{"n":10}');
    }
    await lock.replace('config.json', `{"n":${n + 1}}`, { mode: 0o600, owner: undefined });
  });
  expect(json(here.config)).toEqual({ n: 11 });
  expect(readdirSync(here.docker)).toEqual(['config.json']);
});

it('does not follow a link in place of the lock', async () => {
  const here = place('{}');
  writeFileSync(join(here.docker, '.acr-access.lock'), '');
  await expect(here.login({ mode: 'shared' })).rejects.toThrow('it is not a folder');
  expect(text(here.config)).toBe('{}');
});
