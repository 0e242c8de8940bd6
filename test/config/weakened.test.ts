import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import type { AccessConfig } from '../../src/config/types.ts';
import { judgedConfig } from '../../src/config/weakened.ts';

const REGISTRIES = `
  prod: { instance: cri-prod000000000001, region: cn-hangzhou }
  test: { instance: cri-test000000000001, region: cn-hangzhou }`;

function config(body: string, { file = 'acr-access.yaml', registries = REGISTRIES } = {}): AccessConfig {
  const text = `version: 1\naccount: "1234567890123456"\nregistries:${registries}\n${body}`;
  const parsed = parseConfig({ file, bytes: new TextEncoder().encode(text) });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  return parsed.value;
}
const BASE_FILE = 'acr-access.yaml at 1234567';
const base = (body: string) => config(body, { file: BASE_FILE });

/** What a change from one text to another weakens, as `key: message`. */
const weakened = (before: string, after: string): readonly string[] =>
  judgedConfig(config(after), base(before)).weakenings.map(({ key, message }) => `${key}: ${message}`);
const judged = (before: string, after: string): AccessConfig => judgedConfig(config(after), base(before)).config;

it('weakens nothing when there was no file', () => {
  const head = config('settings: { limits: { removals: 1000 }, ignore: ["*"] }');
  expect(judgedConfig(head, undefined)).toEqual({ config: head, weakenings: [] });
});

it('takes everything that is no rule from the changed file', () => {
  const after = config('grants: { a: { can: pull, on: prod:a/*, to: user:x } }\nsettings: { owner: org/new }');
  const { config: result } = judgedConfig(after, base('grants: {}\nusers: { y: {} }'));
  expect(result).toEqual(after);
});

describe('settings', () => {
  it('are judged with the smaller limits', () => {
    const [before, after] = ['settings: {}', 'settings: { limits: { removals: 100, removalPercent: 20 } }'];
    expect(weakened(before, after)).toEqual([
      'settings/limits: limits.removals goes from 10 to 100; this plan is judged with 10',
    ]);
    expect(judged(before, after).settings.limits).toEqual({ removals: 10, removalPercent: 20 });
  });

  it('count a limit that is taken out as what its default is', () => {
    const before = 'settings: { limits: { removals: 1, removalPercent: 50 } }';
    expect(weakened(before, '')).toEqual([
      'settings/limits: limits.removals goes from 1 to 10; this plan is judged with 1',
    ]);
    expect(judged(before, '').settings.limits).toEqual({ removals: 1, removalPercent: 30 });
  });

  it('protect whom either side protects', () => {
    const [before, after] = ['settings: { protect: [user:a, user:b] }', 'settings: { protect: [user:c, user:b] }'];
    expect(weakened(before, after)).toEqual([
      'settings/protect: settings.protect loses user:a; this plan is judged with it',
    ]);
    expect(judged(before, after).settings.protect).toEqual(['user:c', 'user:b', 'user:a']);
  });

  it.each([
    ['more', '[user:a, user:b]'],
    ['fewer', '[]'],
    ['others', '[user:b]'],
  ])('ignore whom the base ignores when the change ignores %s', (_what, after) => {
    const head = `settings: { ignore: ${after} }`;
    expect(weakened('settings: { ignore: [user:a] }', head)).toHaveLength(1);
    expect(judged('settings: { ignore: [user:a] }', head).settings.ignore).toEqual(['user:a']);
  });

  it('may list the ignored in another order', () => {
    expect(weakened('settings: { ignore: [user:a, user:b] }', 'settings: { ignore: [user:b, user:a] }')).toEqual([]);
  });

  it('go on enforcing system policies, and may begin to', () => {
    const [enforce, report] = ['settings: { systemPolicies: enforce }', 'settings: { systemPolicies: report }'];
    expect(weakened(enforce, report)).toEqual([
      'settings/systemPolicies: settings.systemPolicies goes from enforce to report; this plan is judged with enforce',
    ]);
    expect(judged(enforce, report).settings.systemPolicies).toBe('enforce');
    expect(weakened(report, enforce)).toEqual([]);
    expect(judged(report, enforce).settings.systemPolicies).toBe('enforce');
  });

  it('keep the prefix', () => {
    expect(weakened('', 'settings: { prefix: other- }')).toEqual([
      'settings/prefix: settings.prefix goes from acr-access- to other-; this plan is judged with acr-access-',
    ]);
    expect(judged('', 'settings: { prefix: other- }').settings.prefix).toBe('acr-access-');
  });
});

