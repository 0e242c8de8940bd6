import { DEFAULT_SETTINGS } from '../config/defaults.ts';
import type { AccessConfig } from '../config/types.ts';
import { AcrAccessError } from '../errors.ts';
import { worldOf } from '../plan/access/world.ts';
import type { Registry } from '../policy/area.ts';
import type { Principal } from '../policy/principal.ts';
import { desiredState, policyNameOf } from '../state/desired.ts';
import { ownershipOf } from '../state/ownership.ts';
import type { Account, Inventory } from '../state/types.ts';
import { alreadyThere, isForOtherRegistry, nameConflicts } from './compare-file.ts';
import { draftGroups } from './draft-groups.ts';
import { groupGrants, type UnnamedGrant } from './group-grants.ts';
import { type HeldPolicies, heldPolicies } from './held-policies.ts';
import { makeRoom } from './make-room.ts';
import { nameGrants } from './name-grants.ts';
import { nameRegistries } from './name-registries.ts';
import { recognisePolicies } from './recognise-policies.ts';
import { instancesNamed } from './regions-named.ts';
import type { Conflict, DraftGrant, ImportDraft } from './types.ts';
import { withinRegistries } from './within-registries.ts';

export interface ImportInput {
  readonly account: Account;
  /** value of the owner tag of the file that is written */
  readonly owner: string;
  /** the file as it is; `undefined`: there is none */
  readonly config: AccessConfig | undefined;
  /** registries that the caller names */
  readonly registries: readonly Registry[];
  /** only these principals; empty = everybody */
  readonly only: readonly Principal[];
  /** only what is about these registries alone, by their names; empty = everything */
  readonly onlyRegistries: readonly string[];
  /** also take over who is in the groups that get grants */
  readonly withGroups: boolean;
  /** the account's registries are all known, as in an account file */
  readonly foundEverything: boolean;
  readonly now: Date;
}

/**
 * What a file has to say so that nobody's access changes: pure, and the same for the same account in any order. Of a file
 * that is there only what is missing.
 */
export function draftImport(input: ImportInput): ImportDraft {
  const { account, config, owner, only, now } = input;
  const prefix = config?.settings.prefix ?? DEFAULT_SETTINGS.prefix;
  const documents = [...account.documents.values()];
  const declared = config?.registries ?? [];
  const allHeld = heldPolicies({ account, owner, prefix, config, only });
  const named = nameRegistries({
    ...input,
    declared,
    given: input.registries,
    found: foundFor(allHeld, input),
    documents,
  });
  const wanted = chosen(named.all, input.onlyRegistries);
  const held =
    wanted === undefined ? allHeld : withinRegistries(allHeld, { wanted, all: named.all, account: account.id });
  const known = {
    account: account.id,
    registries: named.all,
    world: worldOf(account, { registries: named.all }, documents),
    now,
  };
  const there = alreadyThere(config, now);
  const recognised = recognisePolicies(held.handMade, known, there);
  const { kept, leftAlone } = makeRoom(
    recognised,
    account,
    config ? desiredState(config, owner, now).state.values() : [],
  );
  const report = whyReport(held, input);
  const systemAllowed = report === undefined && config?.settings.systemPolicies !== 'report';
  const grouped = groupGrants(kept, systemAllowed ? held.system : []);
  const { missing, additions } = there.split(grouped);
  const isPolicy = policyInTheWay(account, prefix);
  const grants = nameGrants(
    missing.toSorted(inOrder),
    (name, grant) => isPolicy(name) || isForOtherRegistry(config, name, grant),
  );
  const used = config === undefined ? (wanted ?? named.all) : registriesOf(grants);
  const added = used.filter((registry) => !declared.includes(registry));
  return {
    account: account.id,
    registries: named.all.filter((registry) => added.includes(registry)),
    groups: input.withGroups ? draftGroups(grants, account, config) : [],
    grants,
    additions,
    leftAlone: [...held.leftAlone, ...leftAlone, ...(systemAllowed ? [] : leftSystem(held, report))],
    unfound: input.foundEverything ? [] : unfoundIn(held, named.all),
    conflicts: [
      ...named.conflicts,
      ...nameConflicts(grants, config),
      ...ownedWithoutFile(account, config, prefix, owner),
    ],
    reportSystemPolicies: report,
  };
}

