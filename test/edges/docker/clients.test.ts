import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ENTRY, hasProgram, installStore, json, OUR_AUTH, type Place, place } from './place.ts';

/**
 * Do the clients that are installed here find our login, and still the ones of the user's credential store? Each is asked
 * in its own words; a registry on loopback says what it was sent.
 */
const run = promisify(execFile);

/** A registry that takes basic authentication, and what it was sent. */
async function registry(): Promise<{ host: string; sent: Set<string> }> {
  const sent = new Set<string>();
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    if (authorization === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' });
    else sent.add(authorization);
    response.end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, sent };
}

/** What the program says, on either stream; it may fail. */
async function say({ env, home }: Place, program: string, ...words: string[]): Promise<string> {
  const runtime = join(home, 'run');
  mkdirSync(runtime, { recursive: true });
  const child = { env: { ...env, XDG_RUNTIME_DIR: runtime }, timeout: 20_000 };
  return run(program, words, child).then(
    ({ stdout, stderr }) => `${stdout}${stderr}`,
    (error: { stdout: string; stderr: string }) => `${error.stdout}${error.stderr}`,
  );
}

const FILES = {
  'no store': () => '{"auths":{"other.example":{"auth":"bWU6b3RoZXI="}}}',
  'a store for all': () => '{"credsStore":"chest","auths":{"other.example":{}}}',
  'a store for the host': (host: string) => `{"credHelpers":{"${host}":"chest","other.example":"chest"}}`,
  'a store for the host that is none': (host: string) => `{"credsStore":"chest","credHelpers":{"${host}":""}}`,
};
/** Only docker looks for these logins in the store of a shared file, as before. */
const ONLY_FOR_DOCKER: readonly string[] = ['a store for all', 'a store for the host that is none'];

const missing = (program: string): boolean => {
  const isMissing = !hasProgram(program);
  if (isMissing) console.warn(`${program} is not installed: what it finds is not tested`);
  return isMissing;
};

describe.each(['isolated', 'shared'] as const)('a login, %s', (mode) => {
  describe.each(Object.entries(FILES))('with %s', (name, fileFor) => {
    describe.each(['skopeo', 'podman', 'buildah'])('is found by', (program) => {
      it.skipIf(missing(program))(program, async () => {
        const { host } = await registry();
        const here = place(fileFor(host));
        installStore(here, 'chest', { 'other.example': ['me', 'other'] });
        const { state } = await here.login({ mode }, [{ ...ENTRY, host }]);
        expect(await say(here, program, 'login', '--get-login', host)).toBe(`${ENTRY.username}\n`);
        if (mode === 'isolated' || !ONLY_FOR_DOCKER.includes(name)) {
          expect(await say(here, program, 'login', '--get-login', 'other.example')).toBe('me\n');
        }
        await here.logout(state);
        expect(await say(here, program, 'login', '--get-login', host)).not.toContain(ENTRY.username);
      });
    });

    it.skipIf(missing('docker'))('is found by docker, which still finds the logins of the store', async () => {
      const [{ host }, other] = [await registry(), await registry()];
      const here = place(fileFor(host));
      installStore(here, 'chest', { [other.host]: ['me', 'other'] });
      const { state } = await here.login({ mode }, [{ ...ENTRY, host }]);
      // Without a password given, docker takes the one it finds, and only then asks the daemon that is not there.
      expect(await say(here, 'docker', 'login', host)).toContain(
        `existing credentials... [Username: ${ENTRY.username}]`,
      );
      if (ONLY_FOR_DOCKER.includes(name)) {
        expect(await say(here, 'docker', 'login', other.host)).toContain('existing credentials... [Username: me]');
      }
      await here.logout(state);
      expect(await say(here, 'docker', 'login', host)).not.toContain('existing credentials');
    });

    it.skipIf(missing('skopeo'))('authenticates skopeo at the registry with our password', async () => {
      const { host, sent } = await registry();
      const here = place(fileFor(host));
      installStore(here, 'chest');
      await here.login({ mode }, [{ ...ENTRY, host }]);
      await say(here, 'skopeo', 'inspect', '--tls-verify=false', `docker://${host}/release/api:1`);
      expect([...sent]).toEqual([`Basic ${OUR_AUTH}`]);
    });
  });
});

it.skipIf(missing('docker'))('survives docker rewriting the file in between', async () => {
  const here = place('{"auths":{}}');
  const { state } = await here.login({ mode: 'shared' });
  const { host } = await registry();
  await say(here, 'docker', 'login', '--username', 'me', '--password', 'x', host);
  expect(Object.keys(json(here.config).auths)).toHaveLength(2);
  expect((await here.logout(state)).warnings).toEqual([]);
  expect(Object.keys(json(here.config).auths)).toEqual([host]);
});

it.skipIf(missing('docker'))('keeps plugins and contexts of docker working in an isolated login', async () => {
  const here = place('{}');
  await say(here, 'docker', 'context', 'create', 'far', '--docker', 'host=tcp://192.0.2.1:2376');
  await say(here, 'docker', 'context', 'use', 'far');
  mkdirSync(join(here.docker, 'cli-plugins'));
  const metadata = '{"SchemaVersion":"0.1.0","Vendor":"me","Version":"1","ShortDescription":"x"}';
  const plugin = `#!/bin/sh\nif [ "$1" = docker-cli-plugin-metadata ]; then echo '${metadata}'; else echo "plugin: $2"; fi\n`;
  writeFileSync(join(here.docker, 'cli-plugins', 'docker-greet'), plugin, { mode: 0o755 });
  const { state } = await here.login();
  expect(here.env.DOCKER_CONFIG).toBe(state.runFolder);
  expect(await say(here, 'docker', 'context', 'show')).toBe('far\n');
  expect(await say(here, 'docker', 'greet', 'hello')).toBe('plugin: hello\n');
  await here.logout(state);
  expect(await say(here, 'docker', 'context', 'show')).toBe('far\n');
});
