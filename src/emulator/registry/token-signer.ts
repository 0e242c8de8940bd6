import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { pemOf, selfSignedCertificate } from './certificate.ts';

/** Who signs the tokens, as a registry server is told. */
export const TOKEN_ISSUER = 'dockerauth.aliyuncs.com';

/**
 * Signs what registry servers accept as a bearer token: a JWT (ES256) whose header carries the certificate of the key
 * (`x5c`), which the servers look for among those that they trust. Each emulator has a key of its own.
 */
export class TokenSigner {
  /** PEM */
  readonly certificate: string;
  readonly #key: KeyObject;
  readonly #header: string;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const certificate = selfSignedCertificate(TOKEN_ISSUER, privateKey, publicKey);
    this.#key = privateKey;
    this.#header = encoded({ typ: 'JWT', alg: 'ES256', x5c: [certificate.toString('base64')] });
    this.certificate = pemOf(certificate);
  }

  sign(claims: object): string {
    const content = `${this.#header}.${encoded({ iss: TOKEN_ISSUER, ...claims })}`;
    const signature = sign('sha256', Buffer.from(content), { key: this.#key, dsaEncoding: 'ieee-p1363' });
    return `${content}.${signature.toString('base64url')}`;
  }
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
