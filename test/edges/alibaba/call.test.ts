import { afterEach, describe, expect, test } from 'vitest';
import { ServiceError } from '../../../src/errors.ts';
import {
  type Answer,
  connectTo,
  type FakeService,
  fakeService,
  recordingReporter,
  rejection,
  steppedClock,
} from './support/fake-service.ts';

const services: FakeService[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
});

async function serving(answer: Parameters<typeof fakeService>[0]): Promise<FakeService> {
  const service = await fakeService(answer);
  services.push(service);
  return service;
}

const USERS: Answer = { body: { RequestId: 'R1', IsTruncated: false, Users: { User: [{ UserName: 'alice' }] } } };
const DONE: Answer = { body: { RequestId: 'R1' } };
const refusal = (status: number, Code: string, Message = 'Because.', headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body: { Code, Message, RequestId: 'REQ-1', HostId: 'ram.aliyuncs.com' },
});
const attachment = { principal: 'user:alice', policy: 'p', type: 'Custom', scope: 'account' } as const;

const FAULTS: readonly (readonly [string, Answer])[] = [
  ['an error of the server', refusal(500, 'InternalError')],
  ['an error page of a gateway', { raw: '<html>502</html>', status: 502 }],
  ['an empty answer', { raw: '', status: 200 }],
  ['an HTML page with status 200', { raw: '<html>log in</html>', status: 200 }],
  ['a connection cut at once', { cut: 'at once' }],
  ['a connection cut in the body', { cut: 'in the body' }],
  ['a redirect', { body: {}, status: 302 }],
  ['a list instead of an object', { body: [] }],
  ['null', { raw: 'null', status: 500, contentType: 'application/json' }],
];

describe('a read', () => {
  test.each([...FAULTS, ['throttling', refusal(400, 'Throttling.User')] as const])(
    'is sent again after %s',
    async (_, fault) => {
      const service = await serving((_request, index) => (index < 3 ? fault : USERS));
      const { reader } = await connectTo(service);
      expect(await reader.users()).toEqual([{ name: 'alice', displayName: '', comments: '' }]);
      expect(service.received).toHaveLength(4);
      expect(reader.callCount()).toBe(4);
    },
  );

  test.each(FAULTS)('rejects as unclear when %s does not go away', async (_, fault) => {
    const service = await serving(() => fault);
    const { reader } = await connectTo(service);
    const error = await rejection(reader.users());
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ kind: 'unclear', operation: 'RAM ListUsers', code: 'failed' });
    expect(service.received).toHaveLength(5);
  });

  test('that gets no answer in time is sent again', async () => {
    const service = await serving((_, index) => (index === 0 ? { hang: true } : USERS));
    const { reader } = await connectTo(service, { times: { attemptMs: 100, backoffMs: 1 } });
    expect(await reader.users()).toHaveLength(1);
  });

  test.each([
    [403, 'NoPermission', 'denied'],
    [404, 'EntityNotExist.Policy', 'not-found'],
    [404, 'EntityNotExists.ResourceGroup', 'not-found'],
    [409, 'EntityAlreadyExists.User', 'already-exists'],
    [409, 'DeleteConflict.Policy.User', 'conflict'],
    [409, 'LimitExceeded.User.Policy', 'limit'],
    [400, 'MalformedPolicyDocument', 'invalid'],
    [400, 'SignatureDoesNotMatch', 'credentials'],
    [404, 'InvalidAccessKeyId.NotFound', 'credentials'],
  ])('is not sent again after %s %s, which means %s', async (status, code, kind) => {
    const service = await serving(() => refusal(status, code));
    const { reader } = await connectTo(service);
    expect(await rejection(reader.policy('Custom', 'p'))).toMatchObject({
      kind,
      serviceCode: code,
      status,
      requestId: 'REQ-1',
      message: expect.stringContaining(`RAM GetPolicy Custom/p: ${code}: Because.`),
    });
    expect(service.received).toHaveLength(1);
  });

  test('of an answer with status 200 and a code of failure is a bad answer', async () => {
    const service = await serving(() => ({ body: { ...(USERS as { body: object }).body, Code: 'Strange' } }));
    const { reader } = await connectTo(service);
    expect(await rejection(reader.users())).toMatchObject({ kind: 'bad-answer', serviceCode: 'Strange' });
  });

  test.each([
    ['a field of the wrong type', { IsTruncated: false, Users: { User: {} } }],
    ['no list', { IsTruncated: false }],
    ['an empty name', { IsTruncated: false, Users: { User: [{ UserName: '' }] } }],
    ['nothing on whether it is whole', { Users: { User: [] } }],
  ])('with %s is a bad answer', async (_, body) => {
    const service = await serving(() => ({ body: { RequestId: 'R', ...body } }));
    const { reader } = await connectTo(service);
    expect(await rejection(reader.users())).toMatchObject({ kind: 'bad-answer' });
    expect(service.received).toHaveLength(1);
  });
});

