import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectLoginServices } from '../../src/edges/acr/connect-login-services.ts';
import { systemClock } from '../../src/edges/local/clock.ts';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import { provider, token, trust } from '../emulator/oidc.ts';

const ACCOUNT = '1234567890123456';
const INSTANCE = 'cri-prod000000000001';
const REGION = 'cn-hangzhou';
const AT = { region: REGION, instanceId: INSTANCE };

interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

const page = readFileSync(join(import.meta.dirname, '../../login/README.md'), 'utf8');
const policyOf = (title: string): Policy => {
  const section = page.split(`### ${title}\n`)[1] ?? '';
  return JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? '') as Policy;
};

/** The services as a role with these policies of the page sees them, signed in with an ID token. */
async function servicesWith(...titles: readonly string[]) {
  const policies = titles.map((title, index) => ({
    name: `p${index}`,
    type: 'Custom' as const,
    document: policyOf(title),
  }));
  const namespaces = [{ name: 'release', repositories: ['api'] }];
  const emulator = await startEmulator({
    account: {
      account: ACCOUNT,
      roles: [{ name: 'ci-release' }],
      policies,
      attachments: policies.map(({ name, type }) => ({
        principal: 'role:ci-release',
        policy: name,
        type,
        scope: 'account',
      })),
      instances: [{ id: INSTANCE, name: 'acme', region: REGION, resourceGroup: 'rg-default', namespaces }],
      personal: [{ region: REGION, namespaces }],
    },
    oidcProviders: [provider],
    roles: { 'ci-release': { trust: trust() } },
  });
  onTestFinished(() => emulator.close());
  const services = connectLoginServices({
    env: { ACR_ACCESS_EMULATOR: emulator.url },
    network: 'public',
    region: REGION,
    timeout: 20,
    retries: 0,
    clock: systemClock,
    random: () => 0,
    getIdToken: () => Promise.resolve(token()),
    onSecret: () => {},
  });
  const key = await services.assumeRoleWithOidc({
    roleArn: `acs:ram::${ACCOUNT}:role/ci-release`,
    oidcProviderArn: `acs:ram::${ACCOUNT}:oidc-provider/github`,
    audience: 'sts.aliyuncs.com',
    sessionName: 'test',
    duration: 900,
    policy: undefined,
  });
  return { services, key };
}

const isDenied = { failure: { kind: 'service', code: 'NoPrivilege' } };
const login = { ...AT, expiresInHours: undefined };

describe('the policies of the page about the login', () => {
  it.each(['Push to one namespace', 'Pull from one namespace'])(
    '%s is enough with instance-id, and no more',
    async (title) => {
      const { services, key } = await servicesWith(title);
      expect((await services.enterprisePassword(key, login)).username).not.toBe('');
      await expect(services.instancesNamed(key, { region: REGION, name: 'acme' })).rejects.toMatchObject(isDenied);
      await expect(services.domains(key, AT)).rejects.toMatchObject(isDenied);
    },
  );

  it('Without instance-id lets the instance be found', async () => {
    const { services, key } = await servicesWith('Push to one namespace', 'Without instance-id');
    expect(await services.instancesNamed(key, { region: REGION, name: 'acme' })).toEqual([
      { id: INSTANCE, name: 'acme' },
    ]);
  });

  it('Custom domains, and hosts: all lets the instance say which hosts are its own', async () => {
    const { services, key } = await servicesWith('Push to one namespace', 'Custom domains, and hosts: all');
    expect((await services.domains(key, AT)).map(({ domain }) => domain)).toContain(
      `acme-registry.${REGION}.cr.aliyuncs.com`,
    );
  });

  it('Personal Edition gives its password', async () => {
    const { services, key } = await servicesWith('Personal Edition');
    expect((await services.personalPassword(key, REGION)).username).not.toBe('');
  });

  it('without cr:GetAuthorizationToken there is no password', async () => {
    const { services, key } = await servicesWith('Without instance-id');
    await expect(services.enterprisePassword(key, login)).rejects.toMatchObject(isDenied);
    await expect(services.personalPassword(key, REGION)).rejects.toMatchObject(isDenied);
  });
});

describe('the images that they reach', () => {
  const arn = (path: string) => `acs:cr:${REGION}:${ACCOUNT}:repository/${path}`;
  const decision = (title: string, action: string, path: string) =>
    evaluate(
      [{ policy: title, type: 'Custom', scope: 'account', via: [], document: policyOf(title) }],
      { action: `cr:${action}`, resource: arn(path) },
      { resourceGroupOf: () => undefined },
    ).decision;

  it.each([
    ['Push to one namespace', 'PushRepository', `${INSTANCE}/release/api`, 'allow'],
    ['Push to one namespace', 'PullRepository', `${INSTANCE}/release/web/api`, 'allow'],
    ['Push to one namespace', 'PushRepository', `${INSTANCE}/team/api`, 'implicit-deny'],
    ['Push to one namespace', 'DeleteRepository', `${INSTANCE}/release/api`, 'implicit-deny'],
    ['Pull from one namespace', 'PullRepository', `${INSTANCE}/release/api`, 'allow'],
    ['Pull from one namespace', 'PushRepository', `${INSTANCE}/release/api`, 'implicit-deny'],
    ['Personal Edition', 'PushRepository', 'release/api', 'allow'],
    ['Personal Edition', 'PushRepository', `${INSTANCE}/release/api`, 'implicit-deny'],
  ])('%s: %s on %s is %s', (title, action, path, answer) => expect(decision(title, action, path)).toBe(answer));
});
