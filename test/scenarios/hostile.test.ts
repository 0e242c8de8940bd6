import { describe, expect, test } from 'vitest';
import type { AccountData } from '../../src/emulator/account-data.ts';
import type { FaultRule } from '../../src/emulator/faults.ts';
import { action } from './support/action.ts';
import { FILE, scene, WORLD } from './support/world.ts';

/** Each is a command to the runner, or changes how a log reads, when it is printed as it is. */
const ATTACKS = [
  '::set-output name=digest::forged',
  '\n::stop-commands::forged',
  '\r\n  ::add-mask::forged',
  '##[error]forged',
  '\u2028::warning::forged',
  '\u202e::error::forged\u202c',
  '\u001b[2K\u001b[1Gforged',
  '%0A::debug::forged',
];
const ALL = ATTACKS.join(' ');

const owner = { 'managed-by': 'acr-access', 'managed-by-file': 'org/repo:acr-access.yaml' };
const document = {
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: [...ATTACKS], Resource: [...ATTACKS], Condition: { [ALL]: { [ALL]: ALL } } },
    ...ATTACKS,
  ],
};
const ACCOUNT: Partial<AccountData> = {
  alias: 'example',
  users: (WORLD.users ?? []).map((user) => ({ ...user, displayName: ALL, comments: ALL })),
  groups: [{ name: 'frontend', comments: ALL, members: ['carol'] }],
  roles: [{ name: 'ci', description: ALL }],
  policies: [
    { name: 'acr-access-read', type: 'Custom', description: ALL, tags: owner, document },
    { name: 'acr-access-old', type: 'Custom', description: ALL, tags: owner, document: { [ALL]: ALL } },
    { name: 'acr-access-push', type: 'Custom', tags: { ...owner, 'managed-by-file': ALL }, document },
  ],
};
/** What the rules let a file say. */
const PRINTABLE = '::set-output name=digest::forged ##[error]forged %0A::debug::forged';
const HOSTILE_FILE = FILE.replace('reason: deploys', `reason: "${PRINTABLE}"`).replace(
  'frontend: {',
  `frontend: { comments: "::warning::forged ##[error]forged",`,
);

const LINES = /\r\n|[\n\r\v\f\u2028\u2029\u0085]/;
/** Controls other than tab and line feed, bidi and zero-width characters. */
const BENDING = /(?![\t\n])[\p{Cc}\p{Cf}]/u;

function expectHarmless(text: string): void {
  for (const line of text.split(LINES)) expect(line).not.toMatch(/^\s*::/);
  expect(text).not.toContain('##[');
  expect(text).not.toMatch(BENDING);
}

const refusals: FaultRule[] = ['ListUsers', 'CreatePolicyVersion', 'AddUserToGroup'].map((operation) => ({
  operation,
  fault: { kind: 'error', status: 403, code: 'NoPermission', message: ALL },
}));

