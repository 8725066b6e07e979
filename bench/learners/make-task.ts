import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Generated rows: columns of normal values, and labels that hang on some of them. */
export interface SpeedTask {
  readonly rows: number;
  readonly features: number;
}

/** Writes x.f32, (features × rows), and y.f32 of the task into a directory of its own: the same bytes at any time. */
export function writeSpeedTask(directory: string, { rows, features }: SpeedTask): string {
  const draw = createDraws(rows * 31 + features);
  const x = new Float32Array(rows * features);
  for (let i = 0; i < x.length; i++) x[i] = normal(draw);
  const y = new Float32Array(rows);
  const column = (feature: number) => x.subarray(feature * rows, (feature + 1) * rows);
  const [a, b, c, d] = [column(0), column(1), column(2), column(3)];
  for (let row = 0; row < rows; row++) {
    const margin = a[row] + b[row] * c[row] + Math.sin(2 * d[row]);
    y[row] = draw() < 1 / (1 + Math.exp(-2 * margin)) ? 1 : 0;
  }
  const own = join(directory, `${rows}x${features}`);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'x.f32'), x);
  writeFileSync(join(own, 'y.f32'), y);
  return own;
}

/** Uniform in (0, 1): Marsaglia's 32-bit xorshift. */
export function createDraws(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
}

/** Box and Muller's. */
export function normal(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
}
