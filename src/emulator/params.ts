import { ApiError, invalid, missing } from './api-error.ts';

/** Parameters of one call: query and form body together, decoded. */
export type Params = Readonly<Record<string, string>>;

/** The value, or `Missing<name>` when it is absent or empty. */
export function required(params: Params, name: string): string {
  const value = params[name];
  if (value === undefined || value === '') throw missing(name);
  return value;
}

interface TextRule {
  readonly pattern?: RegExp;
  readonly max: number;
}

const USER_NAME: TextRule = { pattern: /^[A-Za-z0-9._@-]+$/, max: 64 };
const GROUP_NAME: TextRule = { pattern: /^[A-Za-z0-9._-]+$/, max: 64 };
const DISPLAY_NAME: TextRule = { max: 128 };
const COMMENTS: TextRule = { max: 128 };
const DESCRIPTION: TextRule = { max: 1024 };

/** Source: remarks of the official SDK and the RAM "Limits" page. */
const TEXT_RULES: Record<string, TextRule> = {
  UserName: USER_NAME,
  NewUserName: USER_NAME,
  GroupName: GROUP_NAME,
  NewGroupName: GROUP_NAME,
  RoleName: { pattern: /^[A-Za-z0-9.-]+$/, max: 64 },
  PolicyName: { pattern: /^[A-Za-z0-9-]+$/, max: 128 },
  DisplayName: DISPLAY_NAME,
  NewDisplayName: DISPLAY_NAME,
  Comments: COMMENTS,
  NewComments: COMMENTS,
  Description: DESCRIPTION,
  NewDescription: DESCRIPTION,
  Email: { pattern: /^[^@\s]+@[^@\s]+$/, max: 128 },
  NewEmail: { pattern: /^[^@\s]+@[^@\s]+$/, max: 128 },
  MobilePhone: { pattern: /^[0-9+-]+$/, max: 64 },
  NewMobilePhone: { pattern: /^[0-9+-]+$/, max: 64 },
};

const FORMAT_RULED = /Email|MobilePhone/;

/** A text parameter checked against its rule, `undefined` when it was not sent; an empty value clears and is allowed. */
export function text(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === '') return value;
  const rule = TEXT_RULES[name];
  if (rule === undefined) return value;
  if (Array.from(value).length > rule.max) throw invalid(name, 'Length');
  if (rule.pattern !== undefined && !rule.pattern.test(value)) {
    throw invalid(name, FORMAT_RULED.test(name) ? 'Format' : 'InvalidChars');
  }
  return value;
}

/** A required name checked against its rule. */
export function name(params: Params, parameter: string): string {
  required(params, parameter);
  return text(params, parameter)!;
}

export function integer(
  params: Params,
  parameter: string,
  range: { min: number; max: number; absent: number },
): number {
  const value = params[parameter];
  if (value === undefined || value === '') return range.absent;
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || number < range.min || number > range.max) throw invalid(parameter);
  return number;
}

export function flag(params: Params, parameter: string): boolean {
  const value = params[parameter];
  if (value === undefined || value === '') return false;
  if (!/^(true|false)$/i.test(value)) throw invalid(parameter);
  return value.toLowerCase() === 'true';
}

export function policyType(params: Params): 'Custom' | 'System' {
  const value = required(params, 'PolicyType');
  if (value !== 'Custom' && value !== 'System') throw invalid('PolicyType');
  return value;
}

/** A list parameter: one JSON array, or `Name.1`, `Name.2`, … as older clients send it. */
export function list(params: Params, parameter: string): unknown[] | undefined {
  const value = params[parameter];
  if (value !== undefined && value !== '') {
    const parsed = parseJson(value);
    if (!Array.isArray(parsed)) throw invalid(parameter, 'Format');
    return parsed;
  }
  const numbered: string[] = [];
  for (let at = 1; params[`${parameter}.${at}`] !== undefined; at++) numbered.push(params[`${parameter}.${at}`]!);
  return numbered.length === 0 ? undefined : numbered;
}

export function textList(params: Params, parameter: string, max: number): string[] | undefined {
  const items = list(params, parameter);
  if (items === undefined) return undefined;
  if (items.length > max || !items.every((item) => typeof item === 'string')) throw invalid(parameter);
  return items;
}

/** `Tag` as a JSON array of `{Key, Value}`, or `Tag.1.Key`, `Tag.1.Value`, …; at most 20, key 128, value 256 characters. */
export function tags(params: Params): Map<string, string> | undefined {
  const pairs = list(params, 'Tag') ?? numberedTags(params);
  if (pairs.length === 0) return undefined;
  if (pairs.length > 20) throw invalid('Tag', 'Length');
  const found = new Map<string, string>();
  for (const pair of pairs) {
    const { Key: key, Value: value = '' } = pair as { Key?: unknown; Value?: unknown };
    if (typeof key !== 'string' || typeof value !== 'string') throw invalid('Tag', 'Format');
    if (key === '' || key.length > 128 || value.length > 256) throw invalid('Tag', 'Length');
    found.set(key, value);
  }
  return found;
}

function numberedTags(params: Params): unknown[] {
  const pairs: unknown[] = [];
  for (let at = 1; params[`Tag.${at}.Key`] !== undefined; at++) {
    pairs.push({ Key: params[`Tag.${at}.Key`], Value: params[`Tag.${at}.Value`] ?? '' });
  }
  return pairs;
}

export function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** `after` of a page from an opaque marker made by `markerOf`. */
export function afterMarker(params: Params, parameter = 'Marker'): number {
  const marker = params[parameter];
  if (marker === undefined || marker === '') return 0;
  const seq = Number(Buffer.from(marker, 'base64url').toString('latin1').replace(/^seq:/, ''));
  if (!Number.isSafeInteger(seq) || markerOf(seq) !== marker)
    throw new ApiError(400, `InvalidParameter.${parameter}`, `The parameter - "${parameter}" is incorrect.`);
  return seq;
}

export const markerOf = (seq: number): string => Buffer.from(`seq:${seq}`, 'latin1').toString('base64url');
