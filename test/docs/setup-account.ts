import { onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { provider } from '../emulator/oidc.ts';
import { readExample } from '../support/example.ts';
import { sectionsOf } from './page.ts';

/** JSON blocks of the page about setting up, by the title of their section. */
export const blocks = new Map(
  sectionsOf('setup.md').flatMap(({ title, blocks: [block] }) =>
    block?.language === 'json' ? [[title, JSON.parse(block.text) as unknown] as const] : [],
  ),
);
export const blockOf = (title: string): unknown => {
  if (!blocks.has(title)) throw new Error(`the page has no block in section ${title}`);
  return blocks.get(title);
};

/** Titles of the trust policies. */
export interface Trust {
  readonly reader: string;
  readonly writer: string;
  readonly release?: string;
}

/**
 * The example account with both roles as the page sets them up. `named` replaces names in it (the account's id, the file
 * that owns the policies), for a second one.
 */
export async function setUpAccount(trust: Trust, named: (text: string) => string = (text) => text) {
  const { account: example, config } = readExample('quickstart');
  const renamed = <Value>(value: Value): Value => JSON.parse(named(JSON.stringify(value))) as Value;
  const account = renamed(example);
  const held = (name: string) => ({ name, type: 'Custom' as const });
  const attached = (role: string, policy: string) =>
    ({ principal: `role:${role}`, policy, type: 'Custom', scope: 'account' }) as const;
  const emulator = await startEmulator({
    account: {
      ...account,
      roles: [...account.roles, { name: 'acr-access-reader' }, { name: 'acr-access-writer' }],
      policies: [
        ...account.policies,
        { ...held('acr-bot-plan'), document: blockOf('Policy of the reader') },
        { ...held('acr-bot-apply'), document: blockOf('Policy of the writer') },
      ],
      attachments: [
        ...account.attachments,
        attached('acr-access-reader', 'acr-bot-plan'),
        attached('acr-access-writer', 'acr-bot-plan'),
        attached('acr-access-writer', 'acr-bot-apply'),
      ],
    },
    oidcProviders: [provider],
    roles: {
      'acr-access-reader': { trust: renamed(blockOf(trust.reader)) },
      'acr-access-writer': { trust: renamed(blockOf(trust.writer)) },
      ...(trust.release === undefined ? {} : { 'ci-release': { trust: renamed(blockOf(trust.release)) } }),
    },
  });
  onTestFinished(() => emulator.close());
  return { emulator, account, config };
}
