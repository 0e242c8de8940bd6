import { describe, expect, it } from 'vitest';
import type { AccessRow, PrincipalAccess, ShadowAccess, SilentChange } from '../../src/plan/access/types.ts';
import { type AccessLine, accessLines } from '../../src/render/access-lines.ts';
import { gainsSentence, PLAN_WORDS, stepText } from '../../src/render/access-words.ts';
import { planMarkdown } from '../../src/render/markdown.ts';
import { shadowLines } from '../../src/render/shadow-lines.ts';
import { silentLines } from '../../src/render/silent-lines.ts';
import { access, row, star } from './access.ts';
import { CHANGES, LINE_7, NO_REPORT, plan } from './plans.ts';

const line = ({ mark, who, can, areas, condition }: AccessLine): string => {
  const where = areas.map(({ include, exclude }) =>
    exclude.length === 0 ? include.join(',') : `${include.join(',')} except ${exclude.join(',')}`,
  );
  return `${mark} ${who.join(', ')}: ${can} @ ${where.join('; ')}${condition === '' ? '' : ` / ${condition}`}`;
};
const lines = (...rows: readonly PrincipalAccess[]) => accessLines({ access: rows }).map(line);
const gained = (...rows: readonly AccessRow[]) => lines(access('user:a', { gained: rows }));
const at = (...include: readonly string[]) => ({ area: { include, exclude: [] }, existing: null });
const ALL = ['admin', 'delete', 'push', 'pull'] as const;

describe('rows of one principal', () => {
  it('of one place are one', () => {
    expect(gained(row({ verbs: ['push'] }), row())).toEqual(['+ user:a: push, pull @ prod:a/*']);
  });

  it('keep what comes by different ways apart', () => {
    expect(gained(row({ verbs: ['push'] }), row({ via: ['group:dev', 'policy/q'] }))).toHaveLength(2);
  });

  it('take up login and list, which are asked on no registry', () => {
    expect(gained(row(), star(), star({ verbs: ['list'] }))).toEqual([
      '+ user:a: pull, list in the console, log in @ prod:a/*',
    ]);
  });

  it('leave login alone when it comes by another way', () => {
    expect(gained(row(), star({ via: ['policy/q'] }))).toEqual(['+ user:a: pull @ prod:a/*', '+ user:a: log in @ *']);
  });

  it('of the same access in several places share a line', () => {
    expect(gained(row(at('prod:a/*')), row(at('prod:b/*')))).toEqual(['+ user:a: pull @ prod:a/*; prod:b/*']);
  });

  it('say what is left out', () => {
    const area = { include: ['prod:*'], exclude: ['prod:a/*'] };
    expect(gained(row({ area }))).toEqual(['+ user:a: pull @ prod:* except prod:a/*']);
  });

  it('of a whole registry are told once', () => {
    const rows = [
      star({ verbs: ['admin', 'list', 'login'] }),
      row({ kind: 'instance', verbs: ['admin', 'network'], ...at('prod') }),
      row({ kind: 'ns', verbs: ['admin', 'delete', 'create'], ...at('prod:*') }),
      row({ verbs: ALL, ...at('prod:*') }),
      row({ kind: 'chart-repo', verbs: ['admin', 'delete'], ...at('prod:chart:*') }),
    ];
    expect(gained(...rows)).toEqual(['+ user:a: everything @ prod:*']);
  });

  it('tell the namespace with its repositories', () => {
    const namespace = row({ kind: 'ns', verbs: ['admin', 'delete', 'create'], ...at('prod:a') });
    expect(gained(namespace, row({ verbs: ALL }))).toEqual(['+ user:a: everything @ prod:a; prod:a/*']);
  });

  it('leave out calls without a name of ours beside access of the same way, but not on repositories', () => {
    const reads = row({ kind: 'ns', verbs: [], actions: ['cr:GetNamespace'], ...at('prod:a') });
    expect(gained(row(), reads)).toEqual(['+ user:a: pull @ prod:a/*']);
    const scans = row({ verbs: [], actions: ['cr:GetScan'], ...at('prod:b/*') });
    expect(gained(row(), scans)).toEqual(['+ user:a: pull @ prod:a/*', '+ user:a: cr:GetScan @ prod:b/*']);
  });

  it('name such calls when there is nothing else, all of their places', () => {
    const calls = ['cr:A', 'cr:B', 'cr:C', 'cr:D'];
    const rows = ['prod:a', 'prod:b'].map((place) => row({ kind: 'ns', verbs: [], actions: calls, ...at(place) }));
    expect(gained(...rows)).toEqual(['+ user:a: cr:A, cr:B, cr:C and 1 more call @ prod:a; prod:b']);
  });

  it('that are unknown are shown beside certain ones', () => {
    const open = row({
      kind: 'ns',
      verbs: [],
      certainty: 'unknown',
      why: ['the work limit was reached'],
      ...at('prod:a'),
    });
    expect(gained(row(), open)).toEqual([
      '+ user:a: pull @ prod:a/*',
      '? user:a: perhaps: cr:PullRepository @ prod:a / not certain: the work limit was reached',
    ]);
  });
});

