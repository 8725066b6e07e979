import { Context, featureBytes } from './context';
import { isConstrained, tryConstrained } from './constrained-split';

/** What a search of some features gives back; the offsets are those of `context-layout.ts`. */
@unmanaged
export class Found {
  /** Of the side that was passed. */
  gradient: f64;
  hessian: f64;
  /** 0: nothing gains. */
  gain: f32;
  position: i32;
  /** Bins passed before the split, less 1: from bin 0 upwards or from the last one downwards. */
  passed: i32;
  isDownward: i32;
}

/** The node of a search. */
@unmanaged
export class Searched {
  gradient: f64;
  hessian: f64;
  score: f32;
  lower: f32;
  upper: f32;
}

/** Running sums over the bins, upwards and downwards at once: each is one chain of additions that leaves the other time. */
function passBins(h: usize, bins: i32, up: usize, down: usize): void {
  let rising = f64x2.splat(0);
  let falling = f64x2.splat(0);
  let low = h;
  let high = h + (<usize>(bins - 1) << 4);
  for (; low < h + (<usize>bins << 4); low += 16, high -= 16, up += 16, down += 16) {
    rising = f64x2.add(rising, v128.load(low));
    v128.store(up, rising);
    falling = f64x2.add(falling, v128.load(high));
    v128.store(down, falling);
  }
  // Bins are tried four at a time: those past the end are made invalid.
  const nothing = f64x2.splat(NaN);
  for (let k = 0; k < 3; k++, up += 16, down += 16) {
    v128.store(up, nothing);
    v128.store(down, nothing);
  }
}

// @ts-ignore: decorator
@inline
function evens(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

// @ts-ignore: decorator
@inline
function odds(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}

/** Masks of two pairs of doubles as one of four floats. */
// @ts-ignore: decorator
@inline
function narrow(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function demoted(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 2);
}

/** max(|G| − α, 0)²: the sign is lost in the square. */
// @ts-ignore: decorator
@inline
function shrunkSquare(gradient: v128, alpha: v128, hasAlpha: bool): v128 {
  if (!hasAlpha) return f64x2.mul(gradient, gradient);
  const shrunk = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.abs(gradient), alpha));
  return f64x2.mul(shrunk, shrunk);
}

/** T(G)² / (H + λ) of four sides, each step in float32; 0 where H ≤ 0. */
// @ts-ignore: decorator
@inline
function scores(g0: v128, g1: v128, h0: v128, h1: v128, lambda: v128, alpha: v128, hasAlpha: bool): v128 {
  const square = demoted(shrunkSquare(g0, alpha, hasAlpha), shrunkSquare(g1, alpha, hasAlpha));
  const curvature = demoted(f64x2.add(h0, lambda), f64x2.add(h1, lambda));
  const zero = f64x2.splat(0);
  return v128.and(f32x4.div(square, curvature), narrow(f64x2.gt(h0, zero), f64x2.gt(h1, zero)));
}

/** Offers the splits after each passed bin; the first of equal gains stays. */
function trySums(context: Context, node: Searched, sums: usize, bins: i32, position: i32, isDownward: i32, found: Found): void {
  const gradient = f64x2.splat(node.gradient);
  const hessian = f64x2.splat(node.hessian);
  const lambda = f64x2.splat(context.lambda);
  const alpha = f64x2.splat(context.alpha);
  const hasAlpha = context.alpha != 0;
  const least = f64x2.splat(context.minChildWeight);
  const nodeScore = f32x4.splat(node.score);
  const infinite = f32x4.splat(f32.MAX_VALUE);
  let best = f32x4.splat(found.gain);
  let at = i32x4.splat(-1);
  let index = i32x4(0, 1, 2, 3);
  let p = sums;
  for (let i = 0; i < bins; i += 4, p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const g0 = evens(a, b);
    const h0 = odds(a, b);
    const g1 = evens(c, d);
    const h1 = odds(c, d);
    const otherH0 = f64x2.sub(hessian, h0);
    const otherH1 = f64x2.sub(hessian, h1);
    const valid = narrow(
      v128.and(f64x2.ge(h0, least), f64x2.ge(otherH0, least)),
      v128.and(f64x2.ge(h1, least), f64x2.ge(otherH1, least)),
    );
    const passed = scores(g0, g1, h0, h1, lambda, alpha, hasAlpha);
    const rest = scores(f64x2.sub(gradient, g0), f64x2.sub(gradient, g1), otherH0, otherH1, lambda, alpha, hasAlpha);
    const gain = f32x4.sub(f32x4.add(passed, rest), nodeScore);
    const isBetter = v128.and(valid, v128.and(f32x4.gt(gain, best), f32x4.le(gain, infinite)));
    best = v128.bitselect(gain, best, isBetter);
    at = v128.bitselect(index, at, isBetter);
    index = i32x4.add(index, i32x4.splat(4));
  }
  if (!v128.any_true(i32x4.ge_s(at, i32x4.splat(0)))) return;
  take(found, f32x4.extract_lane(best, 0), i32x4.extract_lane(at, 0), position, isDownward);
  take(found, f32x4.extract_lane(best, 1), i32x4.extract_lane(at, 1), position, isDownward);
  take(found, f32x4.extract_lane(best, 2), i32x4.extract_lane(at, 2), position, isDownward);
  take(found, f32x4.extract_lane(best, 3), i32x4.extract_lane(at, 3), position, isDownward);
  found.gradient = load<f64>(sums + (<usize>found.passed << 4));
  found.hessian = load<f64>(sums + (<usize>found.passed << 4), 8);
}

// @ts-ignore: decorator
@inline
function take(found: Found, gain: f32, at: i32, position: i32, isDownward: i32): void {
  if (at < 0) return;
  const isSame = found.position == position && found.isDownward == isDownward;
  if (gain > found.gain || (gain == found.gain && isSame && at < found.passed)) {
    found.gain = gain;
    found.passed = at;
    found.position = position;
    found.isDownward = isDownward;
  }
}

/** The best split of a node among the listed positions, in the order and with the ties of `findSplit`. */
export function searchPositions<T>(context: Context, h: usize, positions: usize, count: i32, node: Searched, found: Found, up: usize): void {
  found.gain = 0;
  found.position = -1;
  const constrained = isConstrained(context);
  const down = up + 516 * 16;
  for (let i = 0; i < count; i++) {
    const position = <i32>load<u32>(positions + (<usize>i << 2));
    const feature = load<u32>(context.chosen + (<usize>position << 2));
    const bins = <i32>load<u32>(context.binCounts + (<usize>feature << 2));
    passBins(h + <usize>position * featureBytes<T>(), bins, up, down);
    if (constrained) tryConstrained(context, node, up, bins, position, feature, 0, found);
    else trySums(context, node, up, bins, position, 0, found);
    const last = up + (<usize>(bins - 1) << 4);
    // An exact comparison on purpose: as in XGBoost, missing values are those that the bins lack.
    if (load<f64>(last) == node.gradient && load<f64>(last, 8) == node.hessian) continue;
    if (constrained) tryConstrained(context, node, down, bins, position, feature, 1, found);
    else trySums(context, node, down, bins, position, 1, found);
  }
}
