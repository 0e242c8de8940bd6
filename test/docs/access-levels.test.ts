import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/pipeline.ts';
import { desiredState } from '../../src/state/desired.ts';
import { INPUT, NOW } from '../support/example.ts';
import { DOCS, sectionsOf } from './page.ts';

const PAGE = join(DOCS, 'access-levels.md');

/** The registries that the page names first. */
const REGISTRIES = sectionsOf('access-levels.md')[0]!.blocks.find(({ language }) => language === 'yaml')!.text;

/** What the grants of a block become, as JSON with short lists of texts in one line. */
function compiled(grants: string): string {
  const text = `version: 1\naccount: "1234567890123456"\n${REGISTRIES}${grants}`;
  const { config } = loadConfig({ ...INPUT, bytes: new TextEncoder().encode(text) });
  const { state } = desiredState(config, 'org/repo:acr-access.yaml', new Date(NOW));
  const documents = [...state.values()].flatMap((resource) => (resource.kind === 'policy' ? [resource.document] : []));
  expect(documents).toHaveLength(1);
  return JSON.stringify(documents[0], null, 2).replaceAll(
    /\[\n\s+("[^\n]*"(?:,\n\s+"[^\n]*")*)\n\s+\]/g,
    (_list, items: string) => {
      return `[${items.split(/,\n\s+/).join(', ')}]`;
    },
  );
}

describe('the page of access levels', () => {
  it('shows what every grant becomes, word for word', async () => {
    const page = readFileSync(PAGE, 'utf8');
    const current = page.replaceAll(
      /```yaml\n(grants:\n[\s\S]*?)```\n\n```json\n[\s\S]*?```\n/g,
      (_block, grants: string) => `\`\`\`yaml\n${grants}\`\`\`\n\n\`\`\`json\n${compiled(grants)}\n\`\`\`\n`,
    );
    expect(current.match(/^```json$/gm)?.length).toBe(page.match(/^```yaml\ngrants:/gm)?.length);
    await expect(current).toMatchFileSnapshot(PAGE);
  });

  it('has every level and option for both editions', () => {
    const grants = sectionsOf('access-levels.md').flatMap(({ blocks }) =>
      blocks.filter(({ text }) => text.startsWith('grants:')).map(({ text }) => text),
    );
    for (const registry of ['prod', 'legacy']) {
      const own = grants.filter((text) => text.includes(`on: ${registry}:`));
      for (const wanted of ['can: pull', 'can: push', 'can: full', 'create: true', 'console: true', `${registry}:*`]) {
        expect(
          own.some((text) => text.includes(wanted)),
          `${registry} ${wanted}`,
        ).toBe(true);
      }
    }
  });
});
