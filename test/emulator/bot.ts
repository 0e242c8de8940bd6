import type { AccountData } from '../../src/emulator/account-data.ts';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { account } from './account.ts';
import type { Credentials } from './clients.ts';

export const bot: Credentials = { accessKeyId: 'LTAI-bot', accessKeySecret: 'bot-secret' };

/** An account in which the user `bot` holds the statements, directly or as told. */
export async function startWith(
  statements: readonly object[],
  more: { to?: 'user:bot' | 'group:bots'; scope?: string } = {},
): Promise<Emulator> {
  const data: AccountData = {
    ...account,
    users: [...(account.users ?? []), { name: 'bot' }],
    groups: [...(account.groups ?? []), { name: 'bots', members: ['bot'] }],
    policies: [
      ...(account.policies ?? []),
      { name: 'bot', type: 'Custom', document: { Version: '1', Statement: statements } },
      {
        name: 'acr-access-old',
        type: 'Custom',
        document: { Version: '1', Statement: [{ Effect: 'Allow', Action: 'cr:Get*', Resource: '*' }] },
      },
    ],
    attachments: [
      ...(account.attachments ?? []),
      { principal: more.to ?? 'user:bot', policy: 'bot', type: 'Custom', scope: more.scope ?? 'account' },
    ],
  };
  return startEmulator({
    account: data,
    accessKeys: [
      { id: 'LTAI-emulator', secret: 'emulator-secret' },
      { id: 'LTAI-bot', secret: 'bot-secret', owner: 'user:bot' },
    ],
  });
}

export const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
export const deny = (Action: string | string[], Resource: string | string[]) => ({ Effect: 'Deny', Action, Resource });
