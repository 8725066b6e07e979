import type { BuildOptions } from 'esbuild';

/**
 * How a definition becomes one self-contained script that sets `__definition`. Neutral: one that imports anything of Node
 * does not bundle. Not minified: approvers read what runs.
 */
export const DEFINITION_BUNDLE = {
  bundle: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'silent',
  mainFields: ['module', 'main'],
  platform: 'neutral',
  target: 'es2024',
  format: 'iife',
  globalName: '__definition',
} as const satisfies BuildOptions;