describe('guardrails', () => {
  const rail = (rule: string): string => `guardrails: [{ id: g, ${rule} }]`;
  const ONLY = 'only: [role:a, role:b], can: [push, delete], on: [prod:x/*, prod:y/*]';
  const KEEP = 'keep: [role:a, role:b], can: [push, delete], on: [prod:x/*, prod:y/*]';
  const NO_NEW = 'no-new: [push, delete], on: [prod:x/*, prod:y/*]';
  const SEPARATE = 'separate: [push, delete], on: [prod:x/*, prod:y/*]';

  it.each([
    [ONLY, 'only: [role:b, role:a], can: [delete, push], on: [prod:y/*, prod:x/*]'],
    [ONLY, 'only: [role:a], can: [pull, push, delete], on: [prod:x/*, prod:y/*, prod:z/*]'],
    [ONLY, 'only: [], can: full, on: [prod:x/*, prod:y/*]'],
    [KEEP, 'keep: [role:a, role:b, role:c], can: [pull, push, delete], on: [prod:x/*, prod:y/*, prod:z/*]'],
    [NO_NEW, 'no-new: [pull, push, delete], on: [prod:x/*, prod:y/*, prod:z/*]'],
    [NO_NEW, 'no-new: full, on: [prod:x/*, prod:y/*]'],
    ['no-new: full, on: prod:x/*', 'no-new: [login, pull, push, create, delete, list, network, admin], on: prod:x/*'],
    ['separate: [push, delete, admin], on: prod:x/*', 'separate: [push, delete], on: [prod:x/*, prod:y/*]'],
  ])('may become stricter: %s to %s', (before, after) => {
    expect(weakened(rail(before), rail(after))).toEqual([]);
    expect(judged(rail(before), rail(after))).toEqual(config(rail(after)));
  });

  it.each([
    ['somebody more', ONLY, 'only: [role:a, role:b, role:c], can: [push, delete], on: [prod:x/*, prod:y/*]'],
    ['a verb less', ONLY, 'only: [role:a, role:b], can: push, on: [prod:x/*, prod:y/*]'],
    ['an area less', ONLY, 'only: [role:a, role:b], can: [push, delete], on: prod:x/*'],
    ['a smaller area', ONLY, 'only: [role:a, role:b], can: [push, delete], on: [prod:x/api, prod:y/*]'],
    ['one to keep less', KEEP, 'keep: role:a, can: [push, delete], on: [prod:x/*, prod:y/*]'],
    ['a verb to keep less', KEEP, 'keep: [role:a, role:b], can: push, on: [prod:x/*, prod:y/*]'],
    ['an area to keep less', KEEP, 'keep: [role:a, role:b], can: [push, delete], on: prod:y/*'],
    ['a verb that may be new', NO_NEW, 'no-new: push, on: [prod:x/*, prod:y/*]'],
    ['an area for new access', NO_NEW, 'no-new: [push, delete], on: prod:x/*'],
    ['a verb more to separate', SEPARATE, 'separate: [push, delete, admin], on: [prod:x/*, prod:y/*]'],
    ['an area less to separate', SEPARATE, 'separate: [push, delete], on: prod:x/*'],
    ['another kind', ONLY, NO_NEW],
    ['another registry', NO_NEW, 'no-new: [push, delete], on: [test:x/*, test:y/*]'],
  ])('that change to %s are judged in both forms', (_what, before, after) => {
    const { config: result, weakenings } = judgedConfig(config(rail(after)), base(rail(before)));
    expect(weakenings).toEqual([
      {
        key: 'guardrail/g',
        message: 'guardrail g may allow more than before; this plan is judged with both',
        source: config(rail(after)).guardrails[0]!.source,
      },
    ]);
    expect(result.guardrails).toEqual([...config(rail(after)).guardrails, ...base(rail(before)).guardrails]);
  });

  it('that are gone, or have another id, are kept with their place in the file of the base', () => {
    const { config: result, weakenings } = judgedConfig(config('guardrails: []'), base(rail(ONLY)));
    expect(weakenings).toEqual([
      { key: 'guardrail/g', message: 'guardrail g is gone; this plan is judged with it', source: null },
    ]);
    expect(result.guardrails[0]!.source.file).toBe(BASE_FILE);
    expect(weakened(rail(ONLY), `guardrails: [{ id: other, ${ONLY} }]`)).toHaveLength(1);
  });

  it('that are new are no weakening', () => {
    expect(weakened('', rail(ONLY))).toEqual([]);
  });
});

