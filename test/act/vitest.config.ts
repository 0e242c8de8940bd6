import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import standard from '../../vitest.config.ts';

const STORIES = join(import.meta.dirname, '../workflows/');

/** The stories of test/workflows, word for word, with act in the place of our own reading of the workflow language. */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  plugins: [
    {
      name: 'act-runs-the-workflows',
      enforce: 'pre',
      resolveId: (source, importer) =>
        source === './workflow.ts' && importer?.startsWith(STORIES) === true
          ? join(import.meta.dirname, 'workflow.ts')
          : undefined,
    },
  ],
  test: {
    ...standard.test,
    include: ['test/workflows/story.test.ts'],
    // act does not look at the filters of a trigger: it would start on any branch.
    testNamePattern: /^(?!.*does not start on a branch)/,
    reporters: ['default'],
  },
});
