import { describe, expect, test } from 'vitest';
import { type Answer, steppedClock } from '../alibaba/support/fake-service.ts';
import { answering, connectTo, errorOf, failureOf, KEY, PASSWORD_ANSWER, rawServer } from './support/connected.ts';

const INSTANCE = { region: 'cn-hangzhou', instanceId: 'cri-abc', expiresInHours: undefined };
const GOOD: Answer = { body: PASSWORD_ANSWER };
const refusal = (status: number, Code: string, headers = {}): Answer => ({
  status,
  headers,
  body: { RequestId: 'R-1', Code, Message: 'words of the service' },
});
const CUT_JSON: Answer = { raw: '{"IsSuccess":tr', contentType: 'application/json' };
const HTML_502: Answer = { raw: '<html><h1>502 Bad Gateway</h1></html>', status: 502 };

describe('tried again is', () => {
  test.each<[string, Answer]>([
    ['a cut connection', { cut: 'at once' }],
    ['a cut body', { cut: 'in the body' }],
    ['JSON that ends in the middle', CUT_JSON],
    ['an empty answer', { raw: '', status: 200 }],
    ['an error page of a gateway', HTML_502],
    ['status 429', refusal(429, 'TooMany')],
    ['status 500', refusal(500, 'SystemError')],
    ['Throttling.User with status 400', refusal(400, 'Throttling.User')],
    ['Rejected.Throttling', refusal(400, 'Rejected.Throttling')],
    ['ServiceUnavailable', refusal(400, 'ServiceUnavailable')],
  ])('%s', async (_, bad) => {
    const { services, received } = await answering([bad, bad, GOOD]);
    expect(await services.enterprisePassword(KEY, INSTANCE)).toMatchObject({ username: 'cr_temp_user' });
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ headers }) => headers['x-acs-signature-nonce'])).size).toBe(3);
  });

  test('a try that hangs', async () => {
    const { services, received } = await answering([{ hang: true }, GOOD], { times: { attemptMs: 50 } });
    await services.enterprisePassword(KEY, INSTANCE);
    expect(received).toHaveLength(2);
  });
});

describe('never tried again is', () => {
  test.each<[string, Answer, string]>([
    ['NoPermission', refusal(403, 'NoPermission'), 'service'],
    ['a wrong key', refusal(404, 'InvalidAccessKeyId.NotFound'), 'service'],
    ['status 400 without words', { raw: '<html></html>', status: 400 }, 'service'],
    ['IsSuccess: false', { body: { IsSuccess: false, Code: 'INSTANCE_NOT_EXIST' } }, 'service'],
    ['an answer that does not say IsSuccess', { body: { ...PASSWORD_ANSWER, IsSuccess: undefined } }, 'bad-answer'],
    ['IsSuccess as a text', { body: { ...PASSWORD_ANSWER, IsSuccess: 'true' } }, 'bad-answer'],
    ['a redirect', { status: 302, body: {}, headers: { location: 'http://127.0.0.1:9/' } }, 'bad-answer'],
    ['an answer without end', { raw: `"${'x'.repeat(1_100_000)}"` }, 'bad-answer'],
  ])('%s', async (_, bad, kind) => {
    const { services, received } = await answering([bad, GOOD]);
    expect(await failureOf(services.enterprisePassword(KEY, INSTANCE))).toMatchObject({ kind });
    expect(received).toHaveLength(1);
  });
});

