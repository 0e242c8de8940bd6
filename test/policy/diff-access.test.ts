import { describe, expect, it } from 'vitest';
import type { AccessRow } from '../../src/policy/access/rows.ts';
import { UNLISTED_ACTION } from '../../src/policy/catalogue.ts';
import { diffAccess } from '../../src/policy/diff-access.ts';
import type { AttachedDocument } from '../../src/policy/evaluate.ts';
import { attach, side, WORLD } from './access/support.ts';

const REPOSITORY = 'acs:cr:*:*:repository/cri-a/';
const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});
const diff = (before: readonly AttachedDocument[], after: readonly AttachedDocument[], left?: number) =>
  diffAccess({ before: side(...before), after: side(...after), ...(left === undefined ? {} : { budget: { left } }) });
const short = ({ verbs, kind, area, certainty, when }: AccessRow) => ({ verbs, kind, ...area, certainty, when });
const gainsOf = (...args: Parameters<typeof diff>) => diff(...args).gained.map(short);
const rowFor = (rows: readonly AccessRow[], kind: string, action: string) =>
  rows.find((row) => row.kind === kind && row.actions.includes(action));

describe('rows of the access difference', () => {
  it('says what, where, through what, and shows a request', () => {
    const attached = attach(
      [allow('cr:PullRepository', `${REPOSITORY}prod/*`), deny('cr:*', `${REPOSITORY}*/base-*`)],
      {
        policy: 'acr-read',
        via: ['group:devs'],
      },
    );
    expect(diff([], [attached])).toEqual({
      relation: 'more',
      certainty: 'certain',
      lost: [],
      gained: [
        {
          verbs: ['pull'],
          actions: ['cr:PullRepository'],
          kind: 'repo',
          registry: { edition: 'enterprise', instance: 'cri-a', region: 'cn-hangzhou' },
          area: { include: ['prod/*'], exclude: ['*/base-*'] },
          certainty: 'certain',
          when: null,
          why: [],
          via: ['group:devs', 'policy/acr-read'],
          causes: [
            {
              policy: 'acr-read',
              type: 'Custom',
              scope: 'account',
              via: ['group:devs'],
              statement: 1,
              effect: 'Allow',
            },
          ],
          witness: {
            action: 'cr:PullRepository',
            resource: 'acs:cr:cn-hangzhou:1234567890123456:repository/cri-a/prod/x',
          },
        },
      ],
    });
  });

  it('names the Deny that went, and the part that it and the Allow share', () => {
    const before = attach([
      allow('cr:PushRepository', `${REPOSITORY}team-a/*`),
      deny('cr:PushRepository', `${REPOSITORY}*/base-*`),
    ]);
    const after = attach([allow('cr:PushRepository', `${REPOSITORY}team-a/*`)]);
    const [row] = diff([before], [after]).gained;
    expect(row?.area.include).toEqual(['team-a/*/base-*', 'team-a/base-*']);
    expect(row?.causes.map(({ effect, statement }) => [effect, statement])).toEqual([
      ['Allow', 1],
      ['Deny', 2],
    ]);
  });

  it('leaves out patterns that another one contains', () => {
    const after = attach([
      allow('cr:PullRepository', [`${REPOSITORY}prod/*`, `${REPOSITORY}prod/a*`, `${REPOSITORY}prod/?`]),
    ]);
    expect(gainsOf([], [after]).map(({ include }) => include)).toEqual([['prod/*']]);
  });

  it('adds the verb push where push and pull meet', () => {
    const push = allow('cr:PushRepository', `${REPOSITORY}prod/*`);
    const verbs = (...args: Parameters<typeof diff>) =>
      diff(...args).gained.map((row) => [row.actions, row.area.include, row.verbs]);
    expect(verbs([], [attach([push])])).toEqual([[['cr:PushRepository'], ['prod/*'], []]]);
    expect(verbs([], [attach([allow(['cr:PullRepository', 'cr:PushRepository'], `${REPOSITORY}prod/*`)])])).toEqual([
      [['cr:PullRepository', 'cr:PushRepository'], ['prod/*'], ['push', 'pull']],
    ]);
    expect(verbs([attach([allow('cr:PullRepository')])], [attach([allow('cr:PullRepository'), push])])).toEqual([
      [['cr:PushRepository'], ['prod/*'], ['push']],
    ]);
    expect(
      verbs(
        [attach([allow('cr:PullRepository', `${REPOSITORY}prod/a*`)])],
        [attach([allow('cr:PullRepository', `${REPOSITORY}prod/a*`), push])],
      ),
    ).toEqual([
      [['cr:PushRepository'], ['prod/*'], []],
      [['cr:PushRepository'], ['prod/a*'], ['push']],
    ]);
  });

  it('adds the verb list where the console gets all the way', () => {
    const star = allow(['cr:ListInstance', 'cr:ListNamespace']);
    const repositories = allow('cr:ListRepository', `${REPOSITORY}prod/*`);
    const listed = (...args: Parameters<typeof diff>) => {
      const { gained, lost } = diff(...args);
      return [...gained, ...lost].filter(({ verbs }) => verbs.includes('list')).map(({ kind }) => kind);
    };
    expect(listed([], [attach([star])])).toEqual([]);
    expect(listed([], [attach([repositories])])).toEqual([]);
    expect(listed([], [attach([star, repositories])])).toEqual(['star', 'ns-list']);
    expect(listed([attach([star])], [attach([star, repositories])])).toEqual(['ns-list']);
    expect(listed([attach([star, repositories])], [attach([repositories])])).toEqual(['star']);
    const broken = { ...attach([]), document: undefined };
    expect(listed([], [broken])).toEqual(['star', 'ns-list', 'ns-list', 'ns-list']);
  });

  it('says what of a group of actions is new when only one of push and pull was there', () => {
    const both = attach([allow(['cr:PullRepository', 'cr:PushRepository'], `${REPOSITORY}prod/*`)]);
    const [row] = diff([attach([allow('cr:PullRepository', `${REPOSITORY}prod/*`)])], [both]).gained;
    expect([row?.actions, row?.verbs]).toEqual([['cr:PushRepository'], ['push']]);
  });
});

