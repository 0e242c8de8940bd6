import { readFileSync } from 'node:fs';
import type { Decision } from '../../../src/policy/decide.ts';
import type { AttachedDocument } from '../../../src/policy/evaluate.ts';

export interface PrincipalRef {
  readonly kind: string;
  readonly name: string;
}
export interface CaseAttachment {
  readonly policy: string;
  readonly type: 'System' | 'Custom';
  readonly to: PrincipalRef;
  readonly scope: string;
  readonly document: unknown;
}
export interface CaseWorld {
  readonly account: string;
  readonly instances: readonly { readonly id: string; readonly region: string; readonly resourceGroup: string }[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
}
interface Titled {
  readonly id: string;
  readonly title?: string;
  readonly why: string;
}
export interface ParseCase extends Titled {
  readonly kind: 'parse';
  readonly document: unknown;
  readonly expect: { readonly errors: readonly string[] };
}
export interface EvaluateCase extends Titled {
  readonly kind: 'evaluate';
  readonly attachments: readonly CaseAttachment[];
  readonly request: {
    readonly principal: PrincipalRef;
    readonly action: string;
    readonly resource: string;
    readonly context?: Readonly<Record<string, string>>;
  };
  readonly expect: { readonly decision: Decision };
}
export interface Included {
  readonly action: string;
  readonly matching?: string;
  readonly notMatching?: string;
}
export interface DiffCase extends Titled {
  readonly kind: 'diff';
  readonly before: readonly CaseAttachment[];
  readonly after: readonly CaseAttachment[];
  readonly principal: PrincipalRef;
  readonly worldBefore?: Partial<CaseWorld>;
  readonly worldAfter?: Partial<CaseWorld>;
  readonly expect: { readonly relation: string; readonly gainedIncludes?: Included; readonly lostIncludes?: Included };
}
export interface GlobCase extends Titled {
  readonly kind: 'glob-difference';
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly expect: { readonly empty: boolean; readonly shortestWitnessLength?: number };
}
type Case = ParseCase | EvaluateCase | DiffCase | GlobCase;

const file: { world: CaseWorld; catalogue: Record<string, string[]>; cases: Case[] } = JSON.parse(
  readFileSync(new URL('./policy-cases.json', import.meta.url), 'utf8'),
);

export const caseWorld = file.world;
export const caseCatalogue = file.catalogue;

export function casesOf<Kind extends Case['kind']>(kind: Kind): Extract<Case, { kind: Kind }>[] {
  return file.cases.filter((entry): entry is Extract<Case, { kind: Kind }> => entry.kind === kind);
}

/** The attachments that reach a principal: its own, and for a user those of its groups. */
export function reaching(
  attachments: readonly CaseAttachment[],
  principal: PrincipalRef,
  groups: CaseWorld['groups'],
): AttachedDocument[] {
  return attachments.flatMap(({ policy, type, to, scope, document }) => {
    const own = to.kind === principal.kind && to.name === principal.name;
    const joined =
      principal.kind === 'user' && to.kind === 'group' && groups[to.name]?.includes(principal.name) === true;
    if (!own && !joined) return [];
    return [{ policy, type, scope: scope.replace(/^rg:/, ''), via: own ? [] : [`group:${to.name}`], document }];
  });
}

export function groupOf(world: CaseWorld, resource: string): string | undefined {
  const id = /:(?:repository|instance|chart)\/([^/]+)/.exec(resource)?.[1];
  return world.instances.find((instance) => instance.id === id)?.resourceGroup;
}
