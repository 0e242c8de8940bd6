import { describe, expect, it } from 'vitest';
import { globMatch } from '../../src/policy/glob.ts';
import {
  type CaseAttachment,
  type CaseWorld,
  casesOf,
  caseWorld,
  type DiffCase,
  type Included,
  type PrincipalRef,
} from '../policy/vectors/cases.ts';
import { type Files, linesOf, run } from './support/surroundings.ts';

const textOf = ({ kind, name }: PrincipalRef): string => `${kind}:${name}`;
const group = (scope: string): string => scope.replace(/^rg:/, '');

/** The account file of a case, as the cases' page says. */
function accountFile(attachments: readonly CaseAttachment[], world: CaseWorld, asked: PrincipalRef): object {
  const held = [asked, ...attachments.map(({ to }) => to)];
  const named = (kind: string, more: readonly string[] = []) =>
    [...new Set([...held.filter((one) => one.kind === kind).map(({ name }) => name), ...more])].map((name) => ({
      name,
    }));
  const policies = new Map(
    attachments.map(({ type, policy, document }) => [
      `${type} ${policy}`,
      { name: policy, type, defaultVersion: 'v1', document },
    ]),
  );
  const scopes = attachments.map(({ scope }) => group(scope)).filter((scope) => scope !== 'account');
  const groups = new Set([...scopes, ...world.instances.map(({ resourceGroup }) => resourceGroup)]);
  return {
    formatVersion: 1,
    account: world.account,
    users: named('user', Object.values(world.groups).flat()),
    groups: named('group', Object.keys(world.groups)).map(({ name }) => ({ name, members: world.groups[name] ?? [] })),
    roles: named('role'),
    policies: [...policies.values()],
    attachments: attachments.map(({ policy, type, to, scope }) => ({
      principal: textOf(to),
      policy,
      type,
      scope: group(scope),
    })),
    resourceGroups: [...groups].map((id) => ({ id, name: id })),
    instances: world.instances.map((instance) => ({ ...instance, name: instance.id, namespaces: [] })),
    personal: [],
  };
}

/** Decisions about requests, through the command line. */
async function decisions(requests: readonly object[], account: object): Promise<unknown[]> {
  const files: Files = { requests: requests.map((one) => `${JSON.stringify(one)}\n`).join(''), account };
  const ran = await run(['can', '--requests', 'requests', '--against', 'account', '--json'], files);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return linesOf(ran).map(({ decision }) => decision);
}

describe('published policy cases through can --requests', () => {
  it.each(casesOf('evaluate'))('$id: $title', async ({ attachments, request, expect: { decision } }) => {
    const { principal, action, resource, context = {} } = request;
    const account = accountFile(attachments, caseWorld, principal);
    expect(await decisions([{ principal: textOf(principal), action, resource, context }], account)).toEqual([decision]);
  });
});

interface Row {
  readonly actions: readonly string[];
  readonly witness: { readonly action: string; readonly resource: string; readonly context?: object } | null;
}
interface Access {
  readonly principal: string;
  readonly relation: string;
  readonly gained: readonly Row[];
  readonly lost: readonly Row[];
}

function includes(rows: readonly Row[] | undefined, { action, matching = '*', notMatching }: Included): boolean {
  return (rows ?? []).some(
    ({ actions, witness }) =>
      actions.includes(action) &&
      witness !== null &&
      globMatch(matching, witness.resource) &&
      !(notMatching !== undefined && globMatch(notMatching, witness.resource)),
  );
}

/** A witness is allowed on the one side and not on the other. */
async function confirm(rows: readonly Row[], principal: string, to: object, from: object): Promise<void> {
  const requests = rows.map(({ witness }) => ({ principal, ...witness }));
  const [allowed, other] = [await decisions(requests, to), await decisions(requests, from)];
  expect(allowed).toEqual(rows.map(() => 'allow'));
  expect(other).not.toContain('allow');
}

const worldOf = (replaced: Partial<CaseWorld> | undefined): CaseWorld => ({ ...caseWorld, ...replaced });

describe('published policy cases through diff', () => {
  it.each(casesOf('diff'))('$id: $title', async (one: DiffCase) => {
    const before = accountFile(one.before, worldOf(one.worldBefore), one.principal);
    const after = accountFile(one.after, worldOf(one.worldAfter), one.principal);
    const ran = await run(['diff', 'before', 'after', '--json'], { before, after });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const { access } = JSON.parse(ran.stdout) as { access: readonly Access[] };
    const found = access.find(({ principal }) => principal === textOf(one.principal));
    expect(found?.relation ?? 'equivalent').toBe(one.expect.relation);
    if (one.expect.gainedIncludes) expect(includes(found?.gained, one.expect.gainedIncludes)).toBe(true);
    if (one.expect.lostIncludes) expect(includes(found?.lost, one.expect.lostIncludes)).toBe(true);
    for (const { principal, gained, lost } of access) {
      expect(principal).toMatch(/^(user|role):/);
      await confirm(gained, principal, after, before);
      await confirm(lost, principal, before, after);
    }
  });
});
