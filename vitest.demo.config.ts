import { defineConfig } from 'vitest/config';

/** The demo cycle three times over and the kills: minutes, one file after the other, so not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/demo/**/*.test.ts', 'test/e2e/*kill*.test.ts'],
    globalSetup: ['test/support/synthesize.ts'],
    fileParallelism: false,
  },
});
