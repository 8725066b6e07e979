import { defineConfig } from 'vitest/config';

const EXCLUDED = ['**/node_modules/**', '**/cdk.out/**', '**/build/**'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'modules',
          include: ['**/*.test.ts'],
          exclude: [...EXCLUDED, 'test/conformance/**', 'test/demo/**', 'test/e2e/**'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'end to end',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [...EXCLUDED, 'test/e2e/*kill*.test.ts'],
          globalSetup: ['test/support/synthesize.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
