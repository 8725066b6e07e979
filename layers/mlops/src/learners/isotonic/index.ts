export { fitIsotonic, type IsotonicModel, predictIsotonic } from './isotonic-regression.ts';