describe('a write', () => {
  test.each(FAULTS)('is sent once and rejects as unclear after %s', async (_, fault) => {
    const service = await serving(() => fault);
    const { writer } = await connectTo(service);
    expect(await rejection(writer().attach(attachment))).toMatchObject({ kind: 'unclear' });
    expect(service.received).toHaveLength(1);
  });

  test('is sent again while it is throttled', async () => {
    const service = await serving((_, index) => (index < 6 ? refusal(400, 'Throttling.User') : DONE));
    const { writer } = await connectTo(service);
    expect(await writer().attach(attachment)).toEqual({ requestId: 'R1' });
    expect(service.received).toHaveLength(7);
  });

  test('is sent again when there was no connection, and says so in the end', async () => {
    const service = await serving(() => DONE);
    const { writer, reader } = await connectTo(service);
    await service.close();
    const error = await rejection(writer().attach(attachment));
    expect(error).toMatchObject({ kind: 'unreachable', hint: expect.stringContaining(service.address) });
    expect(error.message).toContain(`no connection to ${service.address} (ECONNREFUSED)`);
    expect(reader.callCount()).toBe(5);
  });

  test('that gets no answer in time is unclear', async () => {
    const service = await serving(() => ({ hang: true }));
    const { writer } = await connectTo(service, { times: { attemptMs: 100 } });
    expect(await rejection(writer().attach(attachment))).toMatchObject({ kind: 'unclear' });
    expect(service.received).toHaveLength(1);
  });

  test('with an answer that has no request id is unclear', async () => {
    const service = await serving(() => ({ body: {} }));
    const { writer } = await connectTo(service);
    expect(await rejection(writer().deletePolicy('p'))).toMatchObject({ kind: 'unclear' });
    expect(await rejection(writer().createPolicyVersion('p', '{}'))).toMatchObject({ kind: 'unclear' });
  });

  test('that a proxy sent twice is unclear: the first may have taken effect', async () => {
    const service = await serving(() => refusal(400, 'SignatureNonceUsed'));
    const { writer } = await connectTo(service);
    expect(await rejection(writer().attach(attachment))).toMatchObject({ kind: 'unclear' });
    expect(service.received).toHaveLength(1);
  });
});

describe('waiting', () => {
  test.each([
    ['x-acs-retry-after', '700', 700],
    ['retry-after', '3', 3_000],
  ])('is as long as %s asks for', async (header, value, ms) => {
    const clock = steppedClock();
    const service = await serving((_, index) =>
      index === 0 ? refusal(400, 'Throttling', 'Slow.', { [header]: value }) : USERS,
    );
    const { reader } = await connectTo(service, { clock });
    await reader.users();
    expect(clock.slept[0]).toBe(ms);
  });

  test('longer than the budget is not done: the call is rejected', async () => {
    const clock = steppedClock();
    const service = await serving(() => refusal(400, 'Throttling', 'Slow.', { 'x-acs-retry-after': '600000' }));
    const { reader } = await connectTo(service, { clock });
    expect(await rejection(reader.users())).toMatchObject({ kind: 'throttled' });
    expect(clock.slept).toEqual([]);
  });

  test('grows from try to try and is spread by chance', async () => {
    const clock = steppedClock();
    const service = await serving(() => ({ raw: '', status: 503 }));
    const { reader } = await connectTo(service, { clock, random: () => 0.5, times: { backoffMs: 100 } });
    await rejection(reader.users());
    expect(clock.slept).toEqual([100, 200, 400, 800]);
  });
});

