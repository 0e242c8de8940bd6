import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/apply/types.ts';
import { applyJson, planJson } from '../../src/render/json.ts';
import { VERSION } from '../../src/version.ts';
import { row } from './access.ts';
import { CHANGES, finding, LINE_7, plan, STATS } from './plans.ts';

const AREA = { include: ['*'], exclude: [] };
const GAIN = {
  principal: 'user:alice',
  relation: 'more',
  certainty: 'certain',
  gained: [row({ source: LINE_7 })],
  lost: [],
} as const;

/** As a reader of the file gets it. */
const parsed = (value: object): unknown => JSON.parse(JSON.stringify(value));

describe('a plan as data', () => {
  it('has the keys of the format, and kinds only once', () => {
    const full = plan({
      changes: [CHANGES.createPolicy, CHANGES.detach],
      findings: [finding({ source: LINE_7 }), finding({ id: 'VIS01', blocking: false })],
      untouched: [{ key: 'policy/x', reason: 'ignored' }],
      quotas: { users: { used: 1, after: 2, limit: 3 } },
      report: {
        access: [GAIN],
        shadow: [
          { principal: 'user:root', verbs: ['admin'], area: AREA, certainty: 'certain', via: ['policy/x'], when: null },
        ],
        silent: [
          {
            key: 'membership/devs/bob',
            kind: 'revokes-nothing',
            principal: 'user:bob',
            because: 'still-granted',
            still: ['acr-access-q'],
          },
        ],
        gains: 1,
        losses: 0,
      },
    });
    const [created, detached] = [CHANGES.createPolicy, CHANGES.detach];
    const { kind: _kind, ...after } = created.after as object & { kind: string };
    expect(parsed(planJson(full, STATS))).toEqual({
      formatVersion: 1,
      tool: VERSION,
      account: '1234567890123456',
      config: 'acr-access.yaml',
      digest: 'sha256:00',
      summary: { create: 1, update: 0, delete: 1, gains: 1, losses: 0, findings: { error: 1, warning: 1 } },
      access: [parsed(GAIN)],
      shadow: [
        { principal: 'user:root', verbs: ['admin'], area: AREA, certainty: 'certain', via: ['policy/x'], when: null },
      ],
      silent: [
        {
          key: 'membership/devs/bob',
          kind: 'revokes-nothing',
          principal: 'user:bob',
          because: 'still-granted',
          still: ['acr-access-q'],
        },
      ],
      changes: [
        { action: 'create', kind: 'policy', key: created.key, before: null, after, reason: 'because', source: LINE_7 },
        {
          action: 'delete',
          kind: 'attachment',
          key: detached.key,
          after: null,
          reason: 'because',
          source: null,
          before: { principal: 'group:devs', policy: 'acr-access-p', type: 'Custom', scope: 'account' },
        },
      ],
      findings: [parsed(full.findings[0]!), parsed(full.findings[1]!)],
      untouched: [{ key: 'policy/x', reason: 'ignored' }],
      quotas: { users: { used: 1, after: 2, limit: 3 } },
      stats: { ...STATS, applySecondsAtLeast: 3 },
    });
  });
});

describe('the result of apply as data', () => {
  const outcomes = (['done', 'already', 'failed', 'skipped'] as const).map((result): Outcome => {
    return { change: CHANGES.attach, result, requestIds: ['R1'], message: 'm', remedy: 'r' };
  });

  it('has one outcome for each change, counted', () => {
    const remaining = plan({ changes: [CHANGES.addMember] });
    const json = parsed(applyJson(plan(), { outcomes, interrupted: true, remaining, converged: false }, STATS));
    expect(json).toMatchObject({
      converged: false,
      interrupted: true,
      digest: 'sha256:00',
      stats: STATS,
      summary: { done: 1, already: 1, failed: 1, skipped: 1 },
      remaining: [{ action: 'create', kind: 'membership', key: 'membership/devs/alice' }],
    });
    expect((json as { outcomes: object[] }).outcomes[2]).toEqual({
      action: 'create',
      kind: 'attachment',
      key: CHANGES.attach.key,
      result: 'failed',
      requestIds: ['R1'],
      message: 'm',
      remedy: 'r',
    });
  });

  it('says null, not nothing, when the account could not be read back', () => {
    const json = parsed(
      applyJson(plan(), { outcomes: [], interrupted: false, remaining: undefined, converged: false }, STATS),
    );
    expect(json).toHaveProperty('remaining', null);
  });
});
