import { Context } from './context';

// eˣ in float32, step by step as `float32-exp.ts` has it, two rows at a time.
const SCALE: f64 = 46.16624130844683;
const ROUNDER: f64 = 6755399441055744;
const CUBIC: f64 = 1.6938359250920212e-6;
const SQUARE: f64 = 0.00023459809789509004;
const LINEAR: f64 = 0.021660849396613134;
const UNDERFLOW: f64 = -103.97207641601562;
const SIGMOID_CAP: f32 = 88.7;

/** 2^(i / 32), each the nearest double. */
const TABLE = memory.data<f64>([
  1.0, 1.0218971486541166, 1.0442737824274138, 1.0671404006768237, 1.0905077326652577, 1.1143867425958924,
  1.1387886347566916, 1.1637248587775775, 1.189207115002721, 1.215247359980469, 1.241857812073484, 1.2690509571917332,
  1.2968395546510096, 1.3252366431597413, 1.3542555469368927, 1.383909881963832, 1.4142135623730951, 1.4451808069770467,
  1.4768261459394993, 1.5091644275934228, 1.5422108254079407, 1.5759808451078865, 1.6104903319492543, 1.645755478153965,
  1.681792830507429, 1.718619298122478, 1.7562521603732995, 1.7947090750031072, 1.8340080864093424, 1.8741676341103,
  1.9152065613971474, 1.9571441241754002,
]);

/** 2^(k / 32) by the table, with the whole part added to the exponent. */
// @ts-ignore: decorator
@inline
function power(k: i32): f64 {
  return reinterpret<f64>(load<i64>(TABLE + ((<usize>k & 31) << 3)) + (<i64>(k >> 5) << 52));
}

/** eˣ of the two lower lanes, x ≤ SIGMOID_CAP. */
// @ts-ignore: decorator
@inline
function expPair(x: v128): v128 {
  const wide = f64x2.promote_low_f32x4(x);
  const isTiny = f64x2.lt(wide, f64x2.splat(UNDERFLOW));
  const scaled = f64x2.mul(f64x2.splat(SCALE), v128.bitselect(f64x2.splat(0), wide, isTiny));
  const whole = f64x2.sub(f64x2.add(scaled, f64x2.splat(ROUNDER)), f64x2.splat(ROUNDER));
  const rest = f64x2.sub(scaled, whole);
  const k = i32x4.trunc_sat_f64x2_s_zero(whole);
  const powers = f64x2(power(i32x4.extract_lane(k, 0)), power(i32x4.extract_lane(k, 1)));
  const upper = f64x2.mul(
    f64x2.add(f64x2.mul(f64x2.splat(CUBIC), rest), f64x2.splat(SQUARE)),
    f64x2.mul(rest, rest),
  );
  const lower = f64x2.add(f64x2.mul(f64x2.splat(LINEAR), rest), f64x2.splat(1));
  const value = f64x2.mul(f64x2.add(upper, lower), powers);
  return f32x4.demote_f64x2_zero(v128.andnot(value, isTiny));
}

/** σ of the two lower lanes. */
// @ts-ignore: decorator
@inline
function sigmoidPair(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, expPair(f32x4.min(f32x4.neg(x), f32x4.splat(SIGMOID_CAP)))));
}

// @ts-ignore: decorator
@inline
function pairAt(column: usize, row: usize): v128 {
  return v128.load64_zero(column + (row << 2));
}

/** Gradient and hessian of two rows, as the histograms want them. */
// @ts-ignore: decorator
@inline
function sideBySide(gradient: v128, hessian: v128): v128 {
  return v128.shuffle<i32>(gradient, hessian, 0, 4, 1, 5);
}

/** Gradients of the logistic loss at [begin, end), begin even: g = p − y, h = max(p (1 − p), 1e-16), times the weight. */
export function logisticRows(context: Context, begin: i32, end: i32, margins: usize, labels: usize, weights: usize): void {
  const one = f32x4.splat(1);
  for (let row = <usize>begin; row < <usize>end; row += 2) {
    const p = sigmoidPair(pairAt(margins, row));
    let gradient = f32x4.sub(p, pairAt(labels, row));
    let hessian = f32x4.max(f32x4.mul(p, f32x4.sub(one, p)), f32x4.splat(1e-16));
    if (weights != 0) {
      const weight = pairAt(weights, row);
      gradient = f32x4.mul(gradient, weight);
      hessian = f32x4.mul(hessian, weight);
    }
    v128.store(context.pairs + (row << 3), sideBySide(gradient, hessian));
  }
}

/** Gradients of the squared error at [begin, end): g = f − y, h = 1, times the weight. */
export function squaredRows(context: Context, begin: i32, end: i32, margins: usize, labels: usize, weights: usize): void {
  for (let row = <usize>begin; row < <usize>end; row += 2) {
    let gradient = f32x4.sub(pairAt(margins, row), pairAt(labels, row));
    let hessian = f32x4.splat(1);
    if (weights != 0) {
      hessian = pairAt(weights, row);
      gradient = f32x4.mul(gradient, hessian);
    }
    v128.store(context.pairs + (row << 3), sideBySide(gradient, hessian));
  }
}
