import { describe, expect, it } from 'vitest';
import { MAX_SESSION_POLICY, sessionPolicy } from '../../src/login/session-policy.ts';
import { sessionPolicyFor } from '../../src/login/session-policy-for.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import { failureOf, HOST, INSTANCE, memoryHost, ROLE_INPUTS, requestOf } from './memory-host.ts';

const ACME = { name: 'acme', edition: 'enterprise', instance: INSTANCE, region: 'cn-hangzhou' } as const;
const PERSONAL = { name: 'p', edition: 'personal', region: 'cn-hangzhou' } as const;
const arn = (path: string) => `acs:cr:cn-hangzhou:1234567890123456:repository/${path}`;

/** What a role that may do everything could still do in the session. */
function allows(policy: string, action: string, resource: string): boolean {
  const held = { policy: 'session', type: 'Custom', scope: 'account', via: [], document: JSON.parse(policy) } as const;
  return evaluate([held], { action, resource }, { resourceGroupOf: () => undefined }).decision === 'allow';
}

describe('a narrowed session', () => {
  const policies = {
    push: sessionPolicy({ permissions: 'push', repositories: ['release/api', 'team/*'] }, [ACME], []),
    pull: sessionPolicy({ permissions: 'pull', repositories: [] }, [ACME], ['cr:ListInstance']),
  };

  it.each([
    ['push', 'cr:GetAuthorizationToken', '*', true],
    ['push', 'cr:PushRepository', arn(`${INSTANCE}/release/api`), true],
    ['push', 'cr:PullRepository', arn(`${INSTANCE}/release/api`), true],
    ['push', 'cr:PushRepository', arn(`${INSTANCE}/team/web/app`), true],
    ['push', 'cr:PushRepository', arn(`${INSTANCE}/release/api2`), false],
    ['push', 'cr:PushRepository', arn('cri-other/release/api'), false],
    ['push', 'cr:PushRepository', arn('release/api'), false],
    ['push', 'cr:DeleteRepository', arn(`${INSTANCE}/release/api`), false],
    ['push', 'cr:ListInstance', '*', false],
    ['push', 'ram:CreateUser', '*', false],
    ['pull', 'cr:PullRepository', arn(`${INSTANCE}/any/thing`), true],
    ['pull', 'cr:PushRepository', arn(`${INSTANCE}/any/thing`), false],
    ['pull', 'cr:ListInstance', '*', true],
  ] as const)('for %s: %s on %s is %s', (permissions, action, resource, answer) => {
    expect(allows(policies[permissions], action, resource)).toBe(answer);
  });

  it('of Personal Edition has no instance in its resources', () => {
    const policy = sessionPolicy({ permissions: 'push', repositories: ['team/app'] }, [PERSONAL], []);
    expect(allows(policy, 'cr:PushRepository', arn('team/app'))).toBe(true);
    expect(allows(policy, 'cr:PushRepository', arn(`${INSTANCE}/team/app`))).toBe(false);
  });

  it('names each resource once, however many hosts an instance has', () => {
    const one = sessionPolicy({ permissions: 'push', repositories: ['team/app'] }, [ACME], []);
    const two = sessionPolicy(
      { permissions: 'push', repositories: ['team/app'] },
      [ACME, { ...ACME, name: 'vpc' }],
      [],
    );
    expect(two).toBe(one);
  });

  it('may be as long as STS takes, and one more is an error with the count', () => {
    const with_ = (last: number) =>
      sessionPolicy(
        {
          permissions: 'pull',
          repositories: [
            ...Array.from({ length: 18 }, (_, i) => `n/${'r'.repeat(40)}${10 + i}`),
            `n/${'z'.repeat(last)}`,
          ],
        },
        [ACME],
        [],
      );
    const room = MAX_SESSION_POLICY - with_(1).length;
    expect(with_(1 + room)).toHaveLength(MAX_SESSION_POLICY);
    expect(() => with_(2 + room)).toThrow('the session policy has 2049 characters; STS takes at most 2048');
  });
});

describe('the policy of a request', () => {
  const policyFor = (inputs: Record<string, string>, world = {}) => {
    const memory = memoryHost(world);
    return { ...memory, policy: sessionPolicyFor(requestOf({ ...ROLE_INPUTS, ...inputs }), memory.host) };
  };

  it('is none when nothing is narrowed', async () => {
    const { policy, calls } = policyFor({});
    expect(await policy).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it('asks nobody when instance-id is given', async () => {
    const { policy, calls } = policyFor({ 'instance-id': INSTANCE, permissions: 'push', repositories: 'release/api' });
    expect(JSON.parse((await policy)!)).toEqual({
      Version: '1',
      Statement: [
        { Effect: 'Allow', Action: ['cr:GetAuthorizationToken'], Resource: ['*'] },
        {
          Effect: 'Allow',
          Action: ['cr:PullRepository', 'cr:PushRepository'],
          Resource: [`acs:cr:cn-hangzhou:*:repository/${INSTANCE}/release/api`],
        },
      ],
    });
    expect(calls).toEqual([]);
  });

  it('asks the registry which instance it is, and lets the session look it up', async () => {
    const { policy, calls } = policyFor({ permissions: 'pull' }, { saysToBe: { [HOST]: INSTANCE } });
    expect(allows((await policy)!, 'cr:PullRepository', arn(`${INSTANCE}/a/b`))).toBe(true);
    expect(allows((await policy)!, 'cr:ListInstance', '*')).toBe(true);
    expect(calls).toEqual([`challenge ${HOST}`]);
  });

  it('is an error when nobody says which instance it is', async () => {
    expect(await failureOf(policyFor({ permissions: 'pull' }).policy)).toMatchObject({
      code: 'usage',
      hint: 'Give instance-id.',
    });
  });

  it('keeps the calls that hosts: all and custom domains need', async () => {
    const { policy } = policyFor({ permissions: 'pull', hosts: 'all', 'instance-id': INSTANCE });
    const resource = `acs:cr:cn-hangzhou:1234567890123456:instance/${INSTANCE}`;
    expect(allows((await policy)!, 'cr:ListInstanceEndpoint', resource)).toBe(true);
    expect(allows((await policy)!, 'cr:ListInstance', '*')).toBe(false);
  });

  it('knows Personal Edition without asking', async () => {
    const { policy, calls } = policyFor({ registry: 'registry.cn-hangzhou.aliyuncs.com', permissions: 'pull' });
    expect(allows((await policy)!, 'cr:PullRepository', arn('team/app'))).toBe(true);
    expect(calls).toEqual([]);
  });

  it('of a grant is that of the file', async () => {
    const { policy } = policyFor({ grant: 'release-push', config: 'access.yaml', 'instance-id': INSTANCE });
    expect(JSON.parse((await policy)!)).toEqual({ config: 'access.yaml', grant: 'release-push', lookups: [] });
  });
});
