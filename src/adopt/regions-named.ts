import { byText } from '../state/keys.ts';

const INSTANCE = /"acs:cr:[^":]*:[^":]*:[a-z]+\/(cri-[a-z0-9]{1,60})(?=[/"])/g;
const REGION = /"acs:cr:([a-z]{2}(?:-[a-z0-9]{1,20}){1,4}):/g;
/** Each region is asked for its registries. */
const MOST = 50;

/** Regions that policies name: where registries are to be looked for. */
export const regionsNamed = (documents: Iterable<unknown>): readonly string[] => named(documents, REGION);

/** Enterprise Edition instances that policies name. */
export const instancesNamed = (documents: Iterable<unknown>): readonly string[] => named(documents, INSTANCE);

function named(documents: Iterable<unknown>, pattern: RegExp): readonly string[] {
  const names = new Set<string>();
  for (const document of documents) {
    for (const [, name] of (JSON.stringify(document) ?? '').matchAll(pattern)) names.add(name!);
  }
  return [...names].sort(byText).slice(0, MOST);
}
