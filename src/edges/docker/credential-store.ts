import { spawn } from 'node:child_process';
import { AcrAccessError } from '../../errors.ts';

/** A login as a credential store keeps it. */
export interface StoredLogin {
  readonly username: string;
  readonly secret: string;
}

/** A program `docker-credential-NAME`. All methods reject when it is missing, fails or takes longer than 10 seconds. */
export interface CredentialStore {
  /** undefined = it has none */
  get(server: string): Promise<StoredLogin | undefined>;
  store(server: string, login: StoredLogin): Promise<void>;
  erase(server: string): Promise<void>;
  /** the addresses that it has logins for */
  list(): Promise<readonly string[]>;
}

const TIMEOUT_MS = 10_000;
const MAX_OUTPUT = 1024 * 1024;

/** @see https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol */
export function credentialStore(name: string, env: NodeJS.ProcessEnv, timeoutMs = TIMEOUT_MS): CredentialStore {
  const program = `docker-credential-${name}`;
  const ask = async (action: string, input: string): Promise<Answer> => {
    // It is looked up in PATH: a name with a path would lead elsewhere.
    if (!/^[\w.-]+$/.test(name)) throw failed(program, action, 'its name is not that of a credential store');
    return run(program, action, input, env, timeoutMs);
  };
  const must = async (action: string, input: string): Promise<string> => {
    const { code, output } = await ask(action, input);
    if (code !== 0) throw failed(program, action, `it ended with code ${code}`); // its output may hold a secret
    return output;
  };
  return {
    get: async (server) => {
      const { code, output } = await ask('get', server);
      if (code !== 0 && /credentials not found/i.test(output)) return undefined;
      const found = code === 0 ? fields(output) : undefined;
      if (typeof found?.Username !== 'string' || typeof found.Secret !== 'string') {
        throw failed(program, 'get', code === 0 ? 'its answer is no login' : `it ended with code ${code}`);
      }
      return { username: found.Username, secret: found.Secret };
    },
    store: async (server, { username, secret }) => {
      await must('store', JSON.stringify({ ServerURL: server, Username: username, Secret: secret }));
    },
    erase: async (server) => {
      await must('erase', server);
    },
    list: async () => {
      const listed = fields(await must('list', 'unused'));
      if (listed === undefined) throw failed(program, 'list', 'its answer is no list');
      return Object.keys(listed);
    },
  };
}

const failed = (program: string, action: string, why: string): AcrAccessError =>
  new AcrAccessError('failed', `${program} ${action} failed: ${why}`, {
    hint: 'config.json names this credential store. Install or unlock it, or use `config-mode: isolated`.',
  });

function fields(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

interface Answer {
  readonly code: number | null;
  readonly output: string;
}

function run(program: string, action: string, input: string, env: NodeJS.ProcessEnv, ms: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [action], { env, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    const chunks: Buffer[] = [];
    let size = 0;
    // What the program started may hold its output open after its end: nobody waits for that.
    const give = (why: string): void => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.unref();
      reject(failed(program, action, why));
    };
    const timer = setTimeout(() => give(`no answer within ${ms / 1000} s`), ms);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(failed(program, action, error.code === 'ENOENT' ? 'there is no such program' : (error.code ?? 'unknown')));
    });
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_OUTPUT) give('its answer is too long');
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output: Buffer.concat(chunks).toString() });
    });
    child.stdin.on('error', () => {}); // a program that does not read its input says why with its code
    child.stdin.end(input);
  });
}
