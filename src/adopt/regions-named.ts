import { byText } from '../state/keys.ts';

const REGION = /"acs:cr:([a-z]{2}(?:-[a-z0-9]{1,20}){1,4}):/g;
/** Each one is asked for its registries. */
const MOST = 50;

/** Regions that policies name: where registries are to be looked for. */
export function regionsNamed(documents: Iterable<unknown>): readonly string[] {
  const regions = new Set<string>();
  for (const document of documents) {
    for (const [, region] of (JSON.stringify(document) ?? '').matchAll(REGION)) regions.add(region!);
  }
  return [...regions].sort(byText).slice(0, MOST);
}
