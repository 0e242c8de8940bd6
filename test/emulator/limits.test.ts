import { afterEach, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { account } from './account.ts';
import { failure, ram, ramClient } from './clients.ts';

let emulator: Emulator;
afterEach(() => emulator.close());

const frozen = { now: new Date() };
const start = async (limits: 'real' | 'off') => {
  frozen.now = new Date();
  emulator = await startEmulator({ account, limits, clock: () => frozen.now });
  return ramClient(emulator.url);
};
const outcomes = async (count: number, send: () => Promise<unknown>) => {
  const results: string[] = [];
  for (let at = 0; at < count; at++) results.push(await failure(send()));
  return { passed: results.filter((result) => result !== '400 Throttling.User').length, last: results.at(-1) };
};

it.each([
  ['reads', 100, (client: ReturnType<typeof ramClient>) => client.listUsers(new ram.ListUsersRequest({}))],
  [
    'writes',
    20,
    (client: ReturnType<typeof ramClient>) => client.createUser(new ram.CreateUserRequest({ userName: 'alice' })),
  ],
  [
    'attachments',
    10,
    (client: ReturnType<typeof ramClient>) =>
      client.attachPolicyToUser(new ram.AttachPolicyToUserRequest({ userName: 'alice' })),
  ],
])('takes so many %s a second: %i', async (_, limit, send) => {
  const client = await start('real');
  expect(await outcomes(limit + 2, () => send(client))).toEqual({ passed: limit, last: '400 Throttling.User' });
  frozen.now = new Date(frozen.now.getTime() + 1000);
  expect(await outcomes(1, () => send(client))).toMatchObject({ passed: 1 });
});

it('counts every operation for itself, and refused calls do nothing', async () => {
  const client = await start('real');
  for (let at = 0; at < 22; at++) await failure(client.createUser(new ram.CreateUserRequest({ userName: `u${at}` })));
  expect(emulator.snapshot().users).toHaveLength(2 + 20);
  expect(await failure(client.deleteUser(new ram.DeleteUserRequest({ userName: 'u1' })))).toBe('ok');
});

it('takes any number of calls when limits are off', async () => {
  const client = await start('off');
  expect(await outcomes(130, () => client.listUsers(new ram.ListUsersRequest({})))).toEqual({
    passed: 130,
    last: 'ok',
  });
});
