import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Fault } from '../../../src/emulator/faults.ts';
import type { StageRun } from '../../support/runner/runner.ts';
import { folderWith } from '../support/program.ts';
import { BEARER, BOT, type Cloud, type Intercept } from './support/cloud.ts';
import { KEY, type LoginJob, loginJob, OIDC } from './support/job.ts';
import { handedOut, type Leak, leaksIn, leftBy, saidBy } from './support/leaks.ts';
import { startCloud } from './support/start-cloud.ts';

const PROXY = { user: 'proxy-user', password: 'proxy-p@ss/word' };
const proxyUrl = `http://${PROXY.user}:${encodeURIComponent(PROXY.password)}@127.0.0.1:9`;

/** Everything secret that a run was given or got. */
const secretsOf = (cloud: Cloud): Record<string, string> => ({
  ...handedOut(cloud),
  'access key id': BOT.id,
  'access key secret': BOT.secret,
  'bearer of the job': BEARER,
  'proxy password': PROXY.password,
});

async function leaks(cloud: Cloud, { runner }: LoginJob, run: StageRun): Promise<Leak[]> {
  const posts = (await runner.finish()).flatMap((post) => saidBy('post', post));
  const urls = cloud.asked.map(({ method, url }): [string, string] => [`URL of ${method}`, url]);
  const texts = [...saidBy('main', run), ...posts, ...urls, ...(await leftBy(runner))];
  return leaksIn(texts, secretsOf(cloud));
}

const jobIn = (cloud: Cloud, debug: boolean, more: Record<string, string> = {}): Promise<LoginJob> =>
  loginJob(cloud, { variables: { HTTPS_PROXY: proxyUrl, ...(debug ? { RUNNER_DEBUG: '1' } : {}), ...more } });

test('the search finds what it is for', () => {
  const secret = 'a/secret+word';
  for (const text of [secret, encodeURIComponent(secret), ...['', 'x', 'xy'].map((at) => btoa(`${at}${secret}-`))]) {
    expect(leaksIn([['text', `before ${text} after`]], { secret })).not.toEqual([]);
  }
});

test.each<[string, Record<string, string>]>([
  ['OIDC', { ...OIDC, verify: 'token' }],
  ['OIDC, narrowed and verified', { ...OIDC, permissions: 'push', repositories: 'release/api', verify: 'push' }],
  ['a key', KEY],
  ['Personal Edition', { ...KEY, registry: 'registry.cn-hangzhou.aliyuncs.com', 'instance-id': '', region: '' }],
  ['a shared file', { ...OIDC, 'config-mode': 'shared' }],
  ['the file for podman', { ...OIDC, 'export-registry-auth-file': 'true' }],
])('no run shows or leaves a secret, in debug neither: %s', async (_, inputs) => {
  for (const debug of [false, true]) {
    const cloud = await startCloud();
    const job = await jobIn(cloud, debug);
    const run = await job.login(inputs);
    expect(run.code, run.log).toBe(0);
    expect(await leaks(cloud, job, run)).toEqual([]);
    // base64(user:password) is masked by itself: the runner masks base64 of what it knows, not of a longer text.
    const {
      'access key id': _id,
      'access key secret': _secret,
      'bearer of the job': _bearer,
      ...others
    } = secretsOf(cloud);
    expect(run.masks).toEqual(expect.arrayContaining(Object.values(others)));
  }
});

test('a pull secret on request is gone after the job, with all of its secrets', async () => {
  const cloud = await startCloud();
  const job = await jobIn(cloud, true);
  const run = await job.login({ ...OIDC, 'kubernetes-secret-file': join(job.runner.temp, 'pull.yaml') });
  expect(run.code, run.log).toBe(0);
  expect(await leaks(cloud, job, run)).toEqual([]);
});

