import { z } from 'zod';

/**
 * The shape of an account file. Names are live data and are taken as they are; only what the format itself says is
 * checked. A policy document may be any JSON value: one that breaks the grammar is data, not a bad file.
 */

const text = z.string();
const name = z.string().min(1);
const namespaces = z.array(z.strictObject({ name, repositories: z.array(name).optional() })).optional();

export const WrittenAccount = z
  .strictObject({
    formatVersion: z.literal(1),
    account: text,
    alias: text.optional(),
    users: z.array(z.strictObject({ name, displayName: text.optional(), comments: text.optional() })).optional(),
    groups: z.array(z.strictObject({ name, comments: text.optional(), members: z.array(name).optional() })).optional(),
    roles: z.array(z.strictObject({ name, description: text.optional(), trust: z.unknown().optional() })).optional(),
    policies: z
      .array(
        z.strictObject({
          name,
          type: z.enum(['Custom', 'System']),
          description: text.optional(),
          tags: z.record(text, text).optional(),
          defaultVersion: name.optional(),
          document: z.unknown().optional(),
        }),
      )
      .optional(),
    attachments: z
      .array(
        z.strictObject({ principal: name, policy: name, type: z.enum(['Custom', 'System']), scope: name.optional() }),
      )
      .optional(),
    resourceGroups: z.array(z.strictObject({ id: name, name: text.optional() })).optional(),
    instances: z
      .array(
        z.strictObject({ id: name, name: text.optional(), region: name, resourceGroup: text.optional(), namespaces }),
      )
      .optional(),
    personal: z.array(z.strictObject({ region: name, namespaces })).optional(),
  })
  .describe('A saved account: what snapshot writes and plan --against reads');

export type WrittenAccount = z.infer<typeof WrittenAccount>;
