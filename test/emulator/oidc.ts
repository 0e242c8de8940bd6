import { generateKeyPairSync, sign } from 'node:crypto';
import { ACCOUNT_ID } from './account.ts';

/** An issuer of tokens as GitHub Actions has one, with a key made for this run. */
export const ISSUER = 'https://token.actions.githubusercontent.com';
export const PROVIDER_ARN = `acs:ram::${ACCOUNT_ID}:oidc-provider/github`;
export const ROLE_ARN = `acs:ram::${ACCOUNT_ID}:role/ci-release`;
export const SUBJECT = 'repo:org@1/app@2:environment:prod';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const provider = {
  name: 'github',
  issuer: ISSUER,
  clientIds: ['sts.aliyuncs.com'],
  keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }],
};

export const trust = (
  condition: object = { StringEquals: { 'oidc:iss': [ISSUER], 'oidc:aud': 'sts.aliyuncs.com', 'oidc:sub': SUBJECT } },
) => ({
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Federated: [PROVIDER_ARN] }, Condition: condition },
  ],
});

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function token(claims: object = {}, options: { alg?: string; foreignKey?: boolean } = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const body = { iss: ISSUER, aud: 'sts.aliyuncs.com', sub: SUBJECT, iat: now, exp: now + 300, ...claims };
  const signed = `${part({ alg: options.alg ?? 'RS256', kid: 'k1', typ: 'JWT' })}.${part(body)}`;
  const key = options.foreignKey === true ? other.privateKey : privateKey;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}
