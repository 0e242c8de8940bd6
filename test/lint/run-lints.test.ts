import { describe, expect, it } from 'vitest';
import type { World } from '../support/world.ts';
import { allow, documentOf, grantOf, judged, keysOf, lintFile, lintPlan, liveWorld, PROD } from './lints.ts';

const LEAK = 'grants: { team: { can: pull, on: "prod:team*", to: "group:devs" } }';
const devs: World = { users: ['alice'], groups: { devs: ['alice'] } };
const exception = (id: string, on: string, until = '2027-01-01') =>
  `exceptions: [{ id: ${id}, on: "${on}", reason: known, until: ${until} }]`;

describe('what is introduced', () => {
  it('is everything where there is no account', () => {
    expect(lintFile(LEAK)).toMatchObject([
      { id: 'ARN04', key: 'grant/team', introduced: true, blocking: false, source: { line: 6 } },
    ]);
  });

  it('is what the account did not have before the plan', () => {
    expect(lintPlan(LEAK, devs)).toMatchObject([{ id: 'ARN04', introduced: true }]);
    const done: World = {
      ...devs,
      owned: { 'acr-access-team': documentOf(allow('cr:GetScan', `${PROD}/team*`)) },
      attached: ['group:devs acr-access-team'],
    };
    expect(lintPlan(LEAK, done).filter(({ id }) => id === 'ARN04')).toMatchObject([
      { key: 'grant/team', introduced: false },
    ]);
    const other = { ...done, owned: { 'acr-access-team': documentOf(allow('cr:GetScan', `${PROD}/qa*`)) } };
    expect(lintPlan(LEAK, other).filter(({ id }) => id === 'ARN04')).toMatchObject([
      { key: 'grant/team', introduced: true },
    ]);
  });

  it('is nothing in policies that the plan leaves as they are', () => {
    const findings = lintPlan(LEAK, {
      ...devs,
      others: [{ name: 'live', document: documentOf(allow('cr:P*', `${PROD}/x/*`)) }],
      attached: ['user:alice live'],
    });
    expect(findings.filter(({ key }) => key === 'policy/live')).toMatchObject([
      { id: 'ACT02', introduced: false, source: null },
    ]);
  });
});

describe('what is judged', () => {
  it('is no policy that nobody holds or that is about other services', () => {
    const document = documentOf(allow('cr:P*', `${PROD}/x/*`));
    expect(lintPlan('grants: {}', liveWorld(document, { attached: [] }))).toEqual([]);
    expect(lintPlan('grants: {}', liveWorld(documentOf({ ...allow('oss:P*', '*'), Sid: 'x' })))).toEqual([]);
    expect(keysOf(lintPlan('grants: {}', liveWorld(documentOf(allow('c?:P*', '*')))), 'ARN10')).toEqual([
      'policy/live',
    ]);
  });

  it('is a text that is no policy, for it may say anything', () => {
    expect(keysOf(lintPlan('grants: {}', liveWorld(undefined)), 'SYN02')).toEqual(['policy/live']);
  });

  it('is no System policy by its style, and no grant that has ended', () => {
    const document = documentOf(allow('cr:P*', `${PROD}/x/*`));
    const system = liveWorld(document, { others: [{ name: 'live', type: 'System', document }] });
    expect(keysOf(lintPlan('grants: {}', system), 'ACT02')).toEqual([]);
    expect(lintFile(LEAK.replace('can:', 'until: 2020-01-01, can:'))).toEqual([]);
  });

  it('is a grant that takes several policies as one', () => {
    const areas = Array.from({ length: 200 }, (_, index) => `prod:team/repository-${index}-of-many`);
    const body = (more: string) =>
      `grants: { big: { can: pull, on: ${JSON.stringify([...areas, more])}, to: "group:devs" } }`;
    expect(judged(lintPlan(body('prod:qa*'), devs))).toEqual(['ARN04 grant/big']);
    expect(judged(lintPlan(body('prod:qa/*'), devs))).toEqual([]);
  });

  it('says each thing once', () => {
    const statements = [allow('cr:GetScan', `${PROD}/a*`), allow('cr:PutScan', [`${PROD}/a*`, `${PROD}/b*`])];
    expect(keysOf(lintFile(grantOf(statements, 'group:devs')), 'ARN04')).toEqual(['grant/raw', 'grant/raw']);
  });
});

describe('exceptions', () => {
  it('accept the findings of one rule on one key', () => {
    expect(judged(lintFile(`${LEAK}\n${exception('ARN04', 'grant/team')}`))).toEqual([]);
    expect(judged(lintFile(`${LEAK}\n${exception('ARN04', 'grant/other')}`))).toEqual(['ARN04 grant/team']);
    expect(judged(lintFile(`${LEAK}\n${exception('ARN05', 'grant/team')}`))).toEqual(['ARN04 grant/team']);
  });

  it('end, and are then reported at their line', () => {
    const findings = lintFile(`${LEAK}\n${exception('ARN04', 'grant/team', '2026-06-01')}`);
    expect(findings).toMatchObject([
      { id: 'ARN04' },
      { id: 'EXC01', severity: 'info', key: 'grant/team', introduced: false, blocking: false, source: { line: 7 } },
    ]);
  });

  it('are told when a plan brings in what they accept, and not again once it is there', () => {
    const body = `${LEAK}\n${exception('ARN04', 'grant/team')}`;
    const told = lintPlan(body, devs);
    expect(judged(told)).toEqual(['EXC03 grant/team']);
    expect(told).toMatchObject([{ severity: 'info', introduced: true, blocking: false, source: { line: 7 } }]);
    expect(told[0]!.message).toMatch(/^ARN04 on grant\/team is accepted until \S+ \(.+\): /);
    const done: World = {
      ...devs,
      owned: { 'acr-access-team': documentOf(allow('cr:GetScan', `${PROD}/team*`)) },
      attached: ['group:devs acr-access-team'],
    };
    expect(judged(lintPlan(body, done).filter(({ id }) => id !== 'DRF03'))).toEqual([]);
    expect(judged(lintFile(body))).toEqual([]);
  });

  it('are reported when they accept nothing, as far as that can be told', () => {
    const body = `${LEAK}\n${exception('DRF01', 'user:bob')}`;
    expect(judged(lintPlan(body, devs))).toEqual(['ARN04 grant/team', 'EXC02 user:bob']);
    expect(judged(lintFile(body))).toEqual(['ARN04 grant/team']);
    expect(judged(lintPlan(`${LEAK}\n${exception('GRD01', 'guardrail/x')}`, devs))).toEqual(['ARN04 grant/team']);
  });
});
