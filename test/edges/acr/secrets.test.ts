import { describe, expect, test } from 'vitest';
import { Secrets } from '../../../src/edges/acr/secrets.ts';
import { answering, errorOf, KEY, serving } from './support/connected.ts';

const SECRET = 'key/with+signs & "quotes" ünd';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a secret is taken out of texts', () => {
  const secrets = new Secrets(() => {});
  secrets.learn(SECRET);

  test.each([
    ['as it is', SECRET],
    ['percent-encoded', encodeURIComponent(SECRET)],
    ['percent-encoded in lower case', encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase())],
    ['in base64', base64(SECRET)],
    ['in base64 behind one character', base64(`x${SECRET}`)],
    ['in base64 behind two characters', base64(`xy${SECRET}`)],
    ['in base64url', Buffer.from(SECRET).toString('base64url')],
    ['in base64 twice', base64(base64(SECRET))],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['in an HTML page', SECRET.replace('&', '&amp;').replaceAll('"', '&quot;')],
  ])('%s', (_, form) => {
    const clean = secrets.clean(`before ${form} after`);
    expect(clean).toContain('***');
    expect(clean).not.toContain(form.slice(4, -4));
  });

  test('before they are shortened', () => {
    const clean = secrets.clean(`${'x'.repeat(590)}${SECRET}`);
    expect(clean).not.toContain('key/');
  });
});

test('each secret is masked once, and empty ones never', () => {
  const masked: string[] = [];
  const secrets = new Secrets((secret) => masked.push(secret));
  secrets.learn('one-secret', '', undefined, 'one-secret');
  secrets.learn('one-secret');
  expect(masked).toEqual(['one-secret']);
});

test('a key is masked before it is sent', async () => {
  const key = { ...KEY, securityToken: 'a-security-token' };
  let atFirstCall: readonly string[] = [];
  const { services, secrets } = await serving(() => {
    atFirstCall = [...secrets];
    return { body: { AccountId: '1', Arn: 'acs:ram::1:root' } };
  });
  await services.callerIdentity(key);
  expect(atFirstCall).toEqual([key.accessKeyId, key.accessKeySecret, key.securityToken]);
});

test('no failure shows a secret that the service sends back', async () => {
  const key = { ...KEY, accessKeyId: 'ACCESS-KEY-ID', securityToken: 'a-security-token' };
  const all = [key.accessKeyId, key.accessKeySecret, key.securityToken];
  const echo = all.flatMap((secret) => [secret, base64(secret), encodeURIComponent(secret)]).join(' ');
  const { services, retried } = await answering([
    { status: 500, body: { Code: echo, Message: echo, RequestId: echo } },
    { raw: echo, status: 502 },
    { status: 403, body: { code: 'X', message: `${echo}\n::set-output name=a::b`, requestId: echo } },
  ]);
  const error = await errorOf(services.callerIdentity(key));
  const shown = JSON.stringify([error.message, error.hint, error.failure, retried]);
  expect(retried).toHaveLength(2);
  for (const secret of all) {
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(base64(secret));
  }
  expect(error.message).not.toContain('\n');
});
