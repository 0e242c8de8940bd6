import type { AccessReport, AccessRow, PrincipalAccess, ShadowAccess } from '../plan/access/types.ts';
import type { ResourceKind } from '../policy/catalogue.ts';
import { type AccessLine, accessLines } from './access-lines.ts';

/** Access that does not come from the file, in the same lines as gains: who, what, where, by what. */
export function shadowLines(shadow: AccessReport['shadow']): readonly AccessLine[] {
  const access = [...Map.groupBy(shadow, ({ principal }) => principal)].map(([principal, rows]): PrincipalAccess => {
    return { principal, relation: 'more', certainty: 'certain', gained: rows.map(asRow), lost: [] };
  });
  return accessLines({ access });
}

const asRow = ({ verbs, area, certainty, via, when }: ShadowAccess): AccessRow => ({
  verbs,
  area,
  certainty,
  via,
  when,
  kind: kindOf(area.include[0] ?? ''),
  actions: [],
  witness: null,
  existing: null,
  why: [],
  cause: null,
  source: null,
});

/** What an area is about, by its form: `*`, `prod`, `prod:chart:…`, `prod:juzhong`, `prod:juzhong/*`. */
function kindOf(area: string): ResourceKind {
  const [, first, more] = area.split(':');
  if (area === '*') return 'star';
  if (first === undefined) return 'instance';
  if (more !== undefined || first === 'chart') return 'chart-repo';
  return first.includes('/') || first.endsWith('*') ? 'repo' : 'ns';
}
