import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { RegistryName } from '../../src/emulator/registry/passwords.ts';
import { cr, failure, personal } from '../emulator/clients.ts';
import { writeOciImage } from '../support/oci-image.ts';
import { startRegistry, whatIsMissing } from '../support/registry.ts';
import { folderWith } from './support/program.ts';
import { type Scene, scene, WORLD } from './support/world.ts';

const INSTANCE = 'cri-prod000000000001';
const REGION = 'cn-hangzhou';

/** `pusher` may push what is in release, `reader` may pull it, `neighbour` works on other images. */
const file = (grants: Readonly<Record<string, string>>): string => `version: 1
account: "${WORLD.account}"
registries:
  prod: { instance: ${INSTANCE}, region: ${REGION} }
  old: { edition: personal, region: ${REGION} }
grants:
${Object.entries(grants)
  .map(([name, rest]) => `  ${name}: { ${rest}, reason: registry }`)
  .join('\n')}
settings: { owner: org/repo, limits: { removals: 100, removalPercent: 100 } }
`;

const READ = 'can: pull, on: "prod:release/*", to: user:reader';
const PUSH = 'can: push, on: "prod:release/*", to: user:pusher';
const OTHERS = 'can: push, create: true, on: "prod:team/*", to: user:neighbour';

const users = ['pusher', 'reader', 'neighbour'] as const;
type User = (typeof users)[number];
const keyOf = (user: User) => ({ accessKeyId: `LTAI-${user}`, accessKeySecret: `${user}-secret` });

interface Login {
  readonly username: string;
  readonly password: string;
}

/** An account whose users sign in to a real registry server, and the file that says who may do what there. */
async function world(grants: Readonly<Record<string, string>>, name: RegistryName = { instance: INSTANCE }) {
  const namespaces = [
    { name: 'release', repositories: ['api'] },
    { name: 'team', repositories: ['web'] },
  ];
  const here = await scene({
    account: {
      users: users.map((user) => ({ name: user })),
      groups: [],
      policies: [],
      attachments: [],
      instances: [{ id: INSTANCE, name: 'prod', region: REGION, resourceGroup: 'rg-default', namespaces }],
      personal: [{ region: REGION, namespaces }],
    },
    accessKeys: [
      { id: 'LTAI-emulator', secret: 'emulator-secret' },
      ...users.map((user) => {
        const { accessKeyId: id, accessKeySecret: secret } = keyOf(user);
        return { id, secret, owner: `user:${user}` };
      }),
    ],
    file: file(grants),
  });
  const registry = await startRegistry(here.emulator, name);
  onTestFinished(() => registry.close());
  return { ...here, host: registry.host };
}

async function apply(here: Scene, grants?: Readonly<Record<string, string>>): Promise<void> {
  if (grants !== undefined) await writeFile(join(here.cwd, 'acr-access.yaml'), file(grants));
  const { code, stdout, stderr } = await here.run('apply', '--yes');
  expect(code, stdout + stderr).toBe(0);
}

async function loginOf({ emulator }: Scene, user: User): Promise<Login> {
  const body = await cr(emulator.url, 'GetAuthorizationToken', { InstanceId: INSTANCE }, keyOf(user));
  return { username: body.TempUsername, password: body.AuthorizationToken };
}

interface Ran {
  readonly code: number;
  readonly text: string;
}

/** skopeo, which knows nothing but a login for one registry. */
async function skopeo(host: string, { username, password }: Login, ...words: string[]): Promise<Ran> {
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  const home = await folderWith({ 'config.json': JSON.stringify({ auths: { [host]: { auth } } }) });
  const env = { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: home, DOCKER_CONFIG: home };
  return new Promise((resolve) => {
    execFile('skopeo', ['--insecure-policy', ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, text: stdout + stderr });
    });
  });
}

async function push(host: string, login: Login, name: string): Promise<Ran> {
  const folder = join(await folderWith({}), 'image');
  await mkdir(folder);
  await writeOciImage(folder, 'v1', name);
  return skopeo(host, login, 'copy', '--dest-tls-verify=false', `oci:${folder}:v1`, `docker://${host}/${name}:v1`);
}

const pull = (host: string, login: Login, name: string): Promise<Ran> =>
  skopeo(host, login, 'inspect', '--tls-verify=false', `docker://${host}/${name}:v1`);

const denied: Ran = { code: 1, text: expect.stringMatching(/denied|unauthorized|authentication required/) as string };
const done: Ran = { code: 0, text: expect.any(String) as string };

describe('a real registry', () => {
  beforeEach(({ skip }) => {
    const missing = whatIsMissing('docker-registry', 'skopeo');
    skip(missing !== undefined, missing);
  });

  test('takes pushes and pulls from those whom the applied file lets, and from nobody else', async () => {
    const here = await world({ read: READ, push: PUSH, others: OTHERS });
    await apply(here);
    const [pusher, reader, neighbour] = await Promise.all(users.map((user) => loginOf(here, user)));
    expect(await push(here.host, reader!, 'release/api')).toEqual(denied);
    expect(await push(here.host, neighbour!, 'release/api')).toEqual(denied);
    expect(await push(here.host, pusher!, 'release/api')).toEqual(done);
    expect(await pull(here.host, reader!, 'release/api')).toMatchObject({
      code: 0,
      text: expect.stringContaining('"text": "release/api"') as string,
    });
    expect(await pull(here.host, neighbour!, 'release/api')).toEqual(denied);
    expect(await push(here.host, { ...pusher!, password: 'guess' }, 'release/api')).toEqual(denied);
  });

  test('makes repositories only for those who may create them', async () => {
    const here = await world({ push: PUSH, others: OTHERS });
    await apply(here);
    expect(await push(here.host, await loginOf(here, 'pusher'), 'release/new')).toEqual(denied);
    expect(await push(here.host, await loginOf(here, 'neighbour'), 'team/new/app')).toEqual(done);
  });

  test('denies a push with a password that is still valid once its grant is gone from the file', async () => {
    const here = await world({ read: READ });
    await apply(here);
    expect(await failure(loginOf(here, 'pusher'))).toBe('403 NoPrivilege');

    await apply(here, { read: READ, push: PUSH });
    const pusher = await loginOf(here, 'pusher');
    expect(await push(here.host, pusher, 'release/api')).toEqual(done);

    await apply(here, { read: READ, push: PUSH.replace('push', 'pull') });
    expect(await push(here.host, pusher, 'release/api')).toEqual(denied);
    expect(await pull(here.host, pusher, 'release/api')).toEqual(done);

    await apply(here, { read: READ });
    expect(await pull(here.host, pusher, 'release/api')).toEqual(denied);
    expect(await push(here.host, pusher, 'release/api')).toEqual(denied);
    expect(await failure(loginOf(here, 'pusher'))).toBe('403 NoPrivilege');
  });

  test('of the Personal Edition takes what is granted there', async () => {
    const here = await world(
      { push: PUSH.replace('prod:', 'old:').replace('can', 'login: true, can') },
      {
        personal: REGION,
      },
    );
    await apply(here);
    const { data } = await personal(here.emulator.url, 'GetAuthorizationToken', '/tokens', {
      credentials: keyOf('pusher'),
    });
    const pusher = { username: data.tempUserName as string, password: data.authorizationToken as string };
    expect(await push(here.host, pusher, 'release/api')).toEqual(done);
    expect(await push(here.host, pusher, 'team/web')).toEqual(denied);
    expect(await push(here.host, await loginOf(here, 'pusher'), 'release/api')).toEqual(denied);
  });
});
