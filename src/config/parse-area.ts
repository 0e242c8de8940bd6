import type { Area, Registry } from '../policy/area.ts';
import type { Problem } from './issue-list.ts';
import { didYouMean } from './nearest.ts';
import { codePointName, quotedName } from './visible-text.ts';

/** What an area may refer to; `undefined` edition when the registry's own entry is wrong. */
export type KnownRegistries = ReadonlyMap<string, Registry['edition'] | undefined>;

export type ParsedArea = { readonly area: Area } | { readonly problem: Problem };

const GRAMMAR = 'write REGISTRY:NAMESPACE, REGISTRY:NAMESPACE/REPOSITORY or REGISTRY:*';
const LONGEST = 256;

/**
 * `prod:juzhong/*` to registry and pattern; or what is wrong with it. Names: ACR product terms and limits.
 *
 * @param registries `undefined` when the section is unreadable: then any registry is accepted
 */
export function parseArea(written: string, registries: KnownRegistries | undefined): ParsedArea {
  const colon = written.indexOf(':');
  if (colon < 0) return bad(`${quotedName(written)} names no registry`, registryHint(written, registries ?? new Map()));
  const registry = written.slice(0, colon);
  const pattern = written.slice(colon + 1);
  if (registries?.has(registry) === false) {
    const hint = () =>
      didYouMean(registry, [...registries.keys()], 'registries of this file') ?? 'declare it under registries';
    return { problem: { code: 'unknown-registry', message: `there is no registry ${quotedName(registry)}`, hint } };
  }
  const message = patternProblem(pattern, registries?.get(registry));
  return message === undefined ? { area: { registry, pattern } } : bad(...message);
}

const bad = (message: string, hint: string): ParsedArea => ({ problem: { code: 'bad-area', message, hint } });

function registryHint(written: string, registries: KnownRegistries): string {
  const [only, ...more] = registries.keys();
  const usable = /^[a-z0-9._/*?-]+$/.test(written) && only !== undefined && more.length === 0;
  return usable ? `did you mean ${quotedName(`${only}:${written}`)}?` : GRAMMAR;
}

function patternProblem(pattern: string, edition: Registry['edition'] | undefined): [string, string] | undefined {
  const shown = quotedName(pattern);
  if (pattern === '') return ['the area names no namespace', GRAMMAR];
  if (pattern.includes('${')) return [`${shown} holds "\${", and RAM has no variables`, 'write the name out'];
  if (/[A-Z]/.test(pattern) && /^[A-Za-z0-9._/*?-]+$/.test(pattern)) {
    return [
      `${shown} has upper-case letters, and names in a registry have none`,
      `write ${quotedName(pattern.toLowerCase())}`,
    ];
  }
  const foreign = /[^a-z0-9._/*?-]/u.exec(pattern)?.[0];
  if (foreign !== undefined) {
    const char = foreign === ' ' ? 'a blank' : /[\x21-\x7e]/.test(foreign) ? `"${foreign}"` : codePointName(foreign);
    return [
      `${shown} holds ${char}`,
      'allowed: lower-case letters, digits, ".", "_", "-", "/" and the wildcards "*" and "?"',
    ];
  }
  if (pattern.length > LONGEST)
    return [`the area has ${pattern.length} characters, more than ${LONGEST}`, 'shorten it'];
  const segments = pattern.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return [`${shown} has an empty part, "." or ".." between slashes`, GRAMMAR];
  }
  return tierProblem(segments, shown, edition);
}

/** Namespace: no separator first or last, at most 120 characters. Repositories have one tier in Personal Edition. */
function tierProblem(
  segments: readonly string[],
  shown: string,
  edition?: Registry['edition'],
): [string, string] | undefined {
  const [namespace = ''] = segments;
  const literal = !/[*?]/.test(namespace);
  if (literal && /^[._-]|[._-]$/.test(namespace)) {
    return [`a namespace does not start or end with a separator, but ${quotedName(namespace)} does`, 'check its name'];
  }
  if (literal && namespace.length > 120) return ['a namespace has at most 120 characters', 'shorten it'];
  if (edition === 'personal' && segments.length > 2) {
    return [`${shown} has several tiers, and repositories of Personal Edition have one`, 'write NAMESPACE/REPOSITORY'];
  }
  return undefined;
}

/** `juzhong*` also matches the namespace `juzhong-secret`; the writer most likely meant `juzhong/*`. */
export const leaksByPrefix = ({ pattern }: Area): boolean =>
  pattern !== '*' && !pattern.includes('/') && pattern.includes('*');