test.each(['isolated', 'shared'])('a credential store hears no secret on its command line: %s', async (mode) => {
  const cloud = await startCloud();
  const tools = await folderWith({});
  const [program, argv, kept] = ['docker-credential-fake', 'argv', 'kept'].map((name) => join(tools, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(
    program,
    `#!/bin/sh
echo "$@" >> ${argv}
case $1 in
list) echo '{}' ;;
store) cat > ${kept} ;;
get) cat ${kept} 2>/dev/null || { echo 'credentials not found in native keychain'; exit 1; } ;;
erase) rm -f ${kept} ;;
esac
`,
  );
  await chmod(program, 0o700);
  const job = await jobIn(cloud, true, { PATH: `${tools}:${process.env.PATH}` });
  await mkdir(join(job.runner.temp, '.docker'));
  await writeFile(join(job.runner.temp, '.docker', 'config.json'), '{"credsStore":"fake"}', { mode: 0o600 });
  const run = await job.login({ ...OIDC, 'config-mode': mode });
  expect(run.code, run.log).toBe(0);
  expect(await leaks(cloud, job, run)).toEqual([]);
  const words = await readFile(argv, 'utf8');
  expect(words).toContain(mode === 'shared' ? 'store' : 'list');
  expect(leaksIn([['argv', words]], secretsOf(cloud))).toEqual([]);
  await expect(readFile(kept)).rejects.toThrow('ENOENT');
});

/** Faults of the APIs, each on both calls of a login that can fail so. */
const API_FAULTS: readonly Fault[] = [
  { kind: 'throttle' },
  { kind: 'error', status: 403, code: 'NoPermission' },
  { kind: 'error', status: 404, code: 'InvalidAccessKeyId.NotFound' },
  { kind: 'error', status: 400, code: 'SignatureDoesNotMatch' },
  { kind: 'html' },
  { kind: 'empty' },
  { kind: 'reset' },
  { kind: 'cut-json' },
  { kind: 'is-success-false' },
];

test.each(
  ['AssumeRoleWithOIDC', 'GetAuthorizationToken'].flatMap((operation) =>
    API_FAULTS.map((fault) => [operation, 'code' in fault ? fault.code! : fault.kind, fault] as const),
  ),
)('a run that fails shows and leaves no secret: %s %s', async (operation, _, fault) => {
  const cloud = await startCloud({ faults: [{ operation, fault }] });
  const job = await jobIn(cloud, true);
  const run = await job.login({ ...OIDC, retries: '0' });
  expect(run.code, run.log).not.toBe(0);
  expect(await leaks(cloud, job, run)).toEqual([]);
});

/** Gives back what was sent, in every disguise that a page or a message may put it into. */
async function echo(request: IncomingMessage, response: ServerResponse, status: number, type: string): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const sent = `${decodeURIComponent(body.replaceAll('+', ' '))} ${Object.values(request.headers).join(' ')}`;
  const message = [
    sent,
    encodeURIComponent(sent),
    ...['', 'x', 'xy'].map((at) => Buffer.from(at + sent).toString('base64')),
  ].join(' ');
  const isJson = type === 'application/json';
  const fields = { Code: 'Echo', Message: message, RequestId: message.slice(0, 40), errors: [{ code: 'X', message }] };
  response.writeHead(status, { 'content-type': type }).end(isJson ? JSON.stringify(fields) : `<html>${message}</html>`);
}

const echoing =
  (at: RegExp, status: number, type = 'application/json'): Intercept =>
  (request, response) => {
    const isMeant = at.test(`${String(request.headers['x-acs-action'])} ${request.url}`);
    if (isMeant) void echo(request, response, status, type);
    return isMeant;
  };

const refusing =
  (status: number, headers: Record<string, string>): Intercept =>
  ({ url = '' }, response) => {
    if (!url.startsWith('/v2/')) return false;
    response.writeHead(status, headers).end();
    return true;
  };
const bearer = (realm: string) => ({ 'www-authenticate': `Bearer realm="${realm}",service="s"` });

test.each<[string, Intercept]>([
  ['STS sends back what it got', echoing(/AssumeRoleWithOIDC/, 400)],
  ['STS sends it back in a page', echoing(/AssumeRoleWithOIDC/, 502, 'text/html')],
  ['the registry service sends back what it got', echoing(/GetAuthorizationToken/, 403)],
  ['GitHub sends back what it got', echoing(/\/token\?/, 403)],
  ['GitHub sends back what it got, as a success', echoing(/\/token\?/, 200)],
  ['the realm sends back what it got', echoing(/\/dockerauth\//, 401)],
  ['the realm sends it back as a failure of its own', echoing(/\/dockerauth\//, 500)],
  ['the realm sends it back as a success', echoing(/\/dockerauth\//, 200)],
  ['the realm sends it back in a page', echoing(/\/dockerauth\//, 403, 'text/html')],
  ['the registry leads elsewhere', refusing(401, bearer('https://dockerauth.evil.example.com/auth'))],
  ['the registry leads to a user', refusing(401, bearer('https://user:pass@dockerauth.cn-hangzhou.aliyuncs.com/'))],
  ['the registry asks for something else', refusing(401, { 'www-authenticate': 'Basic realm="x"' })],
  ['the registry redirects', refusing(302, { location: 'https://example.com/' })],
  ['the registry is down', refusing(503, {})],
])('a run that fails shows and leaves no secret: %s', async (_, intercept) => {
  const cloud = await startCloud();
  cloud.intercept = intercept;
  const job = await jobIn(cloud, true);
  const run = await job.login({ ...OIDC, verify: 'token', retries: '1' });
  expect(run.code, run.log).not.toBe(0);
  expect(await leaks(cloud, job, run)).toEqual([]);
});
