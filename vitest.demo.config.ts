import { defineConfig } from 'vitest/config';

/** The demo cycle, three times over: minutes, so it is not part of `npm test`. */
export default defineConfig({ test: { include: ['test/demo/**/*.test.ts'] } });
