import { z } from 'zod/mini';

/**
 * The shape of an account file. Names are live data and are taken as they are; only what the format itself says is
 * checked. A policy document may be any JSON value: one that breaks the grammar is data, not a bad file.
 */

const text = z.string();
const name = z.string().check(z.minLength(1));
const policyType = z.enum(['Custom', 'System']);
const listOf = <Shape extends z.core.$ZodShape>(shape: Shape) => z.optional(z.array(z.strictObject(shape)));
const namespaces = listOf({ name, repositories: z.optional(z.array(name)) });

export const WrittenAccount = z.strictObject({
  formatVersion: z.literal(1),
  account: text,
  alias: z.optional(text),
  users: listOf({ name, displayName: z.optional(text), comments: z.optional(text) }),
  groups: listOf({ name, comments: z.optional(text), members: z.optional(z.array(name)) }),
  roles: listOf({ name, description: z.optional(text), trust: z.optional(z.unknown()) }),
  policies: listOf({
    name,
    type: policyType,
    description: z.optional(text),
    tags: z.optional(z.record(text, text)),
    defaultVersion: z.optional(name),
    document: z.optional(z.unknown()),
  }),
  attachments: listOf({ principal: name, policy: name, type: policyType, scope: z.optional(name) }),
  resourceGroups: listOf({ id: name, name: z.optional(text) }),
  instances: listOf({
    id: name,
    name: z.optional(text),
    region: name,
    resourceGroup: z.optional(text),
    namespaces,
  }),
  personal: listOf({ region: name, namespaces }),
});

export type WrittenAccount = z.infer<typeof WrittenAccount>;
