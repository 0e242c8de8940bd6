import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startGitHub } from './server.ts';
import type { GitHubState } from './state.ts';

/**
 * The fake as a process: `node serve.ts [STATE.json] [--port N]`. The file holds a part of GitHubState. Prints one line of
 * JSON with `url`, `token` and `env`; `GET /_state` answers the state and the requests so far. SIGTERM ends it.
 */
const { values, positionals } = parseArgs({ options: { port: { type: 'string' } }, allowPositionals: true });
const [file] = positionals;
const known: Partial<GitHubState> = file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));
const github = await startGitHub(known, values.port === undefined ? {} : { port: Number(values.port) });
process.stdout.write(`${JSON.stringify({ url: github.url, token: github.token, env: github.env })}\n`);
process.once('SIGTERM', () => void github.close());
