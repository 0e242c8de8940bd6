import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { RegistryName } from '../../src/emulator/registry/passwords.ts';

/** Why tests with real programs cannot run here; `undefined`: they are all installed. Names are those of Debian packages. */
export function whatIsMissing(...programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => !isInstalled(program));
  return missing.length === 0 ? undefined : `not installed: apt-get install -y ${missing.join(' ')}`;
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export interface Registry {
  /** `127.0.0.1:PORT`, plain HTTP; also the host of the realm that it names */
  readonly host: string;
  close(): Promise<void>;
}

/**
 * A real registry server (Debian `docker-registry`) for one registry of an emulated account. Like ACR seen from outside, one
 * address answers for the registry and, below `/dockerauth/`, for its token service, which is the emulator's.
 */
export async function startRegistry(emulator: Emulator, name: RegistryName): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-'));
  const socket = join(folder, 'socket');
  const { front, agent } = forwarder(emulator, socket);
  await listening(front);
  const host = `127.0.0.1:${(front.address() as AddressInfo).port}`;
  const files = { config: join(folder, 'config.yml'), certificate: join(folder, 'token.pem') };
  await writeFile(files.certificate, emulator.registryAuth.certificate);
  await writeFile(files.config, JSON.stringify(configOf(emulator, name, { folder, socket, host, ...files })));
  const server = spawn('docker-registry', ['serve', files.config], { stdio: ['ignore', 'pipe', 'pipe'] });
  const close = async (): Promise<void> => {
    await ended(server);
    agent.destroy();
    front.closeAllConnections();
    await new Promise((resolve) => front.close(resolve));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await started(server);
  } catch (error) {
    await close();
    throw error;
  }
  return { host, close };
}

/** JSON is YAML. */
const configOf = (
  { registryAuth }: Emulator,
  name: RegistryName,
  place: { folder: string; socket: string; host: string; certificate: string },
): object => ({
  version: '0.1',
  log: { level: 'info', accesslog: { disabled: true } },
  storage: { filesystem: { rootdirectory: join(place.folder, 'images') } },
  http: { net: 'unix', addr: place.socket, secret: 'only for this test' },
  auth: {
    token: {
      realm: `http://${place.host}${new URL(registryAuth.realm).pathname}`,
      service: registryAuth.service(name),
      issuer: registryAuth.issuer,
      rootcertbundle: place.certificate,
    },
  },
});

/**
 * Connections to the registry stay open: to one that is to be closed it answers 401 without reading what is sent, and a
 * refusal would look like a broken connection.
 */
function forwarder(emulator: Emulator, socketPath: string): { front: Server; agent: Agent } {
  const agent = new Agent({ keepAlive: true });
  const front = createServer((message, response) => {
    const isForTokenService = message.url?.startsWith('/dockerauth/') === true;
    const target = isForTokenService ? { host: '127.0.0.1', port: emulator.port } : { socketPath };
    const { method, url: path } = message;
    const onward = request({ ...target, method, path, headers: endToEnd(message), agent }, (answer) => {
      response.writeHead(answer.statusCode!, endToEnd(answer));
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    message.pipe(onward);
  });
  return { front, agent };
}

/** Headers for whoever is at the other end; this one is about the connection that a message came on. */
function endToEnd({ headers }: IncomingMessage): IncomingHttpHeaders {
  const { connection: _, ...rest } = headers;
  return rest;
}

const listening = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

/** The server says so when it listens; before, it may end with a complaint about its configuration. */
function started(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (text: string): void => {
      said += text;
      if (said.includes('listening on')) resolve();
    };
    server.stdout?.setEncoding('utf8').on('data', hear);
    server.stderr?.setEncoding('utf8').on('data', hear);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`docker-registry ended with ${code}: ${said}`)));
  });
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once('exit', () => resolve());
    server.kill('SIGKILL');
  });
}
