import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connectGitHub } from '../../src/edges/github/connect.ts';
import { startGitHub } from '../support/github/server.ts';
import { driveEveryMethod, repositoryState } from './drive.ts';
import { freePort, startFront } from './front.ts';

/**
 * Drives every method of the GitHub adapter against the fake, with Prism between the two: it holds each request and each
 * answer against GitHub's own OpenAPI description. GraphQL, which that description does not know, goes past Prism; its
 * documents are executed on GitHub's own schema by the fake. Exits 1 on any violation.
 */
const { resolve } = createRequire(import.meta.url);
const description = resolve('@octokit/openapi/generated/api.github.com.json');
const github = await startGitHub(repositoryState());
const port = await freePort();
const prism = spawn(
  process.execPath,
  [resolve('@stoplight/prism-cli'), 'proxy', description, github.url, '--errors', '--port', String(port)],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const ended = once(prism, 'close');
const front = await startFront({ prism: `http://127.0.0.1:${port}`, github: github.url });
try {
  await front.untilPrismAnswers(prism);
  const env = { ...github.env, GITHUB_API_URL: front.url, GITHUB_GRAPHQL_URL: `${front.url}/graphql` };
  const asked: string[] = [];
  const edge = connectGitHub({
    token: github.token,
    env,
    clock: { now: () => new Date(), sleep: async () => {} },
    random: () => 0,
    onRequest: (line) => asked.push(line),
  });
  const failures = await driveEveryMethod(edge);
  const { exchanges, violations } = front;
  for (const line of [...violations, ...failures]) process.stdout.write(`  ${line}\n`);
  const routes = new Set(asked.filter((line) => line.includes('/repos/'))).size;
  process.stdout.write(
    `${exchanges.length} REST exchanges on ${routes} routes checked against GitHub's OpenAPI description, ` +
      `${violations.length} violations, ${failures.length} failed expectations\n`,
  );
  process.exitCode = violations.length + failures.length > 0 || exchanges.length === 0 ? 1 : 0;
} finally {
  prism.kill();
  await ended;
  await front.close();
  await github.close();
}
