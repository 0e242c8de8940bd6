import { describe, expect, it } from 'vitest';
import { judged, lintFile, lintPlan } from './lints.ts';

const AREAS = [
  'prod:juzhong/*',
  'prod:juzhong/nginx',
  'prod:juzhong/web/api',
  'prod:juzhong/base-*',
  'legacy:juzhong/*',
  'legacy:juzhong/nginx',
];
const OPTIONS = [
  '',
  'console: true',
  'login: false',
  'login: true',
  'until: 2026-12-31',
  'console: true, login: false, until: 2026-12-31',
];
const CREATE = ['create: true', 'create: true, console: true'];

const grants = ['pull', 'push', 'full'].flatMap((can) =>
  AREAS.flatMap((on) => [...OPTIONS, ...(can === 'push' ? CREATE : [])].map((options) => ({ can, on, options }))),
);

const body = (can: string, on: string, options: string, to: string) =>
  `grants: { team: { can: ${can}, on: ${JSON.stringify(on)}, to: ${JSON.stringify(to)}${options === '' ? '' : `, ${options}`} } }`;

/** Findings that a reviewer has to look at. */
const notable = (findings: ReturnType<typeof lintFile>): readonly string[] =>
  judged(findings.filter(({ severity }) => severity !== 'low' && severity !== 'info'));

describe('what access levels compile to', () => {
  it.each(grants)('$can on $on with $options is found nothing of', ({ can, on, options }) => {
    expect(notable(lintFile(body(can, on, options, 'group:devs')))).toEqual([]);
    expect(
      notable(lintPlan(body(can, on, options, 'group:devs'), { users: ['alice'], groups: { devs: ['alice'] } })),
    ).toEqual([]);
  });

  it('is found to be wide where the area is', () => {
    expect(notable(lintFile(body('pull', 'prod:*', '', 'group:devs')))).toEqual([]);
    expect(notable(lintFile(body('push', 'prod:*', '', 'group:devs')))).toEqual(['LP04 grant/team']);
    expect(notable(lintFile(body('full', 'prod:*', '', 'group:admins')))).toEqual(['LP04 grant/team']);
    expect(notable(lintFile(body('full', 'prod:*', '', 'group:devs')))).toEqual(['LP04 grant/team', 'LP05 grant/team']);
    expect(notable(lintFile(body('pull', 'legacy:*', '', 'group:devs')))).toEqual(['ARN10 grant/team']);
  });

  it('is found to be unbounded or pointless where the pattern is', () => {
    expect(notable(lintFile(body('pull', 'prod:juzhong*', '', 'group:devs')))).toEqual(['ARN04 grant/team']);
    expect(notable(lintFile(body('pull', 'prod:*-team/*', '', 'group:devs')))).toEqual(['ARN05 grant/team']);
    expect(notable(lintFile(body('push', 'prod:juzhong', '', 'group:devs')))).toEqual(['ARN06 grant/team']);
    expect(notable(lintFile(body('full', 'prod:juzhong', '', 'group:devs')))).toEqual(['ARN06 grant/team']);
  });

  it('is found to lack the login where nothing else gives it to a role', () => {
    expect(notable(lintFile(body('pull', 'prod:juzhong/*', 'login: false', 'role:ci')))).toEqual(['ACT06 grant/team']);
    const both = `grants:
  a: { can: pull, on: "prod:a/*", to: "role:ci", login: false }
  b: { can: pull, on: "prod:b/*", to: "role:ci" }`;
    expect(notable(lintFile(both))).toEqual([]);
    expect(notable(lintPlan(both, { roles: ['ci'] }))).toEqual([]);
  });

  it('is found uncertain where a resource group has to give the login', () => {
    expect(notable(lintFile(body('pull', 'prod:juzhong/*', 'scope: rg-team', 'group:devs')))).toEqual([
      'SCO02 grant/team',
    ]);
    expect(notable(lintFile(body('pull', 'prod:juzhong/*', 'scope: rg-team, login: false', 'group:devs')))).toEqual([]);
  });
});
