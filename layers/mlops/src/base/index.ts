export * from './as-of.ts';
export * from './definition.ts';
export * from './errors.ts';
export * from './identifiers.ts';
export * from './panel.ts';
export * from './random.ts';
export * from './require-features.ts';
export * from './select-panel-rows.ts';
