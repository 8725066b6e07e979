import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      '**/cdk.out/**',
      '**/build/**',
      'test/conformance/**',
      'test/demo/**',
      'test/e2e/*kill*.test.ts',
    ],
    globalSetup: ['test/support/synthesize.ts'],
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
