import { describe, expect, it } from 'vitest';
import { runLints } from '../../src/lint/run-lints.ts';
import type { Account, Inventory } from '../../src/state/types.ts';
import { accountOf, configOf, NOW } from '../support/world.ts';
import {
  allow,
  deny,
  documentOf,
  grantOf,
  keysOf,
  lintFile,
  lintPlan,
  liveWorld,
  PROD,
  type Statement,
} from './lints.ts';

const NGINX = `${PROD}/juzhong/nginx`;
const PULL = allow('cr:PullRepository', NGINX);
const when = (Condition: unknown): Statement => ({ Condition });
const many = (wildcards: number) => `${PROD}/juzhong/${'a*'.repeat(wildcards)}`;

/** A live document breaks the grammar, and one that is like it does not. */
const GRAMMAR: readonly (readonly [id: string, good: unknown, bad: unknown])[] = [
  ['SYN01', documentOf(PULL), { ...documentOf(PULL), Version: 1 }],
  ['SYN02', documentOf(PULL), documentOf({ ...PULL, Sid: 'read' })],
  ['SYN02', documentOf(PULL), 'text'],
  ['SYN03', documentOf(PULL), documentOf({ ...PULL, Effect: 'allow' })],
  ['SYN04', documentOf(PULL), documentOf({ ...PULL, NotAction: 'cr:*' })],
  ['SYN04', documentOf(PULL), documentOf({ ...PULL, Action: [] })],
  ['SYN05', documentOf(PULL), documentOf({ Effect: 'Allow', Action: 'cr:GetScan' })],
  ['SYN06', documentOf(PULL), documentOf({ ...PULL, Action: ['cr:Get Scan'] })],
  ['SYN07', documentOf(PULL), documentOf({ ...PULL, Resource: 'arn:cr:x' })],
  ['SYN07', documentOf(allow('cr:Get*', '*')), documentOf(allow('cr:Get*', 'acs:cr:*'))],
  // undefined = the text was no JSON, or named a key twice
  ['SYN11', documentOf(PULL), undefined],
  [
    'SYN09',
    documentOf({ ...PULL, ...when({ IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } }) }),
    documentOf({ ...PULL, ...when({ IpAddressIfExists: { 'acs:SourceIp': '10.0.0.0/8' } }) }),
  ],
  [
    'SYN10',
    documentOf({ ...PULL, ...when({ Bool: { 'acs:MFAPresent': 'true' } }) }),
    documentOf({ ...PULL, ...when({ Bool: { 'acs:MFAPresent': ['true', 'false'] } }) }),
  ],
  ['SYN10', documentOf(PULL), documentOf({ ...PULL, ...when({ Bool: { 'acs:MFAPresent': true } }) })],
  ['SYN10', documentOf(PULL), documentOf({ ...PULL, ...when({ StringEquals: { SourceIp: 'x' } }) })],
];

describe('the grammar of live documents', () => {
  it.each(GRAMMAR)('%s is found in a document that breaks it, and does not block', (id, good, bad) => {
    expect(keysOf(lintPlan('grants: {}', liveWorld(good)), id)).toEqual([]);
    const found = lintPlan('grants: {}', liveWorld(bad)).filter((finding) => finding.id === id);
    expect(found).not.toEqual([]);
    expect(found[0]).toMatchObject({ key: 'policy/live', severity: 'error', introduced: false, blocking: false });
  });

  it('SYN08 warns before the limit and says when it is passed', () => {
    const sized = (bytes: number) => {
      const pad = bytes - JSON.stringify(documentOf(allow('cr:Get*', `${PROD}/`))).length;
      return lintPlan('grants: {}', liveWorld(documentOf(allow('cr:Get*', `${PROD}/${'x'.repeat(pad)}`)))).filter(
        ({ id }) => id === 'SYN08',
      );
    };
    expect(sized(5_499)).toEqual([]);
    expect(sized(5_500)).toMatchObject([
      { severity: 'medium', message: 'the document has 5500 of the 6144 bytes that a policy may have' },
    ]);
    expect(sized(6_144)).toMatchObject([{ severity: 'medium' }]);
    expect(sized(6_145)).toMatchObject([{ severity: 'error' }]);
  });

  it('SYN08 leaves grants alone, which are split', () => {
    const areas = Array.from({ length: 200 }, (_, index) => `prod:team/repository-${index}-of-many`);
    const body = `grants: { big: { can: pull, on: ${JSON.stringify(areas)}, to: "user:alice" } }`;
    expect(keysOf(lintPlan(body, { users: ['alice'] }), 'SYN08')).toEqual([]);
    expect(keysOf(lintFile(body), 'SYN08')).toEqual([]);
  });

  it('SYN13 blocks what only an attack writes', () => {
    const found = (wildcards: number) =>
      lintFile(grantOf([allow('cr:GetScan', many(wildcards))])).filter(({ id }) => id === 'SYN13');
    expect(found(7)).toEqual([]); // PROD has one for the account
    expect(found(8)).toMatchObject([{ severity: 'medium', blocking: false }]);
    expect(found(64)).toMatchObject([{ severity: 'error', blocking: true }]);
  });
});