describe('the failure', () => {
  test('of a service holds its code, status, words and request id', async () => {
    const { services } = await answering([refusal(403, 'NoPermission')]);
    const error = await errorOf(services.enterprisePassword(KEY, INSTANCE));
    expect(error.failure).toEqual({
      kind: 'service',
      api: 'GetAuthorizationToken',
      code: 'NoPermission',
      status: 403,
      message: 'words of the service',
      requestId: 'R-1',
    });
    expect(error).toMatchObject({
      code: 'failed',
      message: 'GetAuthorizationToken: NoPermission: words of the service (status 403, request id R-1)',
    });
  });

  test('of a gateway describes its page and does not quote it', async () => {
    const { services } = await answering([HTML_502], { retries: 0 });
    expect(await failureOf(services.enterprisePassword(KEY, INSTANCE))).toMatchObject({
      kind: 'service',
      status: 502,
      code: '',
      message: 'the answer is an HTML page',
    });
  });

  test('of a connection names the host and the code', async () => {
    const { services, retried } = connectTo('127.0.0.1:9');
    const failure = await failureOf(services.enterprisePassword(KEY, INSTANCE));
    expect(failure).toEqual({ kind: 'network', host: '127.0.0.1:9', code: 'ECONNREFUSED' });
    expect(retried).toHaveLength(4);
    expect(retried[0]).toBe('no connection to 127.0.0.1:9 (ECONNREFUSED); trying again in 1.0 s (1 of 4)');
  });

  test.each([
    [-16, 'behind'],
    [20, 'ahead of'],
  ])('with a clock that is %d minutes off says so', async (minutes, word) => {
    const clock = steppedClock(Date.now() + minutes * 60_000);
    const { services } = await answering([refusal(400, 'InvalidTimeStamp.Expired')], { clock });
    expect(await failureOf(services.enterprisePassword(KEY, INSTANCE))).toMatchObject({
      code: 'InvalidTimeStamp.Expired',
      message: `words of the service; the clock of this machine is ${Math.abs(minutes)} minutes ${word} the service's`,
    });
  });

  test('of a time stamp names the clock even when the service does not tell the time', async () => {
    const address = await rawServer((_request, response) => {
      response.sendDate = false;
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"Code":"InvalidTimeStamp.Expired"}');
    });
    const { services } = connectTo(address);
    expect(await failureOf(services.callerIdentity(KEY))).toMatchObject({
      message: "the clock of this machine differs from the service's",
    });
  });
});

describe('time', () => {
  test('between tries doubles up to ten seconds, with full jitter', async () => {
    const { services, clock } = await answering([HTML_502], { retries: 6, timeout: 1_000, random: () => 0.5 });
    await failureOf(services.callerIdentity(KEY));
    expect(clock.slept).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  test.each([
    ['x-acs-retry-after', '7500', 7_500],
    ['retry-after', '12', 12_000],
    ['retry-after', 'soon', 1_000],
  ])('%s: %s is waited for', async (header, value, ms) => {
    const { services, clock } = await answering([refusal(429, 'Throttling', { [header]: value }), GOOD]);
    await services.enterprisePassword(KEY, INSTANCE);
    expect(clock.slept).toEqual([ms]);
  });

  test('that the service asks for but that is not left ends the call at once', async () => {
    const { services, clock, received } = await answering([refusal(429, 'Throttling', { 'retry-after': '61' }), GOOD]);
    expect(await failureOf(services.enterprisePassword(KEY, INSTANCE))).toMatchObject({ code: 'Throttling' });
    expect({ slept: clock.slept, calls: received.length }).toEqual({ slept: [], calls: 1 });
  });

  test('is one for all calls', async () => {
    const { services, clock, received } = await answering([GOOD], { timeout: 30 });
    await services.enterprisePassword(KEY, INSTANCE);
    await clock.sleep(30_000);
    const failure = await failureOf(services.enterprisePassword(KEY, INSTANCE));
    expect(failure).toMatchObject({ kind: 'timeout' });
    expect(received).toHaveLength(1);
  });

  test('of a step that is shorter than a try ends the try', async () => {
    const { services, received, address } = await answering([{ hang: true }], { timeout: 0.05 });
    expect(await failureOf(services.callerIdentity(KEY))).toEqual({ kind: 'timeout', host: address });
    expect(received).toHaveLength(1);
  });

  test.each([
    [0, 1],
    [2, 3],
  ])('with %d retries is spent on %d tries of each call', async (retries, tries) => {
    const { services, received } = await answering([{ cut: 'at once' }], { retries });
    await failureOf(services.callerIdentity(KEY));
    await failureOf(services.callerIdentity(KEY));
    expect(received).toHaveLength(2 * tries);
  });
});

test('calls introduce themselves and share a connection', async () => {
  const ports = new Set<unknown>();
  const agents = new Set<unknown>();
  const address = await rawServer((request, response) => {
    ports.add(request.socket.remotePort);
    agents.add(String(request.headers['user-agent']).split(' ')[0]);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ AccountId: '1', Arn: 'acs:ram::1:root' }));
  });
  const { services } = connectTo(address);
  for (let call = 0; call < 5; call++) await services.callerIdentity(KEY);
  expect(ports.size).toBe(1);
  expect([...agents]).toEqual([expect.stringMatching(/^acr-access\/\d+\.\d+\.\d+$/)]);
});