describe('what is not certain', () => {
  const open = row({ certainty: 'unknown', why: ['it is not documented'] });

  it('is told once when it may be gained as well as lost', () => {
    expect(lines(access('user:a', { gained: [open], lost: [open] }))).toEqual([
      '? user:a: unclear: pull @ prod:a/* / not certain: it is not documented',
    ]);
  });

  it('is told as what it is when it can only be lost', () => {
    expect(lines(access('user:a', { lost: [open] }))).toEqual([
      '? user:a: perhaps no longer: pull @ prod:a/* / not certain: it is not documented',
    ]);
  });
});

describe('the order of lines', () => {
  it('is gains before losses, and the most powerful first', () => {
    const own = (...verbs: AccessRow['verbs']) => row({ verbs, via: [`policy/${verbs.join()}`] });
    const mixed = access('user:a', { gained: [own('pull'), own('admin'), own('delete')], lost: [own('admin')] });
    const more = access('user:b', { gained: [own('push'), own(...ALL), own('network')] });
    expect(lines(mixed, more).map((text) => text.split(' @')[0])).toEqual([
      '+ user:b: everything',
      '+ user:a: administer',
      '+ user:a: delete',
      '+ user:b: push',
      '+ user:b: open the network',
      '+ user:a: pull',
      '− user:a: no longer: administer',
    ]);
  });
});

describe('principals', () => {
  it('with equal rows share a line', () => {
    const both = ['user:a', 'role:b'] as const;
    expect(lines(...both.map((who) => access(who, { gained: [row(), star()] })))).toEqual([
      '+ user:a, role:b: pull, log in @ prod:a/*',
    ]);
  });

  it.each([
    ['way', { via: ['policy/q'] }],
    ['place', { area: { include: ['prod:b/*'], exclude: [] } }],
    ['condition', { when: ['acs:SourceIp IpAddress 10.0.0.0/8'] }],
    ['line of the file', { source: LINE_7 }],
    ['cause', { cause: 'detached' }],
  ] satisfies [string, Partial<AccessRow>][])('with another %s do not', (_what, over) => {
    expect(lines(access('user:a', { lost: [row()] }), access('user:b', { lost: [row(over)] }))).toHaveLength(2);
  });

  it('that are groups stand for members that were not read', () => {
    const groups = [access('group:dev', { gained: [row()] })];
    expect(lines(...groups)).toEqual(['+ members of group:dev: pull @ prod:a/*']);
    expect(gainsSentence({ access: groups, gains: 0, losses: 0 })).toBe('access of the members of 1 group changes');
  });
});

describe('conditions', () => {
  const END = 'acs:CurrentTime DateLessThan 2030-01-01T00:00:00Z';

  it.each([
    [null, ''],
    [[END], 'until 2030-01-01T00:00:00Z'],
    [[`not ${END}`], 'from 2030-01-01T00:00:00Z'],
    [
      ['acs:CurrentTime DateLessThan 2031-01-01T00:00:00Z and not acs:CurrentTime DateLessThan 2030-01-01T00:00:00Z'],
      'from 2030-01-01T00:00:00Z until 2031-01-01T00:00:00Z',
    ],
    [['a IpAddress 10.0.0.0/8', END], `only when a IpAddress 10.0.0.0/8 or ${END}`],
    [[`acs:UserAgent StringEquals x and ${END}`], `only when acs:UserAgent StringEquals x and ${END}`],
  ])('%j read as %j', (when, text) => {
    expect(accessLines({ access: [access('user:a', { gained: [row({ when })] })] })[0]!.condition).toBe(text);
  });
});

