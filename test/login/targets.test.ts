import { describe, expect, it } from 'vitest';
import { findTargets } from '../../src/login/targets.ts';
import type { LoginFailure } from '../../src/login/types.ts';
import {
  failureOf,
  HOST,
  INSTANCE,
  type Inputs,
  memoryHost,
  requestOf,
  serviceFailure,
  type World,
} from './memory-host.ts';

const KEY = { accessKeyId: 'k', accessKeySecret: 's', securityToken: undefined };
const VPC = HOST.replace('registry', 'registry-vpc');
const OTHER = HOST.replace('acme', 'other');

function find(inputs: Inputs, world: World = {}, emulator = false) {
  const { services, calls } = memoryHost(world);
  return { calls, targets: findTargets(requestOf(inputs, emulator), services, KEY) };
}
const hostsOf = async (targets: ReturnType<typeof findTargets>) =>
  (await targets).map(({ hosts, ...target }) => ({ ...target, hosts: hosts.map(({ host }) => host) }));
const DOMAIN = {
  domain: 'images.example.com',
  type: 'user',
  network: 'public',
  enabled: true,
  restricted: false,
} as const;

describe('the instance of an Enterprise Edition host', () => {
  it('with instance-id needs no call with credentials', async () => {
    const { calls, targets } = find({ 'instance-id': INSTANCE }, { saysToBe: { [HOST]: INSTANCE } });
    expect(await hostsOf(targets)).toEqual([
      { edition: 'enterprise', region: 'cn-hangzhou', instanceId: INSTANCE, hosts: [HOST] },
    ]);
    expect(calls).toEqual([`challenge ${HOST}`]);
  });

  it('that says to be another one ends the login', async () => {
    const { targets } = find({ 'instance-id': INSTANCE }, { saysToBe: { [HOST]: 'cri-other' } });
    expect(await failureOf(targets)).toMatchObject({
      code: 'usage',
      message: `${HOST} belongs to instance cri-other, not to ${INSTANCE}`,
    });
  });

  it('cannot be confirmed by a host that cannot be reached', async () => {
    const fail = { challenge: { kind: 'timeout', host: HOST } satisfies LoginFailure };
    expect(await failureOf(find({ 'instance-id': INSTANCE }, { fail }).targets)).toMatchObject({ code: 'failed' });
  });

  it('without instance-id is looked up once by its exact name in its region', async () => {
    const instances = [
      { id: 'cri-almost', name: 'acme-2' },
      { id: INSTANCE, name: 'acme' },
    ];
    const { calls, targets } = find({ registry: `${HOST}\n${VPC}` }, { instances });
    expect(await hostsOf(targets)).toEqual([
      { edition: 'enterprise', region: 'cn-hangzhou', instanceId: INSTANCE, hosts: [HOST, VPC] },
    ]);
    expect(calls).toEqual(['instancesNamed cn-hangzhou acme']);
  });

  it.each([
    [[], /there is no instance acme in cn-hangzhou that this identity can see/],
    [[{ id: 'cri-a', name: 'ACME' }], /there is no instance acme/],
    [
      [
        { id: 'cri-a', name: 'acme' },
        { id: 'cri-b', name: 'acme' },
      ],
      /there are several instances acme in cn-hangzhou/,
    ],
  ])('is not guessed from %j', async (instances, message) => {
    expect((await failureOf(find({}, { instances }).targets)).message).toMatch(message);
  });

  it('stays unknown when the lookup fails', async () => {
    const fail = { instancesNamed: serviceFailure('ListInstance', 'NoPermission') };
    expect(await failureOf(find({}, { fail }).targets)).toMatchObject({
      message: expect.stringContaining('ListInstance'),
    });
  });
});

describe('pain 20: several registries in one step', () => {
  it('are grouped by password: one for each instance and region', async () => {
    const registry = [HOST, OTHER, 'registry.cn-hangzhou.aliyuncs.com', VPC, 'registry-vpc.cn-hangzhou.aliyuncs.com'];
    const { targets } = find(
      { registry: [...registry, 'registry.cn-beijing.aliyuncs.com'].join('\n') },
      {
        instances: [
          { id: 'cri-acme', name: 'acme' },
          { id: 'cri-other', name: 'other' },
        ],
      },
    );
    expect(await hostsOf(targets)).toEqual([
      { edition: 'enterprise', region: 'cn-hangzhou', instanceId: 'cri-acme', hosts: [HOST, VPC] },
      { edition: 'enterprise', region: 'cn-hangzhou', instanceId: 'cri-other', hosts: [OTHER] },
      { edition: 'personal', region: 'cn-hangzhou', hosts: [registry[2], registry[4]] },
      { edition: 'personal', region: 'cn-beijing', hosts: ['registry.cn-beijing.aliyuncs.com'] },
    ]);
  });
});

describe('a custom domain', () => {
  const inputs = { registry: 'images.example.com', 'instance-id': INSTANCE, region: 'cn-hangzhou' };

  it('is accepted when the instance lists it', async () => {
    const { calls, targets } = find(inputs, { domains: [DOMAIN] });
    expect(await hostsOf(targets)).toMatchObject([{ instanceId: INSTANCE, hosts: ['images.example.com'] }]);
    expect(calls).toEqual([`domains ${INSTANCE}`]);
  });

  it.each([[[]], [[{ ...DOMAIN, domain: 'example.com' }]], [[{ ...DOMAIN, domain: 'images.example.com.evil.com' }]]])(
    'is refused when the instance lists %j, whatever the host says of itself',
    async (domains) => {
      const world = { domains, saysToBe: { 'images.example.com': INSTANCE } };
      expect(await failureOf(find(inputs, world).targets)).toMatchObject({
        code: 'usage',
        message: `instance ${INSTANCE} does not list images.example.com as a domain of its own`,
      });
    },
  );
});

it('a loopback registry is the instance that was given', async () => {
  const inputs = { registry: '127.0.0.1:5000', 'instance-id': INSTANCE, region: 'cn-hangzhou' };
  const { calls, targets } = find(inputs, {}, true);
  expect(await hostsOf(targets)).toMatchObject([{ instanceId: INSTANCE, hosts: ['127.0.0.1:5000'] }]);
  expect(calls).toEqual([]);
});
