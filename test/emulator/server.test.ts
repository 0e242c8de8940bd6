import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { account } from './account.ts';
import { failure, ram, ramClient } from './clients.ts';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ account });
});
afterEach(() => emulator.close());

it('says that a port is taken', async () => {
  await expect(startEmulator({ account, port: emulator.port })).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining(`127.0.0.1:${emulator.port}`),
  });
});

it('is not reached from another machine', async () => {
  const others = Object.values(networkInterfaces()).flatMap(
    (addresses) => addresses?.filter((one) => one.family === 'IPv4' && !one.internal) ?? [],
  );
  const reach = (host: string) =>
    new Promise((resolve) => {
      const socket = connect(emulator.port, host, () => resolve('reached'));
      socket.on('error', () => resolve('refused')).on('close', () => socket.destroy());
    });
  expect(await Promise.all(['127.0.0.1', ...others.map((one) => one.address)].map(reach))).toEqual([
    'reached',
    ...others.map(() => 'refused'),
  ]);
});

it('serves two accounts side by side, and nobody after it was closed', async () => {
  const second = await startEmulator({ account: { account: '2', users: [{ name: 'zoe' }] } });
  const names = async (url: string) =>
    (await ramClient(url).listUsers(new ram.ListUsersRequest({}))).body?.users?.user?.map((user) => user.userName);
  expect(await names(second.url)).toEqual(['zoe']);
  expect(await names(emulator.url)).toEqual(['alice', 'bob']);
  await second.close();
  expect(await failure(names(second.url))).toMatch(/ECONNRE(FUSED|SET)/);
});

it('answers fifty requests at once, each for itself', async () => {
  const client = ramClient(emulator.url);
  const users = Array.from({ length: 50 }, (_, at) => `user${at}`);
  const answers = await Promise.all(
    users.map((userName) => client.createUser(new ram.CreateUserRequest({ userName }))),
  );
  expect(answers.map(({ body }) => body?.user?.userName)).toEqual(users);
  expect(new Set(answers.map(({ body }) => body?.user?.userId)).size).toBe(50);
  expect(new Set(emulator.journal.map((entry) => entry.requestId)).size).toBe(50);
});

it('adds the latency that was asked for to every answer', async () => {
  const slow = await startEmulator({ account, latencyMs: 300 });
  const impatient = ramClient(slow.url, undefined, { connectTimeout: 100, readTimeout: 100 });
  expect(await failure(impatient.listUsers(new ram.ListUsersRequest({})))).toBe('RequestTimeoutError');
  await slow.close();
});

it('keeps a journal in the order of the requests', async () => {
  const client = ramClient(emulator.url);
  await client.getUser(new ram.GetUserRequest({ userName: 'alice' }));
  await failure(client.getUser(new ram.GetUserRequest({ userName: 'nobody' })));
  expect(emulator.journal).toMatchObject([
    {
      operation: 'RAM GetUser',
      params: { UserName: 'alice' },
      caller: 'account',
      status: 200,
      code: '',
      inQuery: ['UserName'],
    },
    {
      operation: 'RAM GetUser',
      params: { UserName: 'nobody' },
      caller: 'account',
      status: 404,
      code: 'EntityNotExist.User',
    },
  ]);
  expect(emulator.journal[0]?.headers).toMatchObject({ 'x-acs-action': 'GetUser' });
  emulator.journal.length = 0;
  await client.getUser(new ram.GetUserRequest({ userName: 'bob' }));
  expect(emulator.journal).toHaveLength(1);
});