const INVENTORY: Inventory = {
  instances: [
    {
      id: 'cri-prod000000000001',
      name: 'acme',
      region: 'cn-hangzhou',
      resourceGroup: 'rg-default',
      namespaces: [{ name: 'juzhong', repositories: ['nginx'] }],
    },
  ],
  personal: [],
};

/** Statements of a grant that a rule finds something of, and such as are like them. */
const STATEMENTS: readonly (readonly [
  id: string,
  good: readonly Statement[],
  bad: readonly Statement[],
  to?: string,
])[] = [
  ['SYN12', [PULL], [allow('cr:GetScan', `${PROD}/\${acs:username}/*`)]],
  ['ACT01', [allow(['cr:GetScan', 'cr:getscan', 'cr:Get*'], NGINX)], [allow('cr:GetScann', NGINX)]],
  ['ACT01', [allow('cr:List*', NGINX)], [allow('cr:Lits*', NGINX)]],
  ['ACT02', [allow(['cr:Get*', 'cr:List*', 'cr:Pull*', 'cr:Delete*'], NGINX)], [allow('cr:P*', NGINX)]],
  ['ACT02', [allow('cr:*', NGINX)], [allow('cr:*Repository', NGINX)]],
  ['ACT02', [allow('cr:Create*', NGINX)], [allow('cr:C*', NGINX)]],
  ['ACT02', [deny('cr:P*', NGINX)], [allow('cr:?ushRepository', NGINX), allow('cr:Pu*', NGINX)]],
  ['ACT03', [allow('cr:Get*', NGINX)], [allow('cr:*', NGINX)]],
  ['ACT03', [deny('cr:*', NGINX)], [allow('cr:**', NGINX)]],
  ['ACT05', [allow('cr:ListRepositoryTag', NGINX)], [allow('cr:ListRepoTag', NGINX)]],
  ['ACT06', [allow(['cr:PushRepository', 'cr:PullRepository'], NGINX)], [allow('cr:PushRepository', NGINX)]],
  ['ACT06', [PULL, allow('cr:GetAuthorizationToken', '*')], [PULL], 'role:ci'],
  [
    'ACT07',
    [allow(['cr:PushRepository', 'cr:PullRepository'], NGINX)],
    [allow(['cr:PushRepository', 'cr:PullRepository'], NGINX), allow('cr:Delete*', NGINX)],
  ],
  ['ARN02', [allow('cr:GetAuthorizationToken', '*')], [allow('cr:GetAuthorizationToken', `${PROD}/*`)]],
  [
    'ARN02',
    [allow(['cr:ListInstance', 'cr:GetScan'], NGINX), allow('cr:ListInstance', '*')],
    [allow(['cr:ListInstance', 'cr:GetScan'], NGINX)],
  ],
  ['ARN02', [allow('cr:List*', NGINX)], [allow('cr:UpdateRepository', NGINX)]],
  [
    'ARN03',
    [allow('cr:GetInstance', PROD.replace('repository/', 'instance/'))],
    [allow('cr:GetInstance', `${PROD}/*`)],
  ],
  [
    'ARN03',
    [allow('cr:ListNamespace', `${PROD}/*`)],
    [allow('cr:PullRepository', PROD.replace('repository/', 'instance/'))],
  ],
  ['ARN03', [allow('cr:CreateNamespace', PROD)], [allow('cr:CreateNamespace', `${PROD}/*`)]],
  [
    'ARN04',
    [allow('cr:GetScan', [`${PROD}/team-*`, `${PROD}/team/*`, `${PROD}/team/web-*`])],
    [allow('cr:GetScan', `${PROD}/team*`)],
  ],
  ['ARN04', [deny('cr:GetScan', `${PROD}/team*`)], [allow('cr:GetScan', `${PROD}/team/web*`)]],
  [
    'ARN05',
    [allow('cr:GetScan', [`${PROD}/team/*`, `${PROD}/team-*/*`, `${PROD}/*/*`])],
    [allow('cr:GetScan', `${PROD}/*-team/*`)],
  ],
  ['ARN05', [allow('cr:GetScan', 'acs:cr:*:*:repository/*/team/*')], [allow('cr:GetScan', `${PROD}/te?m/*`)]],
  [
    'ARN06',
    [allow('cr:PullRepository', [`${PROD}/juzhong`, `${PROD}/juzhong/*`])],
    [allow('cr:PullRepository', `${PROD}/juzhong`), allow('cr:Get*', '*')],
  ],
  [
    'ARN06',
    [allow('cr:CreateRepository', `${PROD}/juzhong`)],
    [allow(['cr:CreateRepository', 'cr:PushRepository'], `${PROD}/juzhong/*`)],
  ],
  ['ARN06', [allow('cr:*', [`${PROD}/juzhong`, `${PROD}/juzhong/*`])], [allow('cr:*', `${PROD}/juzhong/*`)]],
  ['ARN06', [allow('cr:Get*', `${PROD}/juzhong`)], [allow('cr:*', `${PROD}/juzhong`)]],
  ['ARN07', [PULL], [allow('cr:GetScan', NGINX.replace(':*:', ':6543210987654321:'))]],
  [
    'ARN07',
    [allow('cr:GetScan', NGINX.replace('cn-hangzhou', '*'))],
    [allow('cr:GetScan', NGINX.replace('hangzhou', 'beijing'))],
  ],
  [
    'ARN07',
    [allow('cr:GetScan', NGINX.replace(':*:', ':1234567890123456:'))],
    [allow('cr:GetScan', NGINX.replace('cri-prod', 'cri-test'))],
  ],
  ['ARN08', [PULL], [allow('cr:GetScan', `${PROD}/JuZhong/*`)]],
  ['ARN10', [allow('cr:GetScan', `${PROD}/*`)], [allow('cr:GetScan', 'acs:cr:*:*:repository/*/juzhong/*')]],
  [
    'ARN10',
    [allow('cr:GetScan', 'acs:cr:*:*:repository/juzhong-*/*')],
    [allow('cr:GetScan', 'acs:cr:*:*:repository/cri-*/*')],
  ],
  ['ARN10', [allow(['cr:ListRepository', 'cr:GetAuthorizationToken'], '*')], [allow('cr:PullRepository', '*')]],
  [
    'ARN11',
    [allow('cr:GetAuthorizationToken', ['*', 'acs:cr:*:*:*'])],
    [allow('cr:GetAuthorizationToken', 'acs:cr:*:*:*')],
  ],
  ['ARN11', [allow('cr:PullRepository', 'acs:cr:*:*:*')], [allow('cr:Get*', 'acs:cr:*:*:*')]],
  ['ARN12', [allow('cr:*', [`${PROD}/*`, `${PROD.replace('repository', 'chart')}/*`])], [allow('cr:*', `${PROD}/*`)]],
  ['ARN12', [allow('cr:GetScan', `${PROD}/*`)], [allow('cr:GetScan', PROD.replace('repository', '*'))]],
  [
    'LP04',
    [allow('cr:PushRepository', `${PROD}/juzhong/*`), allow('cr:PullRepository', `${PROD}/*`)],
    [allow('cr:PushRepository', `${PROD}/*`)],
  ],
  ['LP04', [deny('cr:DeleteRepository', `${PROD}/*`)], [allow('cr:DeleteRepository', `${PROD}/*/*`)]],
  [
    'LP05',
    [allow('cr:GetInstanceEndpoint', '*')],
    [allow('cr:UpdateInstanceEndpointStatus', PROD.replace('repository', 'instance'))],
  ],
  ['LP05', [allow('cr:UpdateInstanceEndpointStatus', `${PROD}/*`)], [allow('cr:Create*', '*')]],
  [
    'CND01',
    [{ ...PULL, ...when({ Bool: { 'acs:MFAPresent': 'true' } }) }],
    [PULL, deny('cr:PullRepository', NGINX, when({ Bool: { 'acs:MFAPresent': 'false' } }))],
  ],
  [
    'CND02',
    [{ ...PULL, ...when({ Bool: { 'acs:MFAPresent': 'true' } }) }, allow('cr:GetScan', NGINX)],
    [{ ...PULL, ...when({ Bool: { 'acs:MFAPresent': 'true' } }) }],
    'role:ci',
  ],
  [
    'CND03',
    [{ ...PULL, ...when({ DateLessThan: { 'acs:CurrentTime': '2026-06-02T00:00:00Z' } }) }],
    [{ ...PULL, ...when({ DateLessThan: { 'acs:CurrentTime': '2026-06-01T00:00:00Z' } }) }],
  ],
  [
    'CND04',
    [PULL, deny('cr:*', NGINX, when({ DateLessThan: { 'acs:CurrentTime': '2026-07-02T00:00:00Z' } }))],
    [PULL, deny('cr:*', NGINX, when({ DateLessThan: { 'acs:CurrentTime': '2026-07-01T00:00:00Z' } }))],
  ],
  [
    'CND04',
    [PULL, deny('cr:*', NGINX)],
    [PULL, deny('cr:*', NGINX, when({ DateLessThan: { 'acs:CurrentTime': '2026-01-01T00:00:00Z' } }))],
  ],
  [
    'LP08',
    [allow('cr:PullRepository', `${PROD}/juzhong/*`), deny('cr:PullRepository', NGINX)],
    [allow('cr:PullRepository', NGINX), deny('cr:Pull*', `${PROD}/juzhong/*`)],
  ],
];

