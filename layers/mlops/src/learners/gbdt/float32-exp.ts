/** Above this eˣ overflows float32; below the other it rounds to 0. */
const OVERFLOW = 88.722_831_726_074_22;
const UNDERFLOW = -103.972_076_416_015_62;
/** XGBoost's cap of −x, so that 1 + e⁻ˣ stays finite. */
const SIGMOID_CAP = Math.fround(88.7);

const PARTS = 32;
/** 2^(i / 32), each the nearest double. */
export const EXP_TABLE = Float64Array.of(
  ...[1, 1.0218971486541166, 1.0442737824274138, 1.0671404006768237, 1.0905077326652577, 1.1143867425958924],
  ...[1.1387886347566916, 1.1637248587775775, 1.189207115002721, 1.215247359980469, 1.241857812073484],
  ...[1.2690509571917332, 1.2968395546510096, 1.3252366431597413, 1.3542555469368927, 1.383909881963832],
  ...[Math.SQRT2, 1.4451808069770467, 1.4768261459394993, 1.5091644275934228, 1.5422108254079407],
  ...[1.5759808451078865, 1.6104903319492543, 1.645755478153965, 1.681792830507429, 1.718619298122478],
  ...[1.7562521603732995, 1.7947090750031072, 1.8340080864093424, 1.8741676341103, 1.9152065613971474],
  1.9571441241754002,
);
const LOWEST_POWER = -160;
/** 2^e for every e that a float32 result may need; all are normal doubles, so that products with them are exact. */
const POWERS = Float64Array.from({ length: 320 }, (_, i) => 2 ** (i + LOWEST_POWER));
/** 32 / ln 2. */
const SCALE = 46.16624130844683;
/** Adding and taking it away rounds a double to an integer, ties to even. */
const ROUNDER = 6_755_399_441_055_744;
const [CUBIC, SQUARE, LINEAR] = [1.6938359250920212e-6, 0.00023459809789509004, 0.021660849396613134];

/**
 * eˣ in float32 by one table and a cubic in double precision: 2^(k/32) · 2^(r/32), |r| ≤ ½. Nothing of the platform's own
 * `exp` is in it, so that it is the same on every machine; and it is what glibc computes, so that losses have XGBoost's bits.
 *
 * @param x - Float32.
 * @see Nagy, New and improved exp, exp2, log, log2 and pow, ARM optimized routines, 2017.
 */
export function expFloat32(x: number): number {
  if (!(x <= OVERFLOW)) return x > OVERFLOW ? Number.POSITIVE_INFINITY : Number.NaN;
  if (x < UNDERFLOW) return 0;
  const scaled = SCALE * x;
  const whole = scaled + ROUNDER - ROUNDER;
  const rest = scaled - whole;
  const power = EXP_TABLE[whole & (PARTS - 1)] * POWERS[(whole >> 5) - LOWEST_POWER];
  return Math.fround(((CUBIC * rest + SQUARE) * (rest * rest) + (LINEAR * rest + 1)) * power);
}

/**
 * σ(x) = 1 / (1 + e⁻ˣ), each step rounded to float32.
 *
 * @param x - Float32.
 */
export function sigmoidFloat32(x: number): number {
  return Math.fround(1 / Math.fround(1 + expFloat32(Math.min(-x, SIGMOID_CAP))));
}
