import type { AccessReport, AccessRow, PrincipalAccess } from '../../src/plan/access/types.ts';
import type { Principal } from '../../src/policy/principal.ts';
import { CHANGES, LINE_7 } from './plans.ts';

/** Pulling from `prod:a/*`, for certain. */
export const row = (over: Partial<AccessRow> = {}): AccessRow => ({
  verbs: ['pull'],
  actions: ['cr:PullRepository'],
  kind: 'repo',
  area: { include: ['prod:a/*'], exclude: [] },
  certainty: 'certain',
  witness: { action: 'cr:PullRepository', resource: 'acs:cr:cn-hangzhou:1234567890123456:repository/cri-a/a/x' },
  existing: { count: 2, sample: ['a/x', 'a/y'] },
  via: ['policy/acr-access-p'],
  when: null,
  why: [],
  cause: 'attached',
  source: null,
  ...over,
});

/** Requests on `*`, such as login. */
export const star = (over: Partial<AccessRow> = {}): AccessRow =>
  row({ kind: 'star', verbs: ['login'], area: { include: ['*'], exclude: [] }, existing: null, ...over });

export const access = (
  principal: Principal,
  { gained = [], lost = [] }: Partial<Pick<PrincipalAccess, 'gained' | 'lost'>>,
): PrincipalAccess => ({
  principal,
  relation: gained.length > 0 && lost.length > 0 ? 'incomparable' : gained.length > 0 ? 'more' : 'less',
  certainty: 'certain',
  gained,
  lost,
});

/** Something of everything that a report can hold. */
export const REPORT: AccessReport = {
  access: [
    access('user:alice', { gained: [row({ source: LINE_7 })] }),
    access('user:bob', { lost: [row({ cause: 'detached' })] }),
  ],
  shadow: [
    {
      principal: 'user:root',
      verbs: ['admin'],
      area: { include: ['*'], exclude: [] },
      certainty: 'certain',
      via: ['policy/System/AdministratorAccess'],
      when: null,
    },
  ],
  silent: [
    {
      key: CHANGES.detach.key,
      kind: 'revokes-nothing',
      principal: 'user:carol',
      because: 'still-granted',
      still: ['acr-access-q'],
    },
  ],
  gains: 1,
  losses: 1,
};

/** The same text wherever a report shows one that is not ours. */
export function hostileReport(text: string): AccessReport {
  const principal = `user:${text}` as Principal;
  const area = { include: [text], exclude: [text] };
  const rows = [
    row({ area, via: [text], when: [text], existing: { count: 9, sample: [text] }, source: { ...LINE_7, file: text } }),
    row({ area, via: [`policy/System/${text}`], certainty: 'unknown', why: [text], verbs: [], actions: [text] }),
  ];
  return {
    access: [access(principal, { gained: rows, lost: rows.map((one) => ({ ...one, cause: 'left' })) })],
    shadow: [{ principal, verbs: ['pull'], area, certainty: 'conditional', via: [text], when: [text] }],
    silent: [
      { key: text, kind: 'revokes-nothing', principal, because: 'still-granted', still: [text] },
      { key: text, kind: 'access-identical', principal: null, because: null, still: [] },
    ],
    gains: 1,
    losses: 1,
  };
}