describe('a registry', () => {
  const rules = (name: string): string =>
    `guardrails: [{ id: g, no-new: push, on: ${name}:x/* }]\nexpect: [{ who: user:a, can: push, on: ${name}:x/*, allowed: false }]`;
  const before = base(rules('prod'));

  it('that is renamed changes nothing', () => {
    const registries = '\n  main: { instance: cri-prod000000000001, region: cn-hangzhou }';
    const head = config(rules('main'), { registries });
    expect(judgedConfig(head, before)).toEqual({ config: head, weakenings: [] });
  });

  it('that is renamed keeps the rules that are gone, under its new name', () => {
    const registries = '\n  main: { instance: cri-prod000000000001, region: cn-hangzhou }';
    const { config: result, weakenings } = judgedConfig(config('', { registries }), before);
    expect(weakenings.map(({ key }) => key)).toEqual(['guardrail/g', 'expect/user:a']);
    expect(result.guardrails[0]!.on).toEqual([{ registry: 'main', pattern: 'x/*' }]);
    expect(result.expect[0]!.on).toEqual({ registry: 'main', pattern: 'x/*' });
    expect(result.registries.map(({ name }) => name)).toEqual(['main']);
  });

  it('that is pointed at another instance does not take the rules with it', () => {
    const registries = '\n  prod: { instance: cri-other00000000001, region: cn-hangzhou }';
    const { config: result, weakenings } = judgedConfig(config(rules('prod'), { registries }), before);
    expect(weakenings.map(({ key }) => key)).toEqual(['guardrail/g', 'expect/user:a']);
    const name = 'prod (before this change)';
    expect(result.registries[1]).toEqual({ ...before.registries[0], name });
    expect(result.guardrails.map(({ on }) => on[0]!.registry)).toEqual(['prod', name]);
    expect(result.expect.map(({ on }) => on.registry)).toEqual(['prod', name]);
  });

  it('that is gone is declared for the rules that are kept', () => {
    const registries = '\n  test: { instance: cri-test000000000001, region: cn-hangzhou }';
    const { config: result } = judgedConfig(config('', { registries }), before);
    expect(result.registries.map(({ name }) => name)).toEqual(['test', 'prod']);
  });
});

describe('expectations', () => {
  const expectation = (allowed: boolean): string =>
    `expect: [{ who: user:a, can: push, on: prod:x/y, allowed: ${allowed} }]`;

  it('that are gone are kept', () => {
    expect(weakened(expectation(false), '')).toEqual([
      'expect/user:a: the expectation that user:a may not push on prod:x/y is gone; this plan is judged with it',
    ]);
    expect(judged(expectation(false), '').expect).toEqual(base(expectation(false)).expect);
  });

  it.each([true, false])('that are turned around wait: allowed was %s', (allowed) => {
    const head = config(expectation(!allowed));
    const { config: result, weakenings } = judgedConfig(head, base(expectation(allowed)));
    expect(weakenings[0]!.message).toContain('is turned around');
    expect(weakenings[0]!.source).toEqual(head.expect[0]!.source);
    expect(result.expect).toEqual(base(expectation(allowed)).expect);
  });

  it('that are new are no weakening', () => {
    expect(weakened('', expectation(true))).toEqual([]);
  });
});

describe('exceptions', () => {
  const exception = (until: string, on = 'grant/a', reason = 'why'): string =>
    `exceptions: [{ id: LP04, on: ${on}, reason: ${reason}, until: ${until} }]`;

  it('that are new do not count', () => {
    expect(weakened('', exception('2027-01-01'))).toEqual([
      'exception/LP04/grant/a: the exception from LP04 on grant/a is new; this plan is judged without it',
    ]);
    expect(judged('', exception('2027-01-01')).exceptions).toEqual([]);
    expect(judged(exception('2027-01-01', 'grant/b'), exception('2027-01-01')).exceptions).toEqual([]);
  });

  it('that end later end as before', () => {
    const [before, after] = [exception('2027-01-01'), exception('2027-01-01T00:00:01Z')];
    expect(weakened(before, after)).toHaveLength(1);
    expect(judged(before, after).exceptions).toEqual(base(before).exceptions);
  });

  it.each([
    ['ends earlier', exception('2026-12-31')],
    ['has another reason', exception('2027-01-01', 'grant/a', 'better')],
    ['writes the same instant in another zone', exception('2027-01-01T08:00:00+08:00')],
  ])('that %s counts as it is', (_what, after) => {
    expect(weakened(exception('2027-01-01'), after)).toEqual([]);
    expect(judged(exception('2027-01-01'), after).exceptions).toEqual(config(after).exceptions);
  });

  it('that are gone are no weakening', () => {
    expect(weakened(exception('2027-01-01'), '')).toEqual([]);
    expect(judged(exception('2027-01-01'), '').exceptions).toEqual([]);
  });
});
