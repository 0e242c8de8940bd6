import type { Area, Registry } from '../policy/area.ts';
import { areaIdentity, isAtLeastAsStrict, registryIdentity } from './guardrail-strength.ts';
import type { AccessConfig, Exception, Expectation, Guardrail, SourcePosition } from './types.ts';
import { judgedSettings } from './weakened-settings.ts';

/** A rule that a change makes weaker. It takes effect from the next change on. */
export interface Weakening {
  /** `settings/limits`, `guardrail/ID`, `expect/PRINCIPAL`, `exception/ID/KEY` */
  readonly key: string;
  /** one sentence: what is so, and what judges this plan */
  readonly message: string;
  /** in the changed file; null for a setting, and for what is gone */
  readonly source: SourcePosition | null;
}

/**
 * The file of a change with the rules that judge it: a change cannot weaken the settings, guardrails, expectations and
 * exceptions by which it is itself judged. What the base's file has and the change takes away is kept, with its position
 * in the base's file; the plan is made from the result.
 *
 * @param base the file before the change; undefined when there was none, and then nothing is weakened
 */
export function judgedConfig(
  head: AccessConfig,
  base: AccessConfig | undefined,
): { readonly config: AccessConfig; readonly weakenings: readonly Weakening[] } {
  if (base === undefined) return { config: head, weakenings: [] };
  const { settings, weakenings } = judgedSettings(head.settings, base.settings);
  const guardrails = weakenedGuardrails(head, base);
  const expectations = weakenedExpectations(head, base);
  const exceptions = judgedExceptions(head.exceptions, base.exceptions);
  const kept = keptAreas(
    [...guardrails.kept.flatMap(({ on }) => on), ...expectations.kept.map(({ on }) => on)],
    head,
    base,
  );
  const config: AccessConfig = {
    ...head,
    registries: kept.registries,
    guardrails: [...head.guardrails, ...guardrails.kept.map((entry) => ({ ...entry, on: entry.on.map(kept.rename) }))],
    expect: [...expectations.stay, ...expectations.kept.map((entry) => ({ ...entry, on: kept.rename(entry.on) }))],
    exceptions: exceptions.judged,
    settings,
  };
  return {
    config,
    weakenings: [...weakenings, ...guardrails.weakenings, ...expectations.weakenings, ...exceptions.weakenings],
  };
}

function weakenedGuardrails(head: AccessConfig, base: AccessConfig) {
  const kept: Guardrail[] = [];
  const weakenings: Weakening[] = [];
  for (const before of base.guardrails) {
    const after = head.guardrails.find(({ id }) => id === before.id);
    const strict =
      after !== undefined &&
      isAtLeastAsStrict(
        { guardrail: after, registries: head.registries },
        { guardrail: before, registries: base.registries },
      );
    if (strict) continue;
    kept.push(before);
    const what =
      after === undefined
        ? `guardrail ${before.id} is gone; this plan is judged with it`
        : `guardrail ${before.id} may allow more than before; this plan is judged with both`;
    weakenings.push({ key: `guardrail/${before.id}`, message: what, source: after?.source ?? null });
  }
  return { kept, weakenings };
}

/** An expectation that says the opposite of the base's would refuse what the base's demands, so it waits. */
function weakenedExpectations(head: AccessConfig, base: AccessConfig) {
  const question = ({ who, can, on }: Expectation, { registries }: AccessConfig): string =>
    JSON.stringify([who, can, areaIdentity(on, registries)]);
  const answer = (entry: Expectation, config: AccessConfig): string => `${question(entry, config)} ${entry.allowed}`;
  const answered = new Set(head.expect.map((entry) => answer(entry, head)));
  const kept = base.expect.filter((entry) => !answered.has(answer(entry, base)));
  const asked = new Map(head.expect.map((entry) => [question(entry, head), entry]));
  const weakenings = kept.map((entry): Weakening => {
    const flipped = asked.get(question(entry, base));
    const wish = `${entry.who} ${entry.allowed ? 'may' : 'may not'} ${entry.can} on ${entry.on.registry}:${entry.on.pattern}`;
    const what = flipped === undefined ? 'is gone' : 'is turned around';
    const message = `the expectation that ${wish} ${what}; this plan is judged with it`;
    return { key: `expect/${entry.who}`, message, source: flipped?.source ?? null };
  });
  const keptQuestions = new Set(kept.map((entry) => question(entry, base)));
  const before = new Set(base.expect.map((entry) => answer(entry, base)));
  const stay = head.expect.filter(
    (entry) => !keptQuestions.has(question(entry, head)) || before.has(answer(entry, head)),
  );
  return { kept, weakenings, stay };
}

function judgedExceptions(head: readonly Exception[], base: readonly Exception[]) {
  const judged: Exception[] = [];
  const weakenings: Weakening[] = [];
  for (const after of head) {
    const before = base.find(({ id, on }) => id === after.id && on === after.on);
    const isWeaker = before === undefined || Date.parse(after.until) > Date.parse(before.until);
    if (!isWeaker) {
      judged.push(after);
      continue;
    }
    if (before !== undefined) judged.push(before);
    const name = `the exception from ${after.id} on ${after.on}`;
    weakenings.push({
      key: `exception/${after.id}/${after.on}`,
      message:
        before === undefined
          ? `${name} is new; this plan is judged without it`
          : `${name} ends at ${after.until} instead of ${before.until}; this plan is judged with ${before.until}`,
      source: after.source,
    });
  }
  return { judged, weakenings };
}

/**
 * The base's areas in the names of the changed file. A registry that the change renamed keeps its new name; one that it
 * dropped or pointed elsewhere is declared again, under its old name or, when that is taken, one that no file can have.
 */
function keptAreas(areas: readonly Area[], head: AccessConfig, base: AccessConfig) {
  const registries: Registry[] = [...head.registries];
  const names = new Map<string, string>();
  for (const name of new Set(areas.map(({ registry }) => registry))) {
    const wanted = base.registries.find((registry) => registry.name === name);
    if (wanted === undefined) continue;
    const same = registries.find((registry) => registryIdentity(registry) === registryIdentity(wanted));
    const free = registries.every((registry) => registry.name !== name) ? name : `${name} (before this change)`;
    if (same === undefined) registries.push({ ...wanted, name: free });
    names.set(name, same?.name ?? free);
  }
  const rename = (area: Area): Area => ({ ...area, registry: names.get(area.registry) ?? area.registry });
  return { registries, rename };
}
