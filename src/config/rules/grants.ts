import { parseInstant } from '../instant.ts';
import type { Path } from '../issue-list.ts';
import { didYouMean, nearest } from '../nearest.ts';
import { leaksByPrefix, parseArea } from '../parse-area.ts';
import type { Draft, WrittenGrant } from '../schema.ts';
import { quotedName } from '../visible-text.ts';
import { checkCount, checkName, entries, items, type Rule, type RuleContext } from './context.ts';
import { checkText } from './users-and-groups.ts';

type WrittenGrantDraft = Draft<WrittenGrant>;

/** The system policies that ACR's pages name, and whose attachments a file can own. */
export const SYSTEM_POLICIES = ['AliyunContainerRegistryFullAccess', 'AliyunContainerRegistryReadOnlyAccess'];
/** Policy descriptions in RAM have 1 to 1,024 characters. */
const REASON = { shortest: 1, longest: 1024 };

export const grantsGiveOneKindOfAccess: Rule = (context) => {
  const all = entries<WrittenGrantDraft>(context.draft.grants);
  checkCount('grants', all.length, context.list);
  for (const [name, grant] of all) {
    const path = ['grants', name];
    checkKind(name, grant, path, context);
    checkOptions(grant, path, context);
  }
};

export const grantDetailsAreValid: Rule = (context) => {
  const { list, draft } = context;
  for (const [name, grant] of entries<WrittenGrantDraft>(draft.grants)) {
    const path = ['grants', name];
    checkName('grant', name, path, list, 'key');
    checkText(grant.reason, [...path, 'reason'], REASON, list);
    checkAreas(grant.on, [...path, 'on'], context);
    checkUntil(grant.until, [...path, 'until'], context);
    if (grant.scope !== undefined) checkName('scope', grant.scope, [...path, 'scope'], list);
    checkSystemPolicy(grant.policy, [...path, 'policy'], context);
  }
};

/** Other names are judged by the plan, which reads what the policy gives; a slip in one of the two is certain here. */
function checkSystemPolicy(policy: string | undefined, path: Path, { list }: RuleContext): void {
  if (policy === undefined || SYSTEM_POLICIES.includes(policy)) return;
  if (nearest(policy, SYSTEM_POLICIES) === undefined) {
    checkName('policy', policy, path, list);
    return;
  }
  const message = `there is no system policy ${quotedName(policy)}`;
  list.report(path, { code: 'bad-policy', message, hint: didYouMean(policy, SYSTEM_POLICIES, 'allowed') });
}

function checkKind(name: string, grant: WrittenGrantDraft, path: Path, { list }: RuleContext): void {
  const kinds = ['can', 'policy', 'statements'].filter((key) => key in grant);
  const shown = quotedName(name);
  const hint = 'write can + on, or policy, or statements';
  if (kinds.length === 0 && 'on' in grant) {
    const more = 'add can: pull, push or full';
    list.report(path, { code: 'no-access', message: `grant ${shown} has "on" but no "can"`, hint: more }, 'key');
  } else if (kinds.length === 0) {
    list.report(path, { code: 'no-access', message: `grant ${shown} does not say what it gives`, hint }, 'key');
  }
  for (const second of kinds.slice(1)) {
    const message = `grant ${shown} has both "${kinds[0]}" and "${second}"`;
    list.report(
      [...path, second],
      { code: 'two-kinds-of-access', message, hint: `${hint}; make two grants for both` },
      'key',
    );
  }
  if (kinds[0] === 'can' && !('on' in grant)) {
    const more = 'add on: REGISTRY:NAMESPACE/*, or another area';
    list.report(path, { code: 'no-access', message: `grant ${shown} has "can" but no "on"`, hint: more }, 'key');
  }
  if ((kinds[0] === 'policy' || kinds[0] === 'statements') && kinds.length === 1 && 'on' in grant) {
    const message = `"on" has no meaning next to "${kinds[0]}"`;
    list.report(
      [...path, 'on'],
      { code: 'option-without-can', message, hint: 'remove "on", or write can + on instead' },
      'key',
    );
  }
  for (const key of ['on', 'statements'] as const) {
    if (Array.isArray(grant[key]) && grant[key].length === 0) {
      const message = `"${key}" is empty, so grant ${shown} would give nothing`;
      list.report([...path, key], { code: 'no-access', message, hint: 'remove the grant, or name what it gives' });
    }
  }
}

/** `console`, `create` and `login` add statements to the ones of `can`; nothing may be added to other documents. */
function checkOptions(grant: WrittenGrantDraft, path: Path, { list }: RuleContext): void {
  const other = 'policy' in grant ? 'policy' : 'statements' in grant ? 'statements' : undefined;
  for (const option of ['console', 'create', 'login'] as const) {
    if (!(option in grant) || other === undefined || 'can' in grant) continue;
    const message = `"${option}" has no meaning next to "${other}"`;
    list.report(
      [...path, option],
      { code: 'option-without-can', message, hint: `remove "${option}", or write can + on instead` },
      'key',
    );
  }
  if (grant.create === true && grant.can !== undefined && grant.can !== 'push') {
    const message = `"create" is for "can: push" only, and this grant can ${grant.can}`;
    list.report(
      [...path, 'create'],
      { code: 'create-without-push', message, hint: 'remove "create", or write can: push' },
      'key',
    );
  }
}

export function checkAreas(
  written: string | readonly (string | undefined)[] | undefined,
  path: Path,
  { registries, list }: RuleContext,
): void {
  const seen = new Set<string>();
  for (const { text, path: at } of items(written, path)) {
    const parsed = parseArea(text, registries);
    if ('problem' in parsed) list.report(at, parsed.problem);
    else if (leaksByPrefix(parsed.area)) list.warn(at, prefixLeak(text));
    if (seen.has(text)) {
      const message = `${quotedName(text)} is listed twice in "on"`;
      list.report(at, { code: 'listed-twice', message, hint: 'remove one of the two' });
    }
    seen.add(text);
  }
}

const prefixLeak = (area: string) => ({
  code: 'prefix-leak',
  message: `${quotedName(area)} also covers every namespace whose name continues differently, with all its repositories`,
  hint: `for the repositories of one namespace write ${quotedName(area.replace(/\/?\*+$/, '/*'))}`,
});

export function checkUntil(written: string | undefined, path: Path, { list }: RuleContext): void {
  if (written === undefined) return;
  const parsed = parseInstant(written);
  if ('problem' in parsed) list.report(path, parsed.problem);
}
