import type { Problem } from './issue-list.ts';
import { codePointName, quotedName } from './visible-text.ts';

/** What a name may look like, and how to say so. Sources: RAM API reference (CreateUser, CreateGroup, CreatePolicy). */
interface NameRule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly longest: number;
  readonly allowed: string;
}

const NAME_RULES = {
  user: { what: 'user name', pattern: /^[A-Za-z0-9._-]+$/, longest: 64, allowed: 'letters, digits, ".", "-" and "_"' },
  group: {
    what: 'group name',
    pattern: /^[A-Za-z0-9._-]+$/,
    longest: 64,
    allowed: 'letters, digits, ".", "-" and "_"',
  },
  role: { what: 'role name', pattern: /^[A-Za-z0-9.-]+$/, longest: 64, allowed: 'letters, digits, "." and "-"' },
  policy: { what: 'policy name', pattern: /^[A-Za-z0-9-]+$/, longest: 128, allowed: 'letters, digits and "-"' },
  grant: { what: 'grant name', pattern: /^[A-Za-z0-9-]+$/, longest: 128, allowed: 'letters, digits and "-"' },
  registry: {
    what: 'registry name',
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    longest: 64,
    allowed: 'letters, digits, ".", "-" and "_"',
  },
  guardrail: {
    what: 'guardrail id',
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    longest: 64,
    allowed: 'letters, digits, ".", "-" and "_"',
  },
  finding: {
    what: 'finding id',
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
    longest: 64,
    allowed: 'letters, digits, "-" and "_"',
  },
  instance: {
    what: 'instance id',
    pattern: /^cri-[a-z0-9]+$/,
    longest: 64,
    allowed: '"cri-" and then lower-case letters and digits',
  },
  region: { what: 'region', pattern: /^[a-z]{2}(?:-[a-z0-9]+)+$/, longest: 64, allowed: 'the form cn-hangzhou' },
  scope: {
    what: 'scope',
    pattern: /^(?:account|rg-[A-Za-z0-9-]+)$/,
    longest: 64,
    allowed: '"account" or a resource group id, rg-…',
  },
  owner: { what: 'owner', pattern: /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, longest: 140, allowed: 'the form owner/repo' },
  account: { what: 'account id', pattern: /^[0-9]+$/, longest: 32, allowed: 'digits only' },
} as const satisfies Record<string, NameRule>;

export type NameKind = keyof typeof NAME_RULES;

/** What is wrong with a name of that kind, or `undefined`. Every kind is ASCII, so look-alike letters are found here. */
export function nameProblem(kind: NameKind, name: string): Problem | undefined {
  const rule: NameRule = NAME_RULES[kind];
  const code = `bad-${kind}`;
  if (name === '') return { code, message: `the ${rule.what} is empty`, hint: `allowed: ${rule.allowed}` };
  const foreign = /[^\x20-\x7e]/u.exec(name)?.[0];
  if (foreign !== undefined) {
    return {
      code,
      message: `the ${rule.what} ${quotedName(name)} holds the character ${codePointName(foreign)}, which is not ASCII`,
      hint: `type the name again; it may look like another name on screen (allowed: ${rule.allowed})`,
    };
  }
  if (name.length > rule.longest) {
    const message = `the ${rule.what} ${quotedName(name)} has ${name.length} characters, more than ${rule.longest}`;
    return { code, message, hint: 'shorten it' };
  }
  if (rule.pattern.test(name)) return undefined;
  return { code, message: `${quotedName(name)} is not a valid ${rule.what}`, hint: `allowed: ${rule.allowed}` };
}
