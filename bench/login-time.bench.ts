import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../src/emulator/emulator.ts';
import { PROVIDER_ARN, ROLE_ARN, token } from '../test/emulator/oidc.ts';
import { INSTANCE, REGION, WORLD } from '../test/scenarios/login/support/cloud.ts';
import { median, printNumber, seconds } from './numbers.ts';
import { timeOf } from './timed-run.ts';

/**
 * The main step of login/ by OIDC, from the start of the process to its end, in units of what starting Node alone takes; what
 * it calls; and the size of its bundle. Services and GitHub's ID tokens are on this machine and answer at once.
 */
const MOST_TIMES = 4;
const MOST_CALLS = 4;
const MOST_BYTES = 1.2e6;
const ROUNDS = 15;

const HOST = 'acme-registry.cn-hangzhou.cr.aliyuncs.com';
const root = join(import.meta.dirname, '..');
const bundle = join(process.env.ACR_ACCESS_DIST ?? join(root, 'dist'), 'login/index.js');

const { bare, known, named, calls } = await withJob(async (run, calledBy, host) => {
  const inputs = { known: { REGISTRY: host, 'INSTANCE-ID': INSTANCE, REGION }, named: { REGISTRY: HOST } };
  const [none, byId, byName]: number[][] = [[], [], []];
  // In turns, so that whatever else the machine does meets all of them.
  for (let round = 0; round < ROUNDS; round++) {
    none!.push(await run(['-e', '0'], {}));
    byId!.push(await run([bundle], inputs.known));
    byName!.push(await run([bundle], inputs.named));
  }
  const last = await calledBy(() => run([bundle], inputs.named));
  return { bare: median(none!), known: median(byId!), named: median(byName!), calls: last };
});
const { size } = await stat(bundle);
const ratio = (ms: number): string => `${(ms / bare).toFixed(1)} x`;

console.log(`login/ by OIDC, services and job on this machine; median of ${ROUNDS} runs each`);
for (const [name, ms] of [
  ['time of the whole main step, instance known', known],
  ['time of the whole main step, instance found by name', named],
] as const) {
  printNumber({
    name,
    value: `${seconds(ms)} (${ratio(ms)})`,
    target: `at most ${seconds(bare * MOST_TIMES)} (${MOST_TIMES} x)`,
    reference: `${seconds(bare)} for node -e 0`,
    met: ms <= bare * MOST_TIMES,
  });
}
printNumber({
  name: 'calls of a login, instance found by name',
  value: `${calls.length}: ${calls.join(', ')}`,
  target: `at most ${MOST_CALLS}`,
  reference: 'counted by the services',
  met: calls.length > 0 && calls.length <= MOST_CALLS,
});
printNumber({
  name: 'size of the one file of login and logout',
  value: `${(size / 1e6).toFixed(2)} MB`,
  target: `at most ${MOST_BYTES / 1e6} MB`,
  reference: 'minified',
  met: size <= MOST_BYTES,
});

type Run = (words: readonly string[], inputs: Readonly<Record<string, string>>) => Promise<number>;

/** Hands `work` what runs Node as a step of a job would, and resolves with the milliseconds that it took. */
async function withJob<T>(
  work: (run: Run, calledBy: (one: () => Promise<unknown>) => Promise<string[]>, host: string) => Promise<T>,
): Promise<T> {
  const emulator = await startEmulator(WORLD);
  const idTokens = await startIdTokens();
  const folder = await mkdtemp(join(tmpdir(), 'acr-access-bench-'));
  try {
    const files = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE'].map((name) => [name, join(folder, name)] as const);
    for (const [, path] of files) await writeFile(path, '');
    const variables = jobVariables(folder, emulator.url, idTokens.url);
    const env = { PATH: process.env.PATH ?? '', ...Object.fromEntries(files), ...variables };
    const run: Run = (words, inputs) => {
      const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name}`, value]);
      return timeOf(words, folder, { ...env, ...(Object.fromEntries(given) as Record<string, string>) });
    };
    const calledBy = async (one: () => Promise<unknown>): Promise<string[]> => {
      const before = [idTokens.asked(), emulator.journal.length] as const;
      await one();
      const tokens = Array.from({ length: idTokens.asked() - before[0] }, () => 'ID token');
      return [...tokens, ...emulator.journal.slice(before[1]).map(({ operation }) => operation)];
    };
    return await work(run, calledBy, new URL(emulator.url).host);
  } finally {
    await emulator.close();
    idTokens.close();
    await rm(folder, { recursive: true });
  }
}

/** GitHub's token service with a token that is ready: signing one is not what is measured. */
async function startIdTokens(): Promise<{ url: string; asked: () => number; close: () => void }> {
  let asked = 0;
  const answer = JSON.stringify({ value: token({ exp: Math.floor(Date.now() / 1000) + 3600 }) });
  const server = createServer((_, response) => {
    asked++;
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/token?api-version=2.0`,
    asked: () => asked,
    close: () => void server.close(),
  };
}

function jobVariables(folder: string, emulator: string, idTokens: string): Record<string, string> {
  return {
    HOME: folder,
    RUNNER_TEMP: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    ACR_ACCESS_EMULATOR: emulator,
    ACTIONS_ID_TOKEN_REQUEST_URL: idTokens,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job',
    'INPUT_ROLE-ARN': ROLE_ARN,
    'INPUT_OIDC-PROVIDER-ARN': PROVIDER_ARN,
  };
}
