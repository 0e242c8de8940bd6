/** A run of addresses of one family, both ends included. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads `10.0.0.0/8`, `203.0.113.7`, `2001:db8::/32`; host bits below the prefix are ignored. `undefined` = none of these. */
export function readIpRange(text: string): IpRange | undefined {
  const [address = '', prefix, ...more] = text.split('/');
  if (more.length > 0) return undefined;
  const family = address.includes(':') ? 6 : 4;
  const value = family === 6 ? readIpv6(address) : readIpv4(address);
  const bits = family === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : readPrefix(prefix, bits);
  if (value === undefined || length === undefined) return undefined;
  const hosts = (1n << BigInt(bits - length)) - 1n;
  return { family, first: value & ~hosts, last: value | hosts };
}

/** Whether an address lies in a range of the other text; `unreadable` when one of them is none. */
export function isInRange(requested: string, value: string): boolean | 'unreadable' {
  const [address, range] = [readIpRange(requested), readIpRange(value)];
  if (address === undefined || range === undefined || address.first !== address.last) return 'unreadable';
  return address.family === range.family && range.first <= address.first && address.last <= range.last;
}

/** The text of an address, the way that `readIpRange` reads it. */
export function ipText(family: 4 | 6, address: bigint): string {
  const [parts, bits] = family === 4 ? [4, 8] : [8, 16];
  const fields = Array.from(
    { length: parts },
    (_, at) => (address >> BigInt((parts - 1 - at) * bits)) & ((1n << BigInt(bits)) - 1n),
  );
  return family === 4 ? fields.join('.') : fields.map((field) => field.toString(16)).join(':');
}

function readPrefix(text: string, bits: number): number | undefined {
  return /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= bits ? Number(text) : undefined;
}

/** Leading zeros are refused: some readers take them for octal numbers. */
function readIpv4(text: string): bigint | undefined {
  const fields = text.split('.');
  if (fields.length !== 4 || !fields.every((field) => /^(?:0|[1-9]\d{0,2})$/.test(field) && Number(field) <= 255)) {
    return undefined;
  }
  return joinFields(fields.map(BigInt), 8n);
}

function readIpv6(text: string): bigint | undefined {
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const fieldsOf = (part: string) => (part === '' ? [] : part.split(':'));
  const [before, after] = [fieldsOf(left), fieldsOf(right ?? '')];
  const missing = 8 - before.length - after.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const fields = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  if (!fields.every((field) => /^[0-9a-fA-F]{1,4}$/.test(field))) return undefined;
  return joinFields(
    fields.map((field) => BigInt(`0x${field}`)),
    16n,
  );
}

function joinFields(fields: readonly bigint[], bits: bigint): bigint {
  return fields.reduce((address, field) => (address << bits) | field, 0n);
}
