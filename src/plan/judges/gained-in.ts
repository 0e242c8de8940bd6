import type { Guardrail } from '../../config/types.ts';
import type { AccessRow, Witness } from '../../policy/access/rows.ts';
import type { Area } from '../../policy/area.ts';
import type { AttachedDocument } from '../../policy/evaluate.ts';
import { ACCOUNT_SCOPE, type Principal } from '../../policy/principal.ts';
import { VERB_ACTIONS, type Verb } from '../../policy/verbs.ts';
import { viaOf } from '../access/name-rows.ts';
import { sharedDiff } from '../access/shared-diff.ts';
import type { Sides } from '../access/sides.ts';
import { type VerbQuestions, verbQuestions } from './verb-questions.ts';

export interface GainedIn {
  readonly principal: Principal;
  readonly can: Verb | 'full';
  readonly on: Area;
  /** undefined = the work limit was reached: nobody can say that nothing was gained */
  readonly witness: Witness | undefined;
  readonly via: readonly string[];
}

/** Who gains one of the verbs somewhere in one of the areas. A gain that is not certain counts too. */
export function gainedIn(
  { can, on }: Pick<Extract<Guardrail, { kind: 'no-new' }>, 'can' | 'on'>,
  sides: Sides,
  registries: Parameters<typeof verbQuestions>[0],
): readonly GainedIn[] {
  const compare = sharedDiff(sides.world);
  const ask = verbQuestions(registries, sides.world);
  return sides.after.principals.flatMap((principal) => {
    const { gained } = compare(sides.before.of(principal), sides.after.of(principal));
    return can.flatMap((verb) =>
      on.flatMap((area) => {
        const row = gained.find((candidate) => isIn(candidate, verb, area, sides, ask));
        return row === undefined ? [] : [{ principal, can: verb, on: area, witness: row.witness, via: viaOf(row) }];
      }),
    );
  });
}

/** Does the row hold the verb in the area? Asked of a policy that allows exactly the row. */
function isIn(row: AccessRow, verb: Verb | 'full', area: Area, { world }: Sides, ask: VerbQuestions): boolean {
  if (row.witness === undefined) return true;
  if (verb !== 'full' && !row.verbs.includes(verb)) return false;
  const document = documentOf(row, world.account);
  const attached: AttachedDocument = { policy: 'row', type: 'Custom', scope: ACCOUNT_SCOPE, via: [], document };
  return ask.some([attached], verb, area).answer !== 'no';
}

function documentOf({ verbs, actions, kind, registry, area }: AccessRow, account: string): object {
  const needed = [...new Set([...actions, ...verbs.flatMap((verb) => VERB_ACTIONS[verb].flat())])];
  const resource = (pattern: string): string => {
    if (registry === undefined) return '*';
    const type = kind === 'instance' ? 'instance' : kind.startsWith('chart') ? 'chart' : 'repository';
    const path = registry.edition === 'enterprise' ? [registry.instance, pattern] : [pattern];
    return `acs:cr:${registry.region}:${account}:${type}/${path.filter((part) => part !== '').join('/')}`;
  };
  const statement = (effect: 'Allow' | 'Deny', patterns: readonly string[]): object[] =>
    patterns.length === 0 ? [] : [{ Effect: effect, Action: needed, Resource: patterns.map(resource) }];
  return { Version: '1', Statement: [...statement('Allow', area.include), ...statement('Deny', area.exclude)] };
}