test('16 calls are in flight at most, and that many are', async () => {
  let open = 0;
  let most = 0;
  const service = await serving(async ({ query }) => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setTimeout(resolve, 20));
    open -= 1;
    const Policy = { PolicyName: query.PolicyName, PolicyType: 'Custom', DefaultVersion: 'v1' };
    return { body: { RequestId: 'R', Policy, DefaultPolicyVersion: { VersionId: 'v1', PolicyDocument: '{}' } } };
  });
  const { reader } = await connectTo(service);
  await Promise.all(Array.from({ length: 90 }, (_, index) => reader.policy('Custom', `p${index}`)));
  expect(most).toBe(16);
});

test('calls above the limit of their API wait in line, not each for itself', async () => {
  const clock = steppedClock();
  const service = await serving(() => USERS);
  const { reader } = await connectTo(service, { clock });
  await Promise.all(Array.from({ length: 150 }, () => reader.users()));
  expect(service.received).toHaveLength(150);
  expect(clock.slept).toHaveLength(1);
});

describe('stopping', () => {
  test('ends every call in line', async () => {
    const stop = new AbortController();
    const service = await serving(() => {
      stop.abort(new Error('stopped by SIGTERM'));
      return { hang: true };
    });
    const { reader } = await connectTo(service, { signal: stop.signal });
    const ends = await Promise.allSettled(Array.from({ length: 150 }, () => reader.users()));
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(150);
  });

  test('ends a read that is on its way', async () => {
    const stop = new AbortController();
    const service = await serving(() => {
      stop.abort(new Error('stopped by SIGTERM'));
      return { hang: true };
    });
    const { reader } = await connectTo(service, { signal: stop.signal });
    await expect(reader.users()).rejects.toThrow('stopped by SIGTERM');
  });

  test('lets a write that is on its way finish, and starts no other', async () => {
    const stop = new AbortController();
    const service = await serving(() => {
      stop.abort(new Error('stopped by SIGTERM'));
      return DONE;
    });
    const { writer } = await connectTo(service, { signal: stop.signal });
    expect(await writer().attach(attachment)).toEqual({ requestId: 'R1' });
    await expect(writer().attach(attachment)).rejects.toThrow('stopped by SIGTERM');
    expect(service.received).toHaveLength(1);
  });
});

describe('messages', () => {
  test('hold no secret, no URL parameters and no control characters, and are short', async () => {
    const message = `bad LTAI-test-key-id and test-key-secret at https://x.test/?Signature=abc\n::error::boo${'x'.repeat(5_000)}`;
    const service = await serving(() => refusal(400, 'Odd', message));
    const reporter = recordingReporter();
    const { reader } = await connectTo(service, { reporter });
    const error = await rejection(reader.users());
    expect(error.message).not.toMatch(/LTAI|test-key|Signature|\n/);
    expect(error.message.length).toBeLessThan(900);
    expect(reporter.lines).toEqual([
      'Alibaba Cloud credentials: ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    ]);
  });

  test('on a missing permission name it as the service does and hold a statement that grants it', async () => {
    const text = 'You are not authorized to do this action. Resource: acs:ram:*:123:user/* Action: ram:ListUsers';
    const service = await serving(() => refusal(403, 'NoPermission', text));
    const { reader } = await connectTo(service);
    const error = await rejection(reader.users());
    expect(error.message).toContain('it needs ram:ListUsers on acs:ram:*:123:user/*');
    expect(error.hint).toContain('{"Effect":"Allow","Action":"ram:ListUsers","Resource":"acs:ram:*:123:user/*"}');
  });

  test('on a missing permission that the service does not name say what the call needs', async () => {
    const service = await serving(() => refusal(403, 'NoPermission', 'No.'));
    const { writer } = await connectTo(service);
    const error = await rejection(writer().attach({ ...attachment, type: 'System' }));
    expect(error.hint).toContain(
      '{"Effect":"Allow","Action":"ram:AttachPolicyToUser","Resource":["acs:ram:*:*:user/alice","acs:ram:*:system:policy/p"]}',
    );
  });

  test('on refused credentials name where they came from', async () => {
    const service = await serving(() =>
      refusal(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.'),
    );
    const { reader } = await connectTo(service);
    expect((await rejection(reader.users())).hint).toContain('ALIBABA_CLOUD_ACCESS_KEY_ID');
  });
});
