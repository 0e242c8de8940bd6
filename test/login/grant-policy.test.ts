import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AcrAccessError } from '../../src/errors.ts';
import { grantPolicy } from '../../src/login/grant-policy.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import { EXAMPLES } from '../support/example.ts';
import { INSTANCE } from './memory-host.ts';

const bytes = readFileSync(join(EXAMPLES, 'quickstart/acr-access.yaml'));
const policyOf = (grant: string, lookups: readonly string[] = [], text: Uint8Array = bytes) =>
  grantPolicy({ file: 'acr-access.yaml', bytes: text }, grant, lookups);

function decision(policy: string, action: string, path: string) {
  const held = { policy: 'session', type: 'Custom', scope: 'account', via: [], document: JSON.parse(policy) } as const;
  const resource = path === '*' ? '*' : `acs:cr:cn-hangzhou:1234567890123456:repository/${INSTANCE}/${path}`;
  return evaluate([held], { action, resource }, { resourceGroupOf: () => undefined }).decision;
}

function refusal(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof AcrAccessError) return { code: error.code, message: error.message, hint: error.hint };
  }
  throw new Error('it is accepted');
}

describe('a session narrowed to a grant of the file', () => {
  it.each([
    ['release-push', 'cr:PushRepository', 'release/api', 'allow'],
    ['release-push', 'cr:GetAuthorizationToken', '*', 'allow'],
    ['release-push', 'cr:PullRepository', 'juzhong/nginx', 'implicit-deny'],
    ['release-push', 'cr:ListInstance', '*', 'implicit-deny'],
    ['juzhong-read', 'cr:PullRepository', 'juzhong/web/api', 'allow'],
    ['juzhong-read', 'cr:PushRepository', 'juzhong/web/api', 'implicit-deny'],
  ])('%s: %s on %s is %s', (grant, action, path, answer) => {
    expect(decision(policyOf(grant), action, path)).toBe(answer);
  });

  it('keeps what the login itself has to look up', () => {
    expect(decision(policyOf('release-push', ['cr:ListInstance']), 'cr:ListInstance', '*')).toBe('allow');
  });

  it('needs a grant of that name', () => {
    expect(refusal(() => policyOf('release'))).toEqual({
      code: 'usage',
      message: 'acr-access.yaml has no grant "release"',
      hint: 'Its grants: juzhong-read, nginx-admin, release-push, auditors.',
    });
  });

  it('cannot be one that gives a system policy', () => {
    expect(refusal(() => policyOf('auditors'))).toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('permissions'),
    });
  });

  it('needs a file that is right', () => {
    const broken = new TextEncoder().encode('version: 1\naccount: x\n');
    expect(refusal(() => policyOf('release-push', [], broken))).toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/^acr-access\.yaml:2:\d+: /),
    });
  });
});
