import { afterEach, beforeEach } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import type { RegistryName } from '../../src/emulator/registry/passwords.ts';
import { account, INSTANCE } from './account.ts';
import { allow } from './bot.ts';
import { type Credentials, cr } from './clients.ts';

export const OTHER = 'cri-other000000002';
export const bot: Credentials = { accessKeyId: 'LTAI-bot', accessKeySecret: 'bot-secret' };
export const ee = (rest: string): string => `acs:cr:*:*:repository/${INSTANCE}/${rest}`;

/** The emulator of the test that runs, and its clock. */
export const world = { time: new Date() } as { emulator: Emulator; time: Date };
beforeEach(() => {
  world.time = new Date();
});
afterEach(() => world.emulator.close());

/** The user `bot` and the role `ci-release` hold the statements; another instance lies in a resource group. */
export async function start(
  statements: readonly object[],
  more: { scope?: string; authorise?: boolean } = {},
): Promise<void> {
  const { scope = 'account', ...options } = more;
  const document = { Version: '1', Statement: statements };
  const login = { Version: '1', Statement: [allow(['cr:GetAuthorizationToken', 'sts:AssumeRole'], '*')] };
  const attached = (policy: string, to: string) =>
    (['user:bot', 'role:ci-release'] as const).map((principal) => ({
      principal,
      policy,
      type: 'Custom' as const,
      scope: to,
    }));
  world.emulator = await startEmulator({
    ...options,
    account: {
      ...account,
      users: [...(account.users ?? []), { name: 'bot' }],
      policies: [
        ...(account.policies ?? []),
        { name: 'images', type: 'Custom', document },
        { name: 'login', type: 'Custom', document: login },
      ],
      attachments: [...(account.attachments ?? []), ...attached('images', scope), ...attached('login', 'account')],
      personal: [...(account.personal ?? []), { region: 'cn-shanghai', namespaces: [] }],
      instances: (account.instances ?? []).map((instance) =>
        instance.id === OTHER ? { ...instance, namespaces: [{ name: 'juzhong', repositories: ['nginx'] }] } : instance,
      ),
    },
    accessKeys: [
      { id: 'LTAI-emulator', secret: 'emulator-secret' },
      { id: 'LTAI-bot', secret: 'bot-secret', owner: 'user:bot' },
    ],
    clock: () => world.time,
  });
}

export interface Login {
  readonly username: string;
  readonly password: string;
  readonly registry: RegistryName;
}

/** What GetAuthorizationToken gives; the signature needs the emulator's time. */
export async function login(
  credentials = bot,
  instance = INSTANCE,
  query: Record<string, string> = {},
): Promise<Login> {
  const body = await atRealTime(() =>
    cr(world.emulator.url, 'GetAuthorizationToken', { InstanceId: instance, ...query }, credentials),
  );
  return { username: body.TempUsername, password: body.AuthorizationToken, registry: { instance } };
}

/** Clients sign with the machine's clock, so calls of the APIs are made at that time. */
export async function atRealTime<T>(work: () => Promise<T>): Promise<T> {
  world.time = new Date();
  return work();
}

interface Asked {
  readonly status: number;
  readonly token?: string;
  readonly expires_in?: number;
  readonly body: object;
}

export async function ask(who: Login, scopes: readonly string[], service?: string): Promise<Asked> {
  const url = new URL(world.emulator.registryAuth.realm);
  url.searchParams.set('service', service ?? world.emulator.registryAuth.service(who.registry));
  url.searchParams.set('account', who.username);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const authorization = `Basic ${Buffer.from(`${who.username}:${who.password}`).toString('base64')}`;
  const response = await fetch(url, { headers: { authorization } });
  const body = (await response.json()) as object;
  return { status: response.status, body, ...body };
}

export const parts = (token = ''): [object, Record<string, unknown>] => {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return [JSON.parse(header ?? ''), JSON.parse(claims ?? '')];
};

/** `NAME:ACTIONS` of everything that is granted; the status when there is no token. */
export async function granted(who: Login, ...scopes: string[]): Promise<string[] | number> {
  const { status, token } = await ask(who, scopes);
  if (token === undefined) return status;
  const [, claims] = parts(token);
  return (claims.access as { name: string; actions: string[] }[]).map(
    ({ name, actions }) => `${name}:${actions.join()}`,
  );
}