/** @throws AcrAccessError `usage` for a name that no registry has */
function chosen(all: readonly Registry[], names: readonly string[]): readonly Registry[] | undefined {
  if (names.length === 0) return undefined;
  return names.map((name) => {
    const registry = all.find((one) => one.name === name);
    if (registry !== undefined) return registry;
    const known = all.map((one) => one.name).join(', ');
    throw new AcrAccessError('usage', `--registry ${name}: there is no registry of that name`, {
      hint: `${known === '' ? 'None was found' : `There are ${known}`}. To name one, write --registry ${name}=INSTANCE@REGION.`,
    });
  });
}

/** A new file names every registry, one that is added to only those that its new grants need. */
function foundFor({ handMade }: HeldPolicies, { account, config }: ImportInput): Inventory {
  const found = 'unreadable' in account.inventory ? { instances: [], personal: [] } : account.inventory;
  if (config === undefined) return found;
  const named = new Set(instancesNamed(handMade.map(({ document }) => document)));
  return { ...found, instances: found.instances.filter(({ id }) => named.has(id)) };
}

/** A policy may be older than the region that somebody could look at; in a saved account there is nothing more to find. */
function unfoundIn({ handMade }: HeldPolicies, registries: readonly Registry[]): readonly string[] {
  const known = new Set(registries.map((registry) => (registry.edition === 'enterprise' ? registry.instance : '')));
  return instancesNamed(handMade.map(({ document }) => document)).filter((instance) => !known.has(instance));
}

/** With `enforce` a new file would take the system policies away from those who are not in it. */
function whyReport({ systemHoldersLeftOut: left }: HeldPolicies, { config }: ImportInput): string | undefined {
  if (config !== undefined || left.length === 0) return undefined;
  return `${left.length} of those who hold them ${left.length === 1 ? 'is' : 'are'} not in this file and would lose them`;
}

const leftSystem = ({ system }: HeldPolicies, report: string | undefined): ImportDraft['leftAlone'] =>
  system.map(({ policy, type, principals }) => ({
    policy,
    type,
    principals,
    reason: report === undefined ? 'settings.systemPolicies is report' : `settings.systemPolicies is report: ${report}`,
  }));

/** A policy of that name is somebody else's, so a grant of the name would be refused. */
function policyInTheWay({ policies }: Account, prefix: string): (grant: string) => boolean {
  const names = [...policies.values()].filter(({ type }) => type === 'Custom').map(({ name }) => name.toLowerCase());
  const bases = new Set(names.flatMap((name) => [name, name.replace(/-\d+$/, '')]));
  return (grant) => bases.has(policyNameOf(prefix, grant, 0).toLowerCase());
}

/** Policies of this very file, which is not there: a new file without them would delete them. */
function ownedWithoutFile(
  { policies }: Account,
  config: AccessConfig | undefined,
  prefix: string,
  owner: string,
): readonly Conflict[] {
  if (config !== undefined) return [];
  return [...policies.values()]
    .filter((policy) => ownershipOf(policy, prefix, owner) === 'owned')
    .map(({ name }) => ({
      key: `policy/${name}`,
      message: `policy ${name} belongs to this file by its tags, and there is no such file`,
      remedy: 'Restore the file from the history of its repository, or name another one with --output.',
    }));
}

function registriesOf(grants: readonly DraftGrant[]): readonly Registry[] {
  return [
    ...new Set(
      grants.flatMap(({ access }) => (access.kind === 'level' ? access.on.map(({ registry }) => registry) : [])),
    ),
  ];
}

const KINDS = ['level', 'statements', 'system-policy'];

/** By kind, then by what is granted, so that a reader finds everything about an area in one place. */
function inOrder(a: UnnamedGrant, b: UnnamedGrant): number {
  const rank = ({ access }: UnnamedGrant): number => KINDS.indexOf(access.kind);
  return rank(a) - rank(b) || compare(subjectOf(a), subjectOf(b)) || compare(a.key, b.key);
}

function subjectOf({ access, replaces }: UnnamedGrant): string {
  if (access.kind === 'system-policy') return access.policy;
  if (access.kind === 'statements') return replaces.join();
  return JSON.stringify([access.on.map(({ registry, pattern }) => `${registry.name}:${pattern}`), access.can]);
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);