describe('the statements of a grant', () => {
  it.each(STATEMENTS.map(([id, good, bad, to = 'user:alice']) => ({ id, good, bad, to })))(
    '$id: $good against $bad',
    ({ id, good, bad, to }) => {
      expect(keysOf(lintFile(grantOf(good, to)), id)).toEqual([]);
      const found = lintFile(grantOf(bad, to)).filter((finding) => finding.id === id);
      expect(found).not.toEqual([]);
      expect(found[0]).toMatchObject({ introduced: true, blocking: false });
    },
  );

  it('ARN01 finds the shape of an edition that there is no registry of', () => {
    const personal = grantOf([allow('cr:GetScan', 'acs:cr:*:*:repository/juzhong/*')]);
    const enterprise = grantOf([allow('cr:GetScan', NGINX)]);
    const only = (edition: 'personal' | 'enterprise', body: string, inventory?: Inventory) => {
      const config = configOf(body);
      const registries = config.registries.filter((registry) => registry.edition === edition);
      const account = inventory === undefined ? undefined : accountOf({ account: { inventory } });
      const lint = { before: account, after: account, changes: [], now: NOW };
      return keysOf(runLints({ config: { ...config, registries }, ...lint }), 'ARN01');
    };
    const legacy = { instances: [], personal: [{ region: 'cn-hangzhou', namespaces: [] }] };
    expect(only('enterprise', personal)).toEqual(['grant/raw']);
    expect(only('enterprise', personal, legacy)).toEqual([]);
    expect(only('personal', personal)).toEqual([]);
    expect(only('personal', enterprise, legacy)).toEqual(['grant/raw']);
    expect(only('enterprise', enterprise, legacy)).toEqual([]);
  });

  it('ARN07 knows the instances of a region that was read', () => {
    const of = (instance: string, region: string, inventory: Account['inventory'] = INVENTORY) => {
      const document = documentOf(allow('cr:GetScan', `acs:cr:${region}:*:repository/${instance}/a/*`));
      return keysOf(lintPlan('grants: {}', liveWorld(document, { account: { inventory } })), 'ARN07');
    };
    expect(of('cri-prod000000000001', 'cn-hangzhou')).toEqual([]);
    expect(of('cri-gone000000000001', 'cn-hangzhou')).toEqual(['policy/live']);
    expect(of('cri-gone000000000001', 'cn-hangzhou', { unreadable: 'no right' })).toEqual([]);
    expect(of('cri-gone000000000001', 'cn-beijing')).toEqual([]);
  });

  it('ARN09 finds names that the registry does not have', () => {
    const found = (on: string, more = '', inventory: Account['inventory'] = INVENTORY) => {
      const body = `grants: { a: { can: push, on: "prod:${on}", to: "user:alice"${more} } }`;
      return lintPlan(body, { users: ['alice'], account: { inventory } }).filter(({ id }) => id === 'ARN09');
    };
    expect(found('juzhong/nginx')).toEqual([]);
    expect(found('juzhong/*')).toEqual([]);
    expect(found('juzhong/ngnix')).toMatchObject([{ severity: 'low', key: 'grant/a' }]);
    expect(found('juhzong/*')).toMatchObject([{ message: 'cri-prod000000000001 has no namespace "juhzong"' }]);
    expect(found('juzhong/web', ', create: true')).toMatchObject([{ severity: 'info' }]);
    expect(found('juhzong/*', '', { unreadable: 'no right' })).toEqual([]);
    const starting = {
      ...INVENTORY,
      instances: INVENTORY.instances.map((instance) => ({ ...instance, namespaces: [] })),
    };
    expect(found('juhzong/*', '', starting)).toEqual([]);
  });

  it('ACT04 finds what is allowed by leaving something out', () => {
    const notAction = { Effect: 'Allow', NotAction: 'cr:Delete*', Resource: NGINX };
    expect(keysOf(lintPlan('grants: {}', liveWorld(documentOf(notAction))), 'ACT04')).toEqual(['policy/live']);
    expect(keysOf(lintPlan('grants: {}', liveWorld(documentOf({ ...notAction, Effect: 'Deny' }))), 'ACT04')).toEqual(
      [],
    );
    expect(keysOf(lintPlan('grants: {}', liveWorld(documentOf({ ...notAction, NotAction: 'cr:*' }))), 'ACT04')).toEqual(
      [],
    );
  });
});
