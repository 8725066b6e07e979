#!/usr/bin/env node
// JavaScript on purpose: an old Node is refused by name before any TypeScript loads.
import '../infra/node-version.mjs';

await import('./program.ts');
