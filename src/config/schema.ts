import { z } from 'zod';

/**
 * The shape of acr-access.yaml as it is written: keys and types, nothing more. What the values mean (names, areas,
 * dates, references) is checked by `rules/`. The published JSON Schema is made from this, so nothing here transforms.
 */

const text = z.string();
const oneOrMore = z.union([text, z.array(text).max(10_000)]);

/** Every glob is tried on every principal, so their number is bounded. */
const globs = z.union([text, z.array(text).max(100)]);

export const ACCESS_LEVELS = ['pull', 'push', 'full'] as const;
export const VERBS = ['login', 'pull', 'push', 'create', 'delete', 'list', 'network', 'admin'] as const;
export const VERBS_OR_FULL = [...VERBS, 'full'] as const;
const verb = z.enum(VERBS_OR_FULL);
const verbs = z.union([verb, z.array(verb).max(100)]);

const registry = z
  .strictObject({
    edition: z.enum(['enterprise', 'personal']).optional(),
    instance: text.optional().describe('Enterprise Edition: the instance id, cri-…'),
    region: text.describe('e.g. cn-hangzhou; "*" is allowed for Personal Edition'),
  })
  .describe('One ACR instance, or the Personal Edition of the account in a region');

const user = z
  .strictObject({
    displayName: text.optional(),
    comments: text.optional(),
    state: z.enum(['present', 'absent']).optional().describe('absent deletes the user; default: present'),
  })
  .describe('A RAM user that the file creates and describes');

const group = z
  .strictObject({
    comments: text.optional(),
    members: oneOrMore.optional().describe('user names; absent: not managed, []: the group must be empty'),
  })
  .describe('A RAM group');

const statement = z
  .strictObject({
    Effect: z.enum(['Allow', 'Deny']),
    Action: oneOrMore.describe('cr: actions only'),
    Resource: oneOrMore.describe('"*" or acs:cr:…'),
    Condition: z.record(text, z.record(text, oneOrMore)).optional(),
  })
  .describe('A RAM policy statement');

const grant = z
  .strictObject({
    reason: text.optional().describe('why; becomes the description of the policy'),
    can: z.enum(ACCESS_LEVELS).optional(),
    on: oneOrMore.optional().describe('REGISTRY:NAMESPACE[/REPOSITORY] with * and ?, or REGISTRY:*'),
    policy: text.optional().describe('a system policy instead of can + on'),
    statements: z.array(statement).max(1_000).optional().describe('RAM statements instead of can + on'),
    to: oneOrMore.describe('user:NAME, group:NAME or role:NAME'),
    replaces: oneOrMore
      .optional()
      .describe('hand-made custom policies that are detached from "to" once the grant is attached'),
    scope: text.optional().describe('account (default) or a resource group rg-…'),
    console: z.boolean().optional().describe('may also list namespaces and repositories in the console'),
    create: z.boolean().optional().describe('may create repositories by pushing to them; with can: push'),
    login: z.boolean().optional().describe('default: true for Enterprise Edition, false for Personal Edition'),
    until: text
      .optional()
      .describe('exclusive end, 2026-12-31 or 2026-12-31T18:00:00+08:00; UTC unless a zone is given'),
  })
  .describe('Who may do what where; one grant is one RAM policy and its attachments');

const guardrail = z
  .strictObject({
    id: text,
    only: oneOrMore.optional().describe('nobody but these may do "can" on "on"'),
    keep: oneOrMore.optional().describe('these must be able to do "can" on "on"'),
    'no-new': verbs.optional().describe('nobody may gain these verbs on "on" by a change'),
    separate: verbs.optional().describe('no principal may hold all of these verbs on "on"'),
    can: verbs.optional(),
    on: oneOrMore,
  })
  .describe('A plan after which this would not hold is refused');

const expectation = z
  .strictObject({ who: text, can: verb, on: text, allowed: z.boolean() })
  .describe('A unit test of access');

const exception = z
  .strictObject({ id: text, on: text, reason: text, until: text })
  .describe('A finding that is accepted, with a reason and an end');

const settings = z.strictObject({
  prefix: text.optional().describe('prefix of managed policies; default: acr-access-'),
  owner: text.optional().describe('owner/repo; default: where the file lives'),
  systemPolicies: z.enum(['enforce', 'report']).optional(),
  ignore: globs.optional().describe('principals that are read and shown, never changed; globs over user:NAME'),
  protect: globs.optional().describe('principals that must not lose access by a plan; globs over user:NAME'),
  limits: z
    .strictObject({
      removals: z.int().min(0).max(1_000_000).optional(),
      removalPercent: z.number().min(0).max(100).optional(),
    })
    .optional(),
});

/** A mapping of names; `[]` is accepted for "none", as everywhere in the file. */
const named = <Entry extends z.ZodType>(entry: Entry) => z.union([z.record(text, entry), z.array(z.never()).max(0)]);

export const WrittenConfig = z
  .strictObject({
    version: z.literal(1),
    account: text.describe('the account id in quotes, e.g. "1234567890123456"'),
    registries: named(registry).optional(),
    users: named(user).optional(),
    groups: named(group).optional(),
    grants: named(grant).optional(),
    guardrails: z.array(guardrail).max(10_000).optional(),
    expect: z.array(expectation).max(10_000).optional(),
    exceptions: z.array(exception).max(10_000).optional(),
    settings: settings.optional(),
  })
  .describe('Who may pull, push and administer images in Alibaba Cloud Container Registry');

export type WrittenConfig = z.infer<typeof WrittenConfig>;
export type WrittenRegistry = z.infer<typeof registry>;
export type WrittenUser = z.infer<typeof user>;
export type WrittenGroup = z.infer<typeof group>;
export type WrittenGrant = z.infer<typeof grant>;
export type WrittenStatement = z.infer<typeof statement>;
export type WrittenGuardrail = z.infer<typeof guardrail>;

/** What is left of a file when every value that breaks the schema is taken out: all keys may be missing. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;
