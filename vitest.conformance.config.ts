import { defineConfig } from 'vitest/config';

/** Suites that run a peer of the field beside ours; each says why when its peer cannot be had. */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