describe('actions that no list knows', () => {
  it('stands in for them where only a wildcard covers them', () => {
    const { gained } = diff([attach([allow('cr:PullRepository')])], [attach([allow('cr:Pull*')])]);
    expect(new Set(gained.flatMap(({ actions }) => actions))).toEqual(new Set(['cr:Pull‹unlisted›']));
    expect(gained[0]?.witness).toEqual({ action: 'cr:Pull‹unlisted›', resource: '*' });
  });

  it('looks at wildcards of any shape', () => {
    const { gained } = diff(
      [attach([allow('cr:PullRepository')])],
      [attach([allow(['cr:PullRepository', 'cr:?ull*tag'])])],
    );
    expect(new Set(gained.flatMap(({ actions }) => actions))).toEqual(new Set(['cr:·ulltag']));
  });

  it('does not mention the stand-in beside actions that exist', () => {
    const { gained } = diff([], [attach([allow('cr:Get*')])]);
    expect(rowFor(gained, 'instance', 'cr:GetInstance')?.actions).not.toContain('cr:Get‹unlisted›');
  });

  it('takes actions by their name that only a statement knows', () => {
    const { gained } = diff([], [attach([allow('cr:RotateEverything', `${REPOSITORY}prod/*`)])]);
    expect(gained.map(({ kind, actions }) => [kind, actions])).toContainEqual(['repo', ['cr:RotateEverything']]);
  });

  it('reports the unlisted action as admin', () => {
    const { gained } = diff([], [attach([allow('cr:*')])]);
    expect(rowFor(gained, 'instance', UNLISTED_ACTION)?.verbs).toEqual(['admin', 'network']);
  });

  it('is unknown both ways when the wildcards of actions combine in too many ways', () => {
    const tangled = Array.from({ length: 24 }, (_, at) => `cr:*${String.fromCodePoint(97 + at)}*`);
    const { relation, gained } = diff([], [attach([allow(tangled, `${REPOSITORY}prod/*`)])]);
    expect(relation).toBe('incomparable');
    expect(gained).toContainEqual(
      expect.objectContaining({ certainty: 'unknown', why: ['the work limit was reached'] }),
    );
  });
});

