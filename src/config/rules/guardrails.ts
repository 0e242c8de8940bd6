import type { Path } from '../issue-list.ts';
import { parseArea } from '../parse-area.ts';
import type { Draft, WrittenGuardrail } from '../schema.ts';
import { quotedName } from '../visible-text.ts';
import { checkName, checkTwice, items, type Rule, type RuleContext } from './context.ts';
import { checkAreas, checkUntil } from './grants.ts';
import { checkPrincipal } from './principals.ts';
import { checkText } from './users-and-groups.ts';

export const GUARDRAIL_KINDS = ['only', 'keep', 'no-new', 'separate'] as const;

export const guardrailsSayOneThing: Rule = (context) => {
  const { draft, list } = context;
  const ids = new Set<string>();
  for (const [index, guardrail] of (draft.guardrails ?? []).entries()) {
    if (guardrail === undefined) continue;
    const path = ['guardrails', index];
    checkGuardrail(guardrail, path, context);
    if (guardrail.id === undefined) continue;
    checkName('guardrail', guardrail.id, [...path, 'id'], list);
    if (ids.has(guardrail.id)) {
      const message = `two guardrails have the id ${quotedName(guardrail.id)}`;
      list.report([...path, 'id'], { code: 'duplicate-id', message, hint: 'give every guardrail an id of its own' });
    }
    ids.add(guardrail.id);
  }
};

function checkGuardrail(guardrail: Draft<WrittenGuardrail>, path: Path, context: RuleContext): void {
  const { list } = context;
  const kinds = GUARDRAIL_KINDS.filter((kind) => kind in guardrail);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const message =
      kind === undefined ? 'the guardrail has no rule' : `the guardrail has several rules: ${kinds.join(', ')}`;
    const hint = 'write exactly one of only, keep, no-new and separate';
    list.report(path, { code: 'guardrail-kind', message, hint });
    return;
  }
  const needsCan = kind === 'only' || kind === 'keep';
  if (needsCan && !('can' in guardrail)) {
    list.report(path, {
      code: 'missing-key',
      message: `a guardrail with "${kind}" has no "can"`,
      hint: 'add e.g. can: push',
    });
  }
  if (!needsCan && 'can' in guardrail) {
    const message = `"can" has no meaning next to "${kind}"`;
    list.report([...path, 'can'], { code: 'guardrail-kind', message, hint: `write the verbs after "${kind}:"` }, 'key');
  }
  if (needsCan) {
    const principals = items(guardrail[kind], [...path, kind]);
    checkTwice(list, principals, kind);
    for (const principal of principals) checkPrincipal(principal, list);
  }
  checkVerbs(guardrail, path, kind, context);
  checkAreas(guardrail.on, [...path, 'on'], context);
}

/** A guardrail that can never refuse anything is a mistake. `only: []` is none: nobody may. */
function checkVerbs(
  guardrail: Draft<WrittenGuardrail>,
  path: Path,
  kind: (typeof GUARDRAIL_KINDS)[number],
  { list }: RuleContext,
): void {
  const verbs = kind === 'no-new' || kind === 'separate' ? kind : 'can';
  checkTwice(list, items(guardrail[verbs], [...path, verbs]), verbs);
  for (const key of ['keep', 'can', 'no-new', 'on'] as const) {
    const value = guardrail[key];
    if (!Array.isArray(value) || value.length > 0) continue;
    const message = `"${key}" is empty, so the guardrail would never refuse anything`;
    list.report([...path, key], { code: 'empty-list', message, hint: 'name at least one' });
  }
  const { separate } = guardrail;
  if (kind !== 'separate' || separate === undefined) return;
  if (typeof separate === 'string' || new Set(separate).size < 2) {
    const message = '"separate" needs two verbs or more, which nobody may hold together';
    list.report([...path, 'separate'], {
      code: 'guardrail-kind',
      message,
      hint: 'write e.g. separate: [push, delete]',
    });
  } else if (separate.includes('full')) {
    const message = '"full" already stands for every verb';
    list.report([...path, 'separate'], {
      code: 'guardrail-kind',
      message,
      hint: 'name the verbs that must be held apart',
    });
  }
}

export const expectationsCanBeAsked: Rule = (context) => {
  for (const [index, expectation] of (context.draft.expect ?? []).entries()) {
    const path = ['expect', index];
    for (const who of items(expectation?.who, [...path, 'who'])) checkPrincipal(who, context.list);
    if (expectation?.on === undefined) continue;
    const parsed = parseArea(expectation.on, context.registries);
    if ('problem' in parsed) context.list.report([...path, 'on'], parsed.problem);
  }
};

/** RAM does not store exceptions; the reason has the limits of a grant's reason. */
const REASON = { shortest: 1, longest: 1024 };

export const exceptionsHaveAnEnd: Rule = (context) => {
  const { draft, list } = context;
  const seen = new Set<string>();
  for (const [index, exception] of (draft.exceptions ?? []).entries()) {
    if (exception === undefined) continue;
    const path = ['exceptions', index];
    const { id, on } = exception;
    if (id !== undefined) checkName('finding', id, [...path, 'id'], list);
    if (on !== undefined && !/^[\x21-\x7e]{1,256}$/.test(on)) {
      const hint = 'write what the finding is about, e.g. grant/nginx-admin';
      list.report([...path, 'on'], {
        code: 'bad-key-of-finding',
        message: `${quotedName(on)} is not the key of a finding`,
        hint,
      });
    }
    checkText(exception.reason, [...path, 'reason'], REASON, list);
    checkUntil(exception.until, [...path, 'until'], context);
    if (id === undefined || on === undefined) continue;
    const key = `${id} ${on}`;
    if (seen.has(key)) {
      const message = `${quotedName(id)} on ${quotedName(on)} is accepted twice`;
      list.report([...path, 'id'], { code: 'duplicate-id', message, hint: 'keep one of the two' });
    }
    seen.add(key);
  }
};
