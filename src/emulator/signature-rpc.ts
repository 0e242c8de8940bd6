import { createHmac } from 'node:crypto';
import { percentEncode, sameText } from './signature-acs3.ts';
import type { RawRequest } from './wire.ts';

/**
 * Checks the older signature of RPC calls: HMAC-SHA1 over method and sorted parameters of query and form body.
 * Still used by Terraform, the classic aliyun CLI and clients with `signatureAlgorithm: 'v2'`.
 */
export function isRpcSigned(request: RawRequest, params: Readonly<Record<string, string>>, secret: string): boolean {
  const canonical = Object.keys(params)
    .filter((key) => key !== 'Signature')
    .sort()
    .map((key) => `${percentEncode(key)}=${percentEncode(params[key]!)}`)
    .join('&');
  const toSign = `${request.method}&%2F&${percentEncode(canonical)}`;
  const expected = createHmac('sha1', `${secret}&`).update(toSign).digest('base64');
  return sameText(expected, params.Signature ?? '');
}