describe('conditions', () => {
  const inside = { Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } };
  const pull = (more?: object) => attach([allow('cr:PullRepository', `${REPOSITORY}prod/*`, more)]);

  it('says under which condition, with a context that shows it', () => {
    const { relation, certainty, lost } = diff([pull()], [pull(inside)]);
    expect([relation, certainty]).toEqual(['less', 'conditional']);
    expect(lost[0]).toMatchObject({
      certainty: 'conditional',
      when: ['not acs:SourceIp IpAddress 10.0.0.0/8'],
      witness: { context: { 'acs:SourceIp': '9.255.255.255' } },
    });
  });

  it('lists alternatives', () => {
    const either = (ip: object, mfa: object) =>
      attach([allow('cr:PullRepository', '*', ip), allow('cr:PullRepository', '*', mfa)]);
    const mfa = { Condition: { Bool: { 'acs:MFAPresent': 'true' } } };
    const { gained } = diff([], [either(inside, mfa)]);
    expect(rowFor(gained, 'repo', 'cr:PullRepository')?.when).toEqual([
      'acs:MFAPresent Bool true',
      'acs:SourceIp IpAddress 10.0.0.0/8',
    ]);
  });

  it('knows that a condition and its opposite leave nothing out', () => {
    const outside = { Condition: { NotIpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } };
    expect(diff([pull()], [pull(inside), pull(outside)]).relation).toBe('equivalent');
  });

  it('cancels an operator that RAM does not have when it is unchanged, and is unknown when it is not', () => {
    const odd = { Condition: { BoolIfExists: { 'acs:MFAPresent': 'true' } } };
    expect(diff([pull(odd)], [attach([allow('cr:PullRepository', [`${REPOSITORY}prod/*`], odd)])]).relation).toBe(
      'equivalent',
    );
    const { relation, gained, certainty } = diff([], [pull(odd)]);
    expect([relation, certainty]).toEqual(['more', 'unknown']);
    expect(gained[0]?.why).toEqual(['what BoolIfExists says of acs:MFAPresent true may not be documented']);
  });

  it('is unknown both ways beyond the conditions that are looked at together', () => {
    const many = (from: number) =>
      attach(
        Array.from({ length: 6 }, (_, at) =>
          allow('cr:PullRepository', `${REPOSITORY}prod/*`, { Condition: { Bool: { [`acs:K${from + at}`]: 'true' } } }),
        ),
      );
    const { relation, certainty, gained } = diff([many(0)], [many(6)]);
    expect([relation, certainty]).toEqual(['incomparable', 'unknown']);
    expect(gained[0]?.why).toEqual(['more conditions and open questions come together than are looked at']);
    const denied = attach([deny('cr:PullRepository')]);
    expect(diff([many(0), denied], [many(6), denied]).relation).toBe('equivalent');
    const unread = { ...attach([]), document: undefined };
    expect(diff([many(0), unread], [many(6), unread]).relation).toBe('incomparable');
  });
});

describe('what the documents leave open', () => {
  const broken = attach([{ ...allow('cr:PullRepository', `${REPOSITORY}prod/*`), Sid: 'x' }], { policy: 'odd' });
  const unread = { ...attach([]), document: undefined };

  it('is neither gained nor lost while it stays as it is', () => {
    expect(diff([broken], [structuredClone(broken)]).relation).toBe('equivalent');
  });

  it('counts as gained where it comes, and as lost where it goes', () => {
    expect(diff([], [broken])).toMatchObject({
      relation: 'more',
      certainty: 'unknown',
      gained: [{ why: ['odd breaks the policy grammar'] }],
    });
    expect(diff([broken], [])).toMatchObject({ relation: 'less', certainty: 'unknown' });
  });

  it('is unknown both ways for a document that was not read on either side', () => {
    expect(diff([unread], [unread])).toMatchObject({ relation: 'incomparable', certainty: 'unknown' });
  });

  it('says that the orders of evaluation are disputed', () => {
    const guard = attach([deny('cr:PushRepository')], { scope: 'rg-a' });
    const everything = attach([allow('cr:PushRepository')]);
    const { relation, lost } = diff([everything], [everything, guard]);
    expect(relation).toBe('less');
    expect(lost.filter(({ kind }) => kind === 'repo').map(({ certainty, why }) => [certainty, why.length])).toEqual([
      ['unknown', 1],
    ]);
    expect(diff([everything, guard], [structuredClone(everything), structuredClone(guard)]).relation).toBe(
      'equivalent',
    );
  });

  it('is open what a resource group says of requests on *', () => {
    const login = attach([allow('cr:GetAuthorizationToken')], { scope: 'rg-a' });
    expect(diff([], [login]).gained).toMatchObject([
      {
        kind: 'star',
        certainty: 'unknown',
        why: ['whether rg-a has a say in what is authorised on * is not documented'],
      },
    ]);
  });

  it('is open whether the ARN of everything is *', () => {
    const login = attach([allow('cr:GetAuthorizationToken', 'acs:cr:*:*:*')]);
    expect(diff([], [login]).gained).toMatchObject([{ kind: 'star', certainty: 'unknown' }]);
  });
});

