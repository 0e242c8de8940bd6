import { CATALOGUE } from '../catalogue.ts';
import type { ParsedStatement } from '../parse.ts';
import type { Budget } from './budget.ts';
import { residuals } from './residual.ts';
import { signVectors } from './sign-vectors.ts';
import { buildTrie } from './trie.ts';
import { OTHER, readWildcard } from './wildcard.ts';

/** Actions that the catalogue does not have and that statements tell apart. */
export interface UnlistedActions {
  /** literally in a statement */
  readonly named: readonly string[];
  /** made up for a wildcard such as `cr:Pull*`: `cr:Pull‹unlisted›`, for what no list knows today may be added tomorrow */
  readonly invented: readonly string[];
}

const SERVICE = 'cr:';
const MARK = '‹unlisted›';
const LISTED = new Set([...CATALOGUE.keys()].map(foldCase));

/** `undefined` = the wildcards of the statements combine in too many ways to look at. */
export function unlistedActions(statements: readonly ParsedStatement[], budget: Budget): UnlistedActions | undefined {
  const named = new Map<string, string>();
  const wild = new Map<string, string>();
  for (const pattern of statements.flatMap(({ actions, notActions }) => actions ?? notActions ?? [])) {
    const folded = foldCase(pattern);
    if (/[*?]/.test(pattern)) wild.set(folded, pattern);
    else if (folded.startsWith(SERVICE) && !LISTED.has(folded)) named.set(folded, pattern);
  }
  const invented = invent(wild, budget);
  return (
    invented && { named: [...named.values()], invented: invented.filter((action) => !LISTED.has(foldCase(action))) }
  );
}

function invent(wild: ReadonlyMap<string, string>, budget: Budget): string[] | undefined {
  if ([...wild.keys()].every((pattern) => /^(?:cr:[^*?]*|[^*?:]+:[^*?]*)?\*$/.test(pattern))) {
    // Of `x*` patterns, those that a name matches are beginnings of each other, so one name for each is enough.
    return [...wild.values()].filter((pattern) => /^cr:./i.test(pattern)).map((pattern) => pattern.replace('*', MARK));
  }
  const rests = [...wild.keys()].flatMap((pattern) => residuals(pattern, SERVICE)).map(readWildcard);
  const names = signVectors(buildTrie(rests), budget)?.filter(({ letters }) => letters.length > 0);
  return names?.map(({ letters }) =>
    letters.reduce((name, letter) => name + (letter === OTHER ? '·' : String.fromCodePoint(letter)), SERVICE),
  );
}

function foldCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
