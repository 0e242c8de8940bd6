import { createHash, createHmac, randomUUID } from 'node:crypto';
import { type Body, ROOT } from './clients.ts';

/** A second, independent signer: requests of its own making, so that tests can spoil one part at a time. */
export interface Signing {
  readonly accessKeyId?: string;
  readonly secret?: string;
  readonly version?: string;
  readonly date?: string;
  readonly nonce?: string;
  readonly query?: string;
  readonly body?: string;
  readonly token?: string;
  /** headers left out of the signature */
  readonly unsigned?: readonly string[];
  /** changes the request after it was signed */
  readonly spoil?: (headers: Record<string, string>) => void;
}

const seconds = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;

export async function sendAcs3(
  url: string,
  action: string,
  signing: Signing = {},
): Promise<{ status: number; body: Body; text: string }> {
  const { query = '', body = '' } = signing;
  const payload = createHash('sha256').update(body).digest('hex');
  const headers: Record<string, string> = {
    host: url.replace('http://', ''),
    'x-acs-action': action,
    'x-acs-version': signing.version ?? '2015-05-01',
    'x-acs-date': signing.date ?? seconds(new Date()),
    'x-acs-signature-nonce': signing.nonce ?? randomUUID(),
    'x-acs-content-sha256': payload,
    ...(body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(signing.token === undefined ? {} : { 'x-acs-security-token': signing.token }),
  };
  const signed = Object.keys(headers)
    .filter((name) => !signing.unsigned?.includes(name))
    .sort();
  const canonical = [
    'POST',
    '/',
    query,
    signed.map((name) => `${name}:${headers[name]}\n`).join(''),
    signed.join(';'),
    payload,
  ].join('\n');
  const toSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = createHmac('sha256', signing.secret ?? ROOT.accessKeySecret)
    .update(toSign)
    .digest('hex');
  headers.authorization = `ACS3-HMAC-SHA256 Credential=${signing.accessKeyId ?? ROOT.accessKeyId},SignedHeaders=${signed.join(';')},Signature=${signature}`;
  signing.spoil?.(headers);
  const response = await fetch(`${url}/${query === '' ? '' : `?${query}`}`, {
    method: 'POST',
    headers,
    body: body === '' ? null : body,
  });
  const text = await response.text();
  return { status: response.status, body: parsed(text), text };
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