describe('sizes', () => {
  it('stays exact for more patterns than are kept', () => {
    const many = (end: string) => Array.from({ length: 20_001 }, (_, at) => `${REPOSITORY}ns${at}/${end}`);
    const before = attach([allow('cr:PullRepository', many('a'))]);
    const after = attach([allow('cr:PullRepository', [...many('a'), `${REPOSITORY}more/a`])]);
    expect(gainsOf([before], [after]).map(({ include }) => include)).toEqual([['more/a']]);
  });

  it('is unknown beyond the open questions that are looked at together', () => {
    const odd = (from: number) =>
      Array.from({ length: 5 }, (_, at) =>
        attach([{ ...allow('cr:PullRepository', `${REPOSITORY}prod/${from + at}*`), Sid: 'x' }]),
      );
    expect(diff(odd(0), odd(5))).toMatchObject({ relation: 'incomparable', certainty: 'unknown' });
  });
});

describe('the work limit', () => {
  it('is unknown both ways, never no change', () => {
    const hostile = (text: string) => attach([allow('cr:PullRepository', REPOSITORY + text)]);
    const before = hostile(`*a${'*b'.repeat(60)}`);
    const after = hostile(`*b${'*a'.repeat(60)}`);
    const { relation, certainty, gained, lost } = diff([before], [after], 100);
    expect([relation, certainty]).toEqual(['incomparable', 'unknown']);
    expect([gained[0]?.witness, lost[0]?.why]).toEqual([undefined, ['the work limit was reached']]);
  });
});

describe('registries', () => {
  it('counts those of both sides, and follows an instance to another resource group', () => {
    const scoped = attach([allow('cr:PullRepository')], { scope: 'rg-a' });
    const moved = {
      ...WORLD,
      instances: WORLD.instances.map((one) => (one.id === 'cri-a' ? { ...one, resourceGroup: 'rg-b' } : one)),
    };
    const result = diffAccess({
      before: { world: WORLD, attached: [scoped] },
      after: { world: moved, attached: [scoped] },
    });
    expect(result.relation).toBe('less');
    const none = { ...WORLD, instances: [], personal: [] };
    const gone = diffAccess({
      before: { world: WORLD, attached: [] },
      after: { world: none, attached: [attach([allow('cr:PullRepository')])] },
    });
    expect(gone.gained.map(({ registry }) => registry?.region)).toEqual(['cn-hangzhou', 'cn-beijing', 'cn-beijing']);
  });

  it('keeps Personal Edition apart from instances, in shape and in resource groups', () => {
    const personal = { edition: 'personal', region: 'cn-beijing' };
    const rows = diff([], [attach([allow('cr:PullRepository', 'acs:cr:cn-beijing:*:repository/team/*')])]).gained;
    expect(rows.map(({ registry }) => registry)).toEqual([personal]);
    const enterprise = diff(
      [],
      [attach([allow('cr:PullRepository', 'acs:cr:cn-beijing:*:repository/cri-b/*')])],
    ).gained;
    expect(enterprise.map(({ registry }) => registry?.edition)).toEqual(['enterprise']);
    expect(
      diff([], [attach([allow('cr:PullRepository', 'acs:cr:cn-beijing:*:repository/team/*')], { scope: 'rg-a' })])
        .relation,
    ).toBe('equivalent');
  });

  it('sees nothing in patterns for other accounts, regions and instances', () => {
    const dead = [
      'acs:cr:*:999:repository/cri-a/*',
      'acs:cr:cn-shanghai:*:repository/cri-a/*',
      'acs:cr:*:*:repository/cri-c/*',
    ];
    expect(
      diff([], [attach([allow('cr:PullRepository', dead)])]).gained.map(({ registry }) => registry?.edition),
    ).toEqual(['personal']);
  });
});
