import { type KeyObject, sign } from 'node:crypto';

/**
 * A self-signed certificate, because a registry server takes the key of its token service only as one (`rootcertbundle`) and
 * Node makes keys but no certificates. X.509 version 1: a name, a key, dates that do not end, no extensions.
 */
export function selfSignedCertificate(name: string, privateKey: KeyObject, publicKey: KeyObject): Buffer {
  const issuer = sequence(tagged(SET, sequence(COMMON_NAME, tagged(UTF8_STRING, Buffer.from(name)))));
  const validity = sequence(
    tagged(UTC_TIME, Buffer.from('200101000000Z')),
    tagged(GENERALIZED_TIME, Buffer.from('99991231235959Z')),
  );
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = sequence(ECDSA_WITH_SHA256);
  const content = sequence(tagged(INTEGER, Buffer.of(1)), algorithm, issuer, validity, issuer, key);
  const noUnusedBits = Buffer.of(0);
  return sequence(content, algorithm, tagged(BIT_STRING, noUnusedBits, sign('sha256', content, privateKey)));
}

export const pemOf = (certificate: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

/** Tags of DER, the encoding that certificates have (ITU-T X.690). */
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;

/** Tag, length, content. A length above 127 is written as the count of its bytes and the bytes. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 0x100 ? [content.length] : [content.length >> 8, content.length & 0xff];
  const prefix = content.length < 0x80 ? [] : [0x80 | length.length];
  return Buffer.concat([Buffer.of(tag, ...prefix, ...length), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(SEQUENCE, ...parts);

/** 2.5.4.3 */
const COMMON_NAME = tagged(OBJECT_IDENTIFIER, Buffer.of(0x55, 0x04, 0x03));
/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = tagged(OBJECT_IDENTIFIER, Buffer.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
