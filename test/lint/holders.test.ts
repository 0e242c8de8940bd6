import { describe, expect, it } from 'vitest';
import type { World } from '../support/world.ts';
import { allow, deny, documentOf, grantOf, judged, keysOf, lintPlan, PROD, type Statement } from './lints.ts';

const ADMIN = documentOf(allow('*', '*'));
const FULL = documentOf(allow('cr:*', '*'));
const READ = documentOf(allow(['cr:Get*', 'cr:List*', 'cr:PullRepository'], '*'));
const system = (name: string, document: unknown) => ({ name, type: 'System' as const, document });
const pull = (to: string) => `grants: { read: { can: pull, on: "prod:team/*", to: ${JSON.stringify(to)} } }`;
const custom = (document: unknown, attached: readonly string[], more: World = {}): World => ({
  users: ['alice', 'bob'],
  groups: { devs: ['alice'], ops: ['bob'] },
  roles: ['ci', 'release'],
  others: [{ name: 'live', document }],
  attached,
  ...more,
});
const found = (id: string, body: string, world: World) => keysOf(lintPlan(body, world), id);

describe('policies that give everything', () => {
  const world = (...attached: string[]) => custom(ADMIN, attached);

  it('LP01 finds administrators among those in the file', () => {
    expect(found('LP01', pull('user:alice'), world('user:alice live'))).toEqual(['user:alice']);
    expect(found('LP01', pull('group:devs'), world('group:devs live'))).toEqual(['user:alice']);
    expect(found('LP01', pull('group:devs'), world('user:alice live'))).toEqual(['user:alice']);
    expect(found('LP01', pull('user:alice'), world('user:bob live'))).toEqual([]);
    const limited = documentOf(allow('*', '*', { Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } }));
    expect(found('LP01', pull('user:alice'), custom(limited, ['user:alice live']))).toEqual([]);
  });

  it('LP01 blocks a plan that makes one, and only that', () => {
    const body = `${pull('group:devs')}\ngroups: { ops: { members: [alice, bob] } }`;
    const findings = lintPlan(body, world('group:ops live', 'user:alice live')).filter(({ id }) => id === 'LP01');
    expect(judged(findings)).toEqual(['LP01 user:alice', '!LP01 user:alice', 'LP01 user:bob']);
  });

  it('LP02 finds everything in Container Registry, whatever it is called, at each holder', () => {
    const name = 'AliyunContainerRegistryFullAccess';
    const body = `grants: { all: { policy: ${name}, to: "role:ci" } }`;
    const world = custom(FULL, ['user:bob live'], { others: [{ name: 'live', document: FULL }, system(name, FULL)] });
    expect(found('LP02', body, world)).toEqual(['grant/all', 'policy/live']);
    expect(found('LP02', 'grants: {}', custom(READ, ['user:bob live']))).toEqual([]);
    expect(found('LP02', 'grants: {}', custom(ADMIN, ['user:bob live']))).toEqual([]);
  });

  it('LP03 finds a list of namespaces that limits nothing', () => {
    const wide = custom(READ, ['user:alice live']);
    expect(found('LP03', pull('user:alice'), wide)).toEqual(['grant/read']);
    expect(found('LP03', pull('user:bob'), wide)).toEqual([]);
    expect(found('LP03', pull('user:alice').replace('can: pull', 'can: push'), wide)).toEqual([]);
  });
});

describe('how policies are held', () => {
  it('LP05 accepts a group of administrators', () => {
    const body = (to: string) =>
      grantOf([allow('cr:UpdateInstanceEndpointStatus', PROD.replace('repository', 'instance'))], to);
    expect(found('LP05', body('group:registry-admins'), { groups: { 'registry-admins': [] } })).toEqual([]);
    expect(found('LP05', body('group:devs'), custom(READ, []))).toEqual(['grant/raw']);
  });

  it('LP06 finds grants to users', () => {
    expect(found('LP06', pull('user:alice'), custom(READ, []))).toEqual(['grant/read']);
    expect(found('LP06', pull('group:devs'), custom(READ, ['user:bob live']))).toEqual([]);
    expect(found('LP06', pull('role:ci'), custom(READ, []))).toEqual([]);
  });

  it('LP10 finds policies of services at people', () => {
    const name = 'AliyunCSManagedAcrRolePolicy';
    const world = (holder: string) => custom(READ, [`${holder} ${name}`], { others: [system(name, READ)] });
    expect(found('LP10', 'grants: {}', world('user:alice'))).toEqual([`policy/System/${name}`]);
    expect(found('LP10', 'grants: {}', world('role:ci'))).toEqual([]);
  });

  it('SCO01 and SCO02 find what resource groups leave open', () => {
    const scoped = (document: unknown, scope: string) => custom(document, [`user:alice live ${scope}`]);
    const denying = documentOf(deny('cr:*', `${PROD}/*`));
    expect(found('SCO01', 'grants: {}', scoped(denying, 'rg-team'))).toEqual(['policy/live']);
    expect(found('SCO01', 'grants: {}', scoped(denying, 'account'))).toEqual([]);
    expect(found('SCO02', 'grants: {}', scoped(READ, 'rg-team'))).toEqual(['policy/live']);
    expect(found('SCO02', 'grants: {}', scoped(READ, 'account'))).toEqual([]);
    expect(found('SCO02', 'grants: {}', scoped(documentOf(allow('cr:PullRepository', '*')), 'rg-team'))).toEqual([]);
  });

  it('CND02 looks at everything that a role holds', () => {
    const mfa = { Condition: { Bool: { 'acs:MFAPresent': 'true' } } };
    const body = grantOf([allow('cr:GetScan', `${PROD}/*`, mfa)], 'role:ci');
    expect(found('CND02', body, custom(READ, []))).toEqual(['role:ci']);
    expect(found('CND02', body, custom(READ, ['role:ci live']))).toEqual([]);
  });

  it('ACT06 asks the members of a group', () => {
    const push = grantOf([allow('cr:PushRepository', `${PROD}/team/*`)], 'group:devs');
    expect(found('ACT06', push, custom(ADMIN, []))).toEqual(['grant/raw']);
    expect(found('ACT06', push, custom(READ, ['user:alice live']))).toEqual([]);
  });
});

