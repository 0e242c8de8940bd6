import { describe, expect, it } from 'vitest';
import { allow, deny, documentOf, lintPlan } from './lints.ts';

const READ = 'AliyunContainerRegistryReadOnlyAccess';
const COPY = ['cr:Get*', 'cr:List*', 'cr:PullRepository'];

const findingsOf = (
  document: unknown,
  { name = READ, attached = ['user:alice'], assumedDocuments = [] as readonly string[] } = {},
) =>
  // The plan would take the policy from alice: then nobody holds it.
  lintPlan('settings: { systemPolicies: report }\ngrants: {}', {
    users: ['alice'],
    others: [{ name, type: 'System', document }],
    attached: attached.map((principal) => `${principal} ${name}`),
    account: { assumedDocuments },
  }).filter(({ id }) => id === 'DRF04');
const said = (document: unknown, more = {}) => findingsOf(document, more).map(({ message }) => message);
const since = (difference: string) => [`Alibaba Cloud has changed ${READ} since December 2025: ${difference}`];

describe('DRF04', () => {
  it('leaves a policy that means the same alone, however it is written', () => {
    expect(said(documentOf(allow(COPY.toReversed(), ['*'])))).toEqual([]);
    expect(said(documentOf(...COPY.map((action) => allow(action.toUpperCase(), '*'))))).toEqual([]);
  });

  it('says what a changed policy gives and no longer gives', () => {
    expect(said(documentOf(allow([...COPY, 'cr:PushRepository', 'cr:CreateRepository'], '*')))).toEqual(
      since('it also gives push, create'),
    );
    expect(said(documentOf(allow(['cr:Get*', 'cr:List*'], '*')))).toEqual(since('it no longer gives pull'));
    expect(said(documentOf(allow(['cr:Get*', 'cr:PullRepository', 'cr:DeleteRepository'], '*')))).toEqual(
      since('it also gives delete, it no longer gives list'),
    );
  });

  it('names calls that no verb stands for, three at most', () => {
    expect(said(documentOf(allow([...COPY, 'cr:PutScan'], '*')))).toEqual(since('it also gives cr:PutScan'));
    const more = ['cr:PutScan', 'cr:CreateSyncRule', 'cr:CreateRepositorySync', 'cr:BuildRepositoryByRule'];
    const [text = ''] = said(documentOf(allow([...COPY, ...more, 'cr:CancelBuildRepository'], '*')));
    expect(text).toMatch(/: it also gives (?:cr:[^ ,]+, ){2}cr:\S+ and 2 more calls$/);
  });

  it('says when the difference is not about Container Registry', () => {
    expect(said(documentOf(allow([...COPY, 'ecs:Describe*'], '*')))).toEqual(
      since('what it gives in Container Registry is the same'),
    );
    const name = 'AliyunRAMFullAccess';
    expect(said(documentOf(allow(['ram:*', 'ims:*'], '*')), { name })).toEqual([
      `Alibaba Cloud has changed ${name} since December 2025: what it gives in Container Registry is the same`,
    ]);
  });

  it('does not call certain what is open', () => {
    const broken = { Version: '2', Statement: [allow(COPY, '*'), deny('cr:PullRepository', '*')] };
    expect(said(broken)).toEqual(since('what else has changed is not certain'));
  });

  it('is information about the policy, seen before the plan', () => {
    expect(findingsOf(documentOf(allow('cr:*', '*')))).toMatchObject([
      { severity: 'info', key: `policy/System/${READ}`, introduced: false, blocking: false, source: null },
    ]);
  });

  it('leaves alone what nobody holds, what was not read and what has no copy', () => {
    const changed = documentOf(allow('cr:*', '*'));
    expect(said(changed, { attached: [] })).toEqual([]);
    expect(said(changed, { assumedDocuments: [`System/${READ}`] })).toEqual([]);
    expect(said(undefined)).toEqual([]);
    expect(said(changed, { name: 'AliyunECSFullAccess' })).toEqual([]);
  });
});
