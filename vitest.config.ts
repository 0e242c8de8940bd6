import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/fixed-seed.ts'],
    // Vitest's default interop turns `import X from '<CommonJS>'` into the class itself, Node and the
    // bundle do not: with it on, a broken @alicloud/* import is green here and dead in production.
    deps: { interopDefault: false },
    // GitHub's validator imports JSON in a way that Node itself does not take.
    server: { deps: { inline: [/@actions\/(languageservice|workflow-parser|expressions)/] } },
    testTimeout: 30_000,
    reporters: ['default', ['json', { outputFile: 'coverage/results.json' }]],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      // The engine decides who may do what: what no test reaches there, nobody knows.
      thresholds: { 'src/policy/**/*.ts': { lines: 100, branches: 100 } },
    },
  },
});