describe('text that would command the runner does not, on stdout or stderr', () => {
  test.each([[['plan']], [['plan', '--json']], [['drift']], [['snapshot']], [['snapshot', '--json']], [['validate']]])(
    'of the command line: %j',
    async (words) => {
      const { run } = await scene({ account: ACCOUNT, file: HOSTILE_FILE });
      const { stdout, stderr } = await run(...words);
      expect(stdout.length).toBeGreaterThan(0);
      expectHarmless(stdout);
      expectHarmless(stderr);
    },
  );

  test('of the command line when the service refuses in such words', async () => {
    const { policies = [] } = ACCOUNT;
    for (const fault of refusals) {
      const account = { ...ACCOUNT, policies: policies.slice(0, 2) };
      const { run } = await scene({ account, file: HOSTILE_FILE, faults: [fault] });
      for (const words of [
        ['apply', '--yes'],
        ['apply', '--yes', '--json'],
      ]) {
        const { code, stdout, stderr } = await run(...words);
        expect(code).toBe(1);
        expect(`${stdout}${stderr}`).toContain('forged');
        expectHarmless(stdout);
        expectHarmless(stderr);
      }
    }
  }, 60_000);

  test('of the command line in what it was given itself', async () => {
    const { run } = await scene({ file: `${FILE}\n"${PRINTABLE}": 1\n`, files: { '##[x]::y.yaml': 'a: [' } });
    for (const words of [
      [ALL.replaceAll('\u0000', '')],
      ['plan', ALL],
      ['plan'],
      ['plan', '--config', '##[x]::y.yaml'],
      ['plan', '--config', `\n${ALL}`],
    ]) {
      const { code, stdout, stderr } = await run(...words);
      expect([64, 65]).toContain(code);
      expectHarmless(`${stdout}${stderr}`);
    }
  });

  test.each(['plan', 'drift', 'apply', 'validate'])('of the action: %s', async (command) => {
    const faults = command === 'apply' ? refusals.slice(1) : [];
    const account = command === 'apply' ? { ...ACCOUNT, policies: (ACCOUNT.policies ?? []).slice(0, 2) } : ACCOUNT;
    const here = await scene({ account, file: HOSTILE_FILE, faults });
    const { stdout, stderr, commands, outputs, summary } = await action(here, { command, unreviewed: 'allow' });
    const own = new Set(['error', 'warning', 'debug', 'add-mask', 'notice']);
    expect(commands.filter(({ name, text }) => !own.has(name) || text.startsWith('forged'))).toEqual([]);
    const rest = stdout.split(LINES).filter((line) => !/^::(error|warning|debug|add-mask|notice)/.test(line));
    expectHarmless(rest.join('\n'));
    expectHarmless(stderr);
    expect(stdout).not.toMatch(BENDING);
    expect(outputs.digest ?? '').not.toContain('forged');
    expect(summary).not.toMatch(BENDING);
  });
});

describe('secrets', () => {
  const secret = 'caller-Secret/0001+x==';
  const token = 'caller-token/0001+longer-than-others==';
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-caller-0001',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
  };
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  /** The secret as it is, in a URL, and in base64, alone and after an id and a colon. */
  const shown = (text: string) => [text, encodeURIComponent(text), ...[text, `:${text}`, `id:${text}`].map(base64)];
  /** A part in the middle of each is enough to know that it was not taken out. */
  const forms = (text: string) => shown(text).map((form) => form.slice(6, 18));
  const echo = [secret, token].flatMap(shown).join(' ');
  const accessKeys = [{ id: 'LTAI-caller-0001', secret, owner: 'account' }];
  const error = (operation: string, status: number, code: string): FaultRule => ({
    operation,
    fault: { kind: 'error', status, code, message: echo },
  });

  test.each<[string, FaultRule[], Record<string, string>, string[]]>([
    ['a refusal that echoes them', [error('ListUsers', 403, 'NoPermission')], {}, ['plan']],
    ['a code that nobody knows', [error('ListUsers', 400, 'SomethingNew')], {}, ['plan']],
    ['a failed sign-in', [error('GetCallerIdentity', 400, 'SignatureDoesNotMatch')], {}, ['plan', '--json']],
    ['an internal error', [error('ListPolicies', 500, 'InternalError')], {}, ['plan']],
    ['a refused write', [error('CreatePolicy', 403, 'NoPermission')], {}, ['apply', '--yes']],
    ['a refused write as JSON', [error('CreatePolicy', 409, 'EntityAlreadyExists')], {}, ['apply', '--yes', '--json']],
    ['a wrong secret', [], { ALIBABA_CLOUD_ACCESS_KEY_SECRET: `${secret}x` }, ['plan']],
    [
      'a token that is none',
      [error('GetCallerIdentity', 400, 'InvalidSecurityToken.Malformed')],
      { ALIBABA_CLOUD_SECURITY_TOKEN: token },
      ['plan'],
    ],
    ['a wrong digest', [], {}, ['apply', '--digest', 'sha256:0']],
    ['an answer that is no JSON', [{ operation: 'ListRoles', fault: { kind: 'html' } }], {}, ['snapshot']],
  ])('are not shown by %s', async (_, faults, more, words) => {
    const here = await scene({ accessKeys, faults, env: { ...env, ...more } });
    const { code, stdout, stderr } = await here.run(...words);
    expect(code).not.toBe(0);
    const given = [secret, ...(more.ALIBABA_CLOUD_SECURITY_TOKEN === undefined ? [] : [token])];
    for (const form of [...given.flatMap(forms), 'LTAI-caller-0001']) expect(`${stdout}${stderr}`).not.toContain(form);
  });
});
