import fc from 'fast-check';
import { expect, it } from 'vitest';
import { waysOf } from '../../src/plan/access/ways.ts';
import { worldOf } from '../../src/plan/access/world.ts';
import { resourceGroupIn } from '../../src/policy/access/places.ts';
import { diffAccess } from '../../src/policy/diff-access.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import { globMatch } from '../../src/policy/glob.ts';
import { Holdings } from '../../src/state/holdings.ts';
import { accountOf, NOW } from '../support/world.ts';
import { INVENTORY, onProd } from './access-rows.ts';

const INSTANCE = 'cri-prod000000000001';
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  Action: fc.constantFrom('cr:*', 'cr:PullRepository', 'cr:PushRepository', 'cr:Get*'),
  Resource: fc.constantFrom('*', onProd('*'), onProd('team/*'), onProd('team/a*'), onProd('team/api')),
});
const document = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((Statement) => ({ Version: '1' as const, Statement }));
const attachment = fc.constantFrom('user:alice', 'group:dev');
const policies = fc.array(fc.tuple(document, attachment), { minLength: 1, maxLength: 4 });

it('the ways together are all that somebody can do, and nothing else', () => {
  let rows = 0;
  fc.assert(
    fc.property(policies, (held) => {
      const account = accountOf({
        users: ['alice'],
        groups: { dev: ['alice'] },
        others: held.map(([one], at) => ({ name: `p${at}`, document: one as never })),
        attached: held.map(([, to], at) => `${to} p${at}`),
        account: { inventory: INVENTORY },
      });
      const world = worldOf(account, undefined);
      const attached = new Holdings(account).of('user:alice');
      const groups = { resourceGroupOf: (resource: string) => resourceGroupIn(world, resource) };
      const ways = waysOf('user:alice', { account, world, config: undefined, now: NOW });
      expect(ways).toHaveLength(held.length);

      const told = ways.flatMap(({ access }) => access);
      for (const { witness } of told) expect(evaluate(attached, witness!, groups).decision).toBe('allow');
      rows += told.length;

      const { gained } = diffAccess({ before: { world, attached: [] }, after: { world, attached } });
      const prefix = `repository/${INSTANCE}/`;
      for (const { kind, witness, verbs } of gained.filter((row) => row.kind === 'repo')) {
        const path = witness!.resource.slice(witness!.resource.indexOf(prefix) + prefix.length);
        const isIn = (patterns: readonly string[]) =>
          patterns.some((pattern) => globMatch(pattern.slice(INSTANCE.length + 1), path));
        const here = told.filter((row) => row.kind === kind && isIn(row.area.include) && !isIn(row.area.exclude));
        expect(here.some(({ actions }) => actions.includes(witness!.action))).toBe(true);
        // Push needs pull, which may come by another way.
        if (verbs.includes('push')) expect(here.some((row) => row.verbs.includes('push'))).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
  expect(rows).toBeGreaterThan(300);
});
