import fc from 'fast-check';
import { resourceGroupIn } from '../../../src/policy/access/places.ts';
import type { Side } from '../../../src/policy/diff-access.ts';
import { type AccessRequest, type AttachedDocument, type Decision, evaluate } from '../../../src/policy/evaluate.ts';

export const WORLD = {
  account: '1234567890123456',
  instances: [
    { id: 'cri-a', region: 'cn-hangzhou', resourceGroup: 'rg-a' },
    { id: 'cri-b', region: 'cn-beijing', resourceGroup: 'rg-b' },
  ],
  personal: [{ region: 'cn-beijing' }],
};

export function attach(statements: unknown, more: Partial<AttachedDocument> = {}): AttachedDocument {
  const document = { Version: '1', Statement: statements };
  return { policy: 'p', type: 'Custom', scope: 'account', via: [], document, ...more };
}

export function side(...attached: readonly AttachedDocument[]): Side {
  return { world: WORLD, attached };
}

export function decide({ world, attached }: Side, request: AccessRequest): Decision {
  return evaluate(attached, request, { resourceGroupOf: (resource) => resourceGroupIn(world, resource) }).decision;
}

/** Actions that random statements and requests use. */
export const ACTIONS = [
  'cr:PullRepository',
  'cr:PushRepository',
  'cr:CreateRepository',
  'cr:ListRepository',
  'cr:GetAuthorizationToken',
];

const rest = fc.array(fc.constantFrom('a', 'b', '/', '*', '?'), { maxLength: 6 }).map((parts) => parts.join(''));
const resource = fc.oneof(
  { weight: 8, arbitrary: rest.map((text) => `acs:cr:*:*:repository/cri-a/${text}`) },
  { weight: 2, arbitrary: rest.map((text) => `acs:cr:cn-hangzhou:1234567890123456:repository/*${text}`) },
  { weight: 1, arbitrary: fc.constant('*') },
);
const action = fc.constantFrom(...ACTIONS, 'cr:P*', 'cr:*Repository', 'cr:*', 'CR:pullrepository');

export const CONDITIONS = [
  { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } },
  { NotIpAddress: { 'acs:SourceIp': ['10.1.0.0/16', '192.0.2.1'] } },
  { Bool: { 'acs:MFAPresent': 'true' } },
  { StringLike: { 'acs:UserAgent': ['a*', '*b'] } },
  { StringNotEquals: { 'acs:UserAgent': 'ab' } },
];
const condition = fc.option(fc.constantFrom(...CONDITIONS), { nil: undefined, freq: 3 });

/** Contexts that tell the conditions apart. */
export const CONTEXTS = ['10.1.2.3', '10.2.2.2', '192.0.2.1', '198.51.100.1'].flatMap((ip) =>
  ['true', 'false'].flatMap((mfa) =>
    ['a', 'ab', 'x'].map((agent) => ({ 'acs:SourceIp': ip, 'acs:MFAPresent': mfa, 'acs:UserAgent': agent })),
  ),
);

const actions = fc.array(action, { minLength: 1, maxLength: 3 });
export const statement = fc
  .record({
    effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    actions,
    inverse: fc.integer({ max: 5, min: 0 }).map((one) => one === 0),
    resources: fc.array(resource, { minLength: 1, maxLength: 3 }),
    condition,
  })
  .map((one) => ({
    Effect: one.effect,
    [one.inverse ? 'NotAction' : 'Action']: one.actions,
    Resource: one.resources,
    ...(one.condition === undefined ? {} : { Condition: one.condition }),
  }));
const statements = fc.array(statement, { minLength: 1, maxLength: 3 });

/** Attachments for the whole account. */
export const accountWide = fc.array(
  statements.map((list) => attach(list)),
  { maxLength: 2 },
);
/** Attachments of any scope. */
export const scoped = fc.array(
  fc
    .tuple(statements, fc.constantFrom('account', 'account', 'rg-a', 'rg-b'))
    .map(([list, scope]) => attach(list, { scope })),
  { maxLength: 3 },
);

const NAMES = ['a', 'b', 'ab', 'x'];
const REPOSITORIES = [...NAMES, 'a/b', 'x/x', '/'];

/** Requests of the world, each once. */
export const REQUESTS: readonly AccessRequest[] = ['cri-a', 'cri-b'].flatMap((id) => {
  const prefix = `acs:cr:${id === 'cri-a' ? 'cn-hangzhou' : 'cn-beijing'}:1234567890123456:repository/${id}`;
  return NAMES.flatMap((ns) => [
    { action: 'cr:CreateRepository', resource: `${prefix}/${ns}` },
    { action: 'cr:ListRepository', resource: `${prefix}/${ns}/*` },
    ...REPOSITORIES.flatMap((repo) =>
      ['cr:PullRepository', 'cr:PushRepository'].map((name) => ({ action: name, resource: `${prefix}/${ns}/${repo}` })),
    ),
  ]);
});
