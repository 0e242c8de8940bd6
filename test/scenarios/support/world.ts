import { onTestFinished } from 'vitest';
import type { AccountData } from '../../../src/emulator/account-data.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../src/emulator/emulator.ts';
import { formatAccountFile } from '../../../src/state/account-file.ts';
import { type Finished, folderWith, type Started, start } from './program.ts';

export const ACCOUNT = '1234567890123456';
export const OWNER = 'org/repo:acr-access.yaml';
const ours = { 'managed-by': 'acr-access', 'managed-by-file': OWNER };

/** One update, two policies to create, one to delete, and attachments and memberships around them. */
export const FILE = `version: 1
account: "${ACCOUNT}"
registries:
  prod: { instance: cri-prod000000000001, region: cn-hangzhou }
groups:
  frontend: { members: [alice, bob] }
grants:
  read: { can: pull, on: "prod:team/*", to: group:frontend, reason: deploys }
  push: { can: push, on: "prod:release/*", to: role:ci }
settings: { owner: org/repo, limits: { removals: 100, removalPercent: 100 } }
`;

/** What FILE wants of WORLD, in order. */
export const STEPS = [
  'create policy/acr-access-push',
  'update policy/acr-access-read',
  'create membership/frontend/bob',
  'create attachment/group:frontend/Custom/acr-access-read/account',
  'create attachment/role:ci/Custom/acr-access-push/account',
  'delete attachment/user:carol/Custom/acr-access-old/rg-team',
  'delete membership/frontend/carol',
  'delete policy/acr-access-old',
];

const allow = (Action: string) => ({ Version: '1', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

export const WORLD: AccountData = {
  account: ACCOUNT,
  alias: 'example',
  users: ['alice', 'bob', 'carol', 'reader', 'writer'].map((name) => ({ name, displayName: name, comments: '' })),
  groups: [{ name: 'frontend', members: ['alice', 'carol'] }],
  roles: [{ name: 'ci' }],
  policies: [
    { name: 'acr-access-read', type: 'Custom', description: 'deploys', tags: ours, document: allow('cr:*') },
    { name: 'acr-access-old', type: 'Custom', description: 'grant old', tags: ours, document: allow('cr:*') },
  ],
  attachments: [{ principal: 'user:carol', policy: 'acr-access-old', type: 'Custom', scope: 'rg-team' }],
  resourceGroups: [
    { id: 'rg-default', name: 'default' },
    { id: 'rg-team', name: 'team' },
  ],
};

export interface Scene {
  readonly emulator: Emulator;
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** runs the command line here */
  readonly run: (...words: string[]) => Promise<Finished>;
  readonly start: (...words: string[]) => Started;
}

/** An emulated account, a folder with the file, and the program between them, for one test. */
export async function scene(
  options: Partial<Omit<EmulatorOptions, 'account'>> & {
    account?: Partial<AccountData>;
    file?: string;
    files?: Record<string, string>;
    env?: Record<string, string>;
  } = {},
): Promise<Scene> {
  const { account, file = FILE, files = {}, env: more = {}, ...rest } = options;
  const emulator = await startEmulator({ ...rest, account: { ...WORLD, ...account } });
  onTestFinished(() => emulator.close());
  const cwd = await folderWith({ 'acr-access.yaml': file, ...files });
  const env = { ACR_ACCESS_EMULATOR: emulator.url, ...more };
  const begin = (...words: string[]) => start('cli', words, { cwd, env });
  return { emulator, cwd, env, start: begin, run: (...words) => begin(...words).finished };
}

/** The account as a file, as `snapshot` writes it. */
export const accountText = (emulator: Emulator): string => formatAccountFile(emulator.snapshot());

/** Operations in the journal that changed or tried to change something. */
export const writes = (emulator: Emulator): string[] =>
  emulator.journal.map(({ operation }) => operation).filter((name) => !/ (Get|List)/.test(name));