describe('ways to more access', () => {
  const ram = (action: string, ...resources: string[]) =>
    custom(documentOf(allow(action, resources)), ['user:alice live']);
  const escalates = (world: World) =>
    lintPlan(pull('user:alice'), world)
      .filter(({ id }) => id === 'ESC01')
      .map(({ message }) => message);

  it.each([
    ['ram:AttachPolicyToUser', '*'],
    ['ram:Attach*', 'acs:ram:*:*:*'],
    ['ram:CreatePolicyVersion', 'acs:ram:*:*:policy/*'],
    ['ram:SetDefaultPolicyVersion', 'acs:ram:*:*:policy/live'],
    ['ram:UpdateRole', '*'],
    ['ram:AddUserToGroup', 'acs:ram:*:1234567890123456:*'],
    ['ram:CreateAccessKey', 'acs:ram:*:*:user/*'],
    ['ram:CreateLoginProfile', '*'],
    ['RAM:*', '*'],
  ])('ESC01 finds %s on %s', (action, resource) => {
    expect(escalates(ram(action, resource))).not.toEqual([]);
  });

  it.each([
    ['ram:AttachPolicyToUser', 'acs:ram:*:*:user/bob'],
    ['ram:AttachPolicyToUser', 'acs:ram:*:*:user/*'],
    ['ram:CreatePolicyVersion', 'acs:ram:*:*:policy/other'],
    ['ram:CreateAccessKey', 'acs:ram:*:*:user/alice'],
    ['ram:UpdateRole', 'acs:ram:*:*:role/some-*'],
    ['ram:Get*', '*'],
  ])('ESC01 leaves %s on %s alone', (action, resource) => {
    expect(escalates(ram(action, resource))).toEqual([]);
  });

  it('ESC01 heeds a Deny and conditions, and leaves principals outside the file alone', () => {
    const world = (...statements: Statement[]) => custom(documentOf(...statements), ['user:alice live']);
    expect(escalates(world(allow('ram:UpdateRole', '*'), deny('ram:Update*', '*')))).toEqual([]);
    expect(
      escalates(world(allow('ram:UpdateRole', '*', { Condition: { Bool: { 'acs:MFAPresent': 'true' } } }))),
    ).toEqual([]);
    expect(found('ESC01', pull('user:bob'), world(allow('ram:UpdateRole', '*')))).toEqual([]);
  });

  it('ESC01 finds a path that two policies and a group make', () => {
    const world = custom(
      documentOf(allow('ram:AttachPolicyToGroup', 'acs:ram:*:*:group/devs')),
      ['user:alice live', 'group:devs more'],
      {
        others: [
          { name: 'live', document: documentOf(allow('ram:AttachPolicyToGroup', 'acs:ram:*:*:group/devs')) },
          { name: 'more', document: documentOf(allow('ram:AttachPolicyToGroup', 'acs:ram:*:system:policy/*')) },
        ],
      },
    );
    expect(found('ESC01', pull('user:alice'), world)).toEqual(['user:alice']);
  });

  it('ESC01 blocks the plan that puts somebody into such a group', () => {
    const world = custom(documentOf(allow('ram:UpdateRole', '*')), ['group:ops live']);
    const body = `${pull('user:alice')}\ngroups: { ops: { members: [alice] } }`;
    expect(judged(lintPlan(body, world))).toContain('!ESC01 user:alice');
  });

  it('ESC02 finds roles with more access that holders may become', () => {
    const assume = (resource: string) => ({
      ...custom(READ, ['user:alice sts', 'role:release live'], {
        others: [
          { name: 'live', document: documentOf(allow('cr:PushRepository', `${PROD}/*`)) },
          { name: 'sts', document: documentOf(allow('sts:AssumeRole', resource)) },
        ],
      }),
    });
    expect(found('ESC02', 'grants: {}', assume('acs:ram:*:*:role/release'))).toEqual(['policy/sts']);
    expect(found('ESC02', 'grants: {}', assume('acs:ram::1234567890123456:role/rel*'))).toEqual(['policy/sts']);
    expect(found('ESC02', 'grants: {}', assume('acs:ram:*:*:role/ci'))).toEqual([]);
    const equal = assume('*');
    expect(found('ESC02', 'grants: {}', { ...equal, attached: [...equal.attached!, 'user:alice live'] })).toEqual([]);
  });
});