describe('words', () => {
  it('say what makes a loss, and what makes a gain only when that is no grant', () => {
    expect(PLAN_WORDS.causes.lost).toMatchObject({ detached: 'detached:', left: 'leaves', attached: 'denied by' });
    expect(PLAN_WORDS.causes.gained).toMatchObject({ attached: '', detached: 'no longer denied by' });
  });

  it('call a system policy one', () => {
    const show = (name: string): string => `<${name}>`;
    expect(stepText('policy/System/AdministratorAccess', show)).toBe('system policy <AdministratorAccess>');
    expect(stepText('policy/acr-access-p', show)).toBe('<acr-access-p>');
    expect(stepText('group:dev', show)).toBe('<group:dev>');
  });

  it('count what exists, and name all of it only when that is short', () => {
    const table = (existing: AccessRow['existing']): string =>
      planMarkdown(
        plan({ report: { ...NO_REPORT, access: [access('user:a', { gained: [row({ existing })] })], gains: 1 } }),
      );
    expect(table({ count: 14, sample: ['a/x', 'a/y'] })).toContain('<br>14 repositories now, e.g. `a/x`, `a/y` |');
    expect(table({ count: 1, sample: ['a/x'] })).toContain('<br>now: `a/x` |');
    expect(table({ count: 0, sample: [] })).toContain('<br>no repository yet |');
    expect(table(null)).toContain('| `prod:a/*` |');
  });
});

describe('access that does not come from the file', () => {
  const shadow = (over: Partial<ShadowAccess>): ShadowAccess => ({
    principal: 'user:root',
    verbs: ['admin', 'delete', 'push', 'pull'],
    area: { include: ['prod:*'], exclude: [] },
    certainty: 'certain',
    via: ['policy/System/AdministratorAccess'],
    when: null,
    ...over,
  });

  it('of administrators is one line for all of them and every registry', () => {
    const all = ['user:root', 'user:boss'].flatMap((principal) => [
      shadow({
        principal: principal as 'user:root',
        verbs: ['admin', 'list', 'login'],
        area: { include: ['*'], exclude: [] },
      }),
      shadow({
        principal: principal as 'user:root',
        verbs: ['admin', 'network'],
        area: { include: ['prod'], exclude: [] },
      }),
      shadow({ principal: principal as 'user:root' }),
      shadow({
        principal: principal as 'user:root',
        verbs: ['admin'],
        area: { include: ['prod:chart:*'], exclude: [] },
      }),
      shadow({ principal: principal as 'user:root', area: { include: ['legacy:*'], exclude: [] } }),
    ]);
    expect(shadowLines(all).map(line)).toEqual(['+ user:root, user:boss: everything @ prod:*; legacy:*']);
  });

  it('is not said to be certain when it is not', () => {
    expect(shadowLines([shadow({ certainty: 'unknown' })]).map(line)).toEqual([
      '? user:root: perhaps: everything @ prod:*',
    ]);
  });
});

describe('changes without an effect', () => {
  const silent = (over: Partial<SilentChange>): SilentChange => ({
    key: CHANGES.detach.key,
    kind: 'revokes-nothing',
    principal: 'user:a',
    because: 'no-access',
    still: [],
    ...over,
  });

  it('are one line for all that would have lost by it', () => {
    const [one, ...more] = silentLines({ silent: [silent({}), silent({ principal: 'user:b' })] }, [CHANGES.detach]);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ verb: 'detach', about: 'acr-access-p from group:devs', from: ['user:a', 'user:b'] });
  });

  it('do not name a principal twice', () => {
    const [one] = silentLines({ silent: [silent({ key: CHANGES.removeMember.key, principal: 'user:alice' })] }, [
      CHANGES.removeMember,
    ]);
    expect(one).toMatchObject({ about: 'user:alice from group:devs', says: 'revokes nothing', from: [] });
  });
});
