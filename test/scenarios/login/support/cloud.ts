import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../../src/emulator/emulator.ts';
import { provider, token, trust } from '../../../emulator/oidc.ts';

export const ACCOUNT = '1234567890123456';
export const INSTANCE = 'cri-prod000000000001';
export const OTHER = 'cri-other00000000002';
export const REGION = 'cn-hangzhou';
export const BOT = { id: 'LTAI-bot-of-the-tests', secret: 'bot-secret-of-the-tests' };
/** What the runner gives a job to ask for ID tokens with. */
export const BEARER = 'bearer-of-the-job-of-the-tests';

const everything = { Version: '1', Statement: [{ Effect: 'Allow', Action: ['cr:*', 'sts:*'], Resource: '*' }] };
const namespaces = [
  { name: 'release', repositories: ['api', 'web'] },
  { name: 'team', repositories: ['tool'] },
];

/** The role `ci-release` and the user `bot` may do everything with registries. */
export const WORLD: EmulatorOptions = {
  account: {
    account: ACCOUNT,
    users: [{ name: 'bot' }],
    roles: [{ name: 'ci-release' }],
    policies: [{ name: 'images', type: 'Custom', document: everything }],
    attachments: (['user:bot', 'role:ci-release'] as const).map((principal) => ({
      principal,
      policy: 'images',
      type: 'Custom' as const,
    })),
    instances: [
      { id: INSTANCE, name: 'acme', region: REGION, namespaces },
      { id: OTHER, name: 'elsewhere', region: 'cn-shanghai', namespaces },
    ],
    personal: [{ region: REGION, namespaces }],
  },
  roles: { 'ci-release': { trust: trust() } },
  oidcProviders: [provider],
  accessKeys: [
    { id: 'LTAI-emulator', secret: 'emulator-secret' },
    { ...BOT, owner: 'user:bot' },
  ],
};

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  /** for calls of Alibaba Cloud: its action */
  readonly action: string;
}

/** Answers in place of the service; false = the service answers. */
export type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface Cloud {
  readonly emulator: Emulator;
  /** `127.0.0.1:PORT` of everything: APIs, registry, its token service, GitHub's ID tokens */
  readonly host: string;
  /** every request as it came in, byte for byte */
  readonly asked: Asked[];
  /** bodies of all answers: what is secret in them is in no other place */
  readonly answered: string[];
  intercept: Intercept;
  readonly close: () => Promise<void>;
}

/** Alibaba Cloud, a registry that only asks for logins, and GitHub's token service, behind one loopback address. */
export async function openCloud(options: Partial<EmulatorOptions> = {}): Promise<Cloud> {
  const emulator = await startEmulator({ ...WORLD, ...options });
  const server = http.createServer((request, response) => {
    const url = request.url ?? '';
    const action = String(
      request.headers['x-acs-action'] ?? new URLSearchParams(url.split('?')[1]).get('Action') ?? '',
    );
    running.asked.push({ method: request.method ?? '', url, host: String(request.headers.host), action });
    if (running.intercept(request, response)) return;
    if (url.startsWith('/v2/')) challenge(running, response);
    else if (url.startsWith('/token?')) idToken(running, request, response);
    else forward(emulator.port, request, response, (text) => running.answered.push(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const running: Cloud = {
    emulator,
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answered: [],
    intercept: () => false,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await emulator.close();
    },
  };
  return running;
}

function challenge({ emulator, host }: Cloud, response: ServerResponse): void {
  const realm = `http://${host}${new URL(emulator.registryAuth.realm).pathname}`;
  const service = emulator.registryAuth.service({ instance: INSTANCE });
  response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="${service}"` }).end();
}

function idToken({ answered }: Cloud, request: IncomingMessage, response: ServerResponse): void {
  const isAllowed = request.headers.authorization === `Bearer ${BEARER}`;
  const value = token({
    aud: new URL(request.url ?? '', 'http://x').searchParams.get('audience'),
    jti: answered.length,
  });
  const text = JSON.stringify(isAllowed ? { count: value.length, value } : {});
  answered.push(text);
  response.writeHead(isAllowed ? 200 : 401, { 'content-type': 'application/json' }).end(text);
}

/** Passes a request on with its `Host`, which tells regions apart and is signed. */
export function forward(
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
  onAnswer: (text: string) => void = () => {},
): void {
  const { method, url: path, headers } = request;
  const onward = http.request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
    let text = '';
    answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
    answer.on('end', () => onAnswer(text));
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
