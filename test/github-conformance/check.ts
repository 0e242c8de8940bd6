import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connectGitHub } from '../../src/edges/github/connect.ts';
import { startGitHub } from '../support/github/server.ts';
import { usableDescription } from './description.ts';
import { driveEveryMethod, repositoryState } from './drive.ts';
import { type Exchange, type Front, freePort, PRISM_ERROR, startFront } from './front.ts';

/**
 * Drives every method of the GitHub adapter against the fake, with Prism between the two: it holds each request and each
 * answer against GitHub's own OpenAPI description. GraphQL, which that description does not know, goes past Prism; its
 * documents are executed on GitHub's own schema by the fake. Exits 1 on any violation, and when a wrong answer is not
 * found to be one.
 */
const { resolve } = createRequire(import.meta.url);
const description = usableDescription();
const github = await startGitHub(repositoryState());
const port = await freePort();
const prism = spawn(
  process.execPath,
  [resolve('@stoplight/prism-cli'), 'proxy', description.path, github.url, '--errors', '--port', String(port)],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const ended = once(prism, 'close');
const front = await startFront({ prism: `http://127.0.0.1:${port}`, github: github.url });
try {
  await front.untilPrismAnswers(prism);
  const failures = await driven(front);
  const exchanges = [...front.exchanges];
  const violations = exchanges.filter(({ found }) => found !== '').map(({ line, found }) => `${line}: ${found}`);
  const unseen = await unseenRoutes(exchanges, front);
  for (const line of [...violations, ...failures, ...unseen]) process.stdout.write(`  ${line}\n`);
  process.stdout.write(
    `${exchanges.length} REST exchanges checked against GitHub's OpenAPI description: ${violations.length} violations, ` +
      `${failures.length} failed expectations, ${unseen.length} wrong answers unseen\n`,
  );
  process.exitCode = violations.length + failures.length + unseen.length > 0 || exchanges.length === 0 ? 1 : 0;
} finally {
  prism.kill();
  await ended;
  await front.close();
  await github.close();
  description.remove();
}

/** Every method once, through the front. */
function driven({ url }: Front): Promise<string[]> {
  const env = { ...github.env, GITHUB_API_URL: url, GITHUB_GRAPHQL_URL: `${url}/graphql` };
  const clock = { now: () => new Date(), sleep: async () => {} };
  return driveEveryMethod(connectGitHub({ token: github.token, env, clock, random: () => 0 }));
}

/** The judge judged: the same requests again, with an answer that lacks everything, have to be violations. */
async function unseenRoutes(exchanges: readonly Exchange[], { url }: Front): Promise<string[]> {
  const unseen: string[] = [];
  for (const { line, method, path, body, status } of exchanges) {
    if (status !== 200 && status !== 201) continue;
    github.fail('.', { answer: { status, body: { wrong: true } } });
    const headers = { authorization: `token ${github.token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body === '' ? {} : { body }) });
    if (!PRISM_ERROR.test(await answer.text())) unseen.push(`${line}: a wrong answer passes`);
  }
  return unseen;
}
