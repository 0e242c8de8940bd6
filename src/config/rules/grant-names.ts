import { DEFAULT_PREFIX } from '../defaults.ts';
import type { Draft, WrittenGrant } from '../schema.ts';
import { quotedName } from '../visible-text.ts';
import { entries, type Rule } from './context.ts';

/** RAM: a policy name has at most 128 characters. A large grant is split into `…-2` to `…-99`. */
const LONGEST_POLICY_NAME = 128;
const LONGEST_SUFFIX = '-99'.length;

export const policyNamesFit: Rule = ({ draft, list }) => {
  const prefix = draft.settings?.prefix ?? DEFAULT_PREFIX;
  const longest = LONGEST_POLICY_NAME - LONGEST_SUFFIX - prefix.length;
  for (const [name] of entries<Draft<WrittenGrant>>(draft.grants)) {
    if (name.length <= longest) continue;
    const message = `grant name ${quotedName(name)} has ${name.length} characters, more than ${longest}`;
    const hint = `shorten it: with the prefix ${quotedName(prefix)} and a suffix such as -99 it must make a policy name of at most ${LONGEST_POLICY_NAME}`;
    list.report(['grants', name], { code: 'grant-name-too-long', message, hint }, 'key');
  }
};

/** A grant that is split becomes `x`, `x-2`, `x-3`: a grant named `x-2` would claim a policy of `x`. */
export const splitNamesDoNotCollide: Rule = ({ draft, list }) => {
  const names = new Map(entries<Draft<WrittenGrant>>(draft.grants).map(([name]) => [name.toLowerCase(), name]));
  for (const name of names.values()) {
    const base = names.get((/^(.+)-(?:[2-9]|[1-9][0-9]+)$/.exec(name)?.[1] ?? '').toLowerCase());
    if (base === undefined) continue;
    const message = `grant ${quotedName(name)} cannot stand next to grant ${quotedName(base)}: a large grant is split into policies ${quotedName(`${base}-2`)}, ${quotedName(`${base}-3`)} and so on`;
    list.report(
      ['grants', name],
      { code: 'grant-name-collides', message, hint: 'rename one of the two, e.g. with a letter at the end' },
      'key',
    );
  }
};
