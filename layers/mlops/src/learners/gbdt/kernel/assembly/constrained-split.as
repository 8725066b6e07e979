import { Context } from './context';
import { Found, Searched } from './split';

/** Whether weights may be clipped: then what a side scores follows from its weight. */
export function isConstrained(context: Context): bool {
  return context.maxDeltaStep != 0 || context.monotone != 0;
}

function boundedWeight(context: Context, node: Searched, gradient: f64, hessian: f64): f32 {
  let weight: f32 = 0;
  if (hessian > 0 && hessian >= context.minChildWeight) {
    const alpha = context.alpha;
    const shrunk = gradient > alpha ? gradient - alpha : gradient < -alpha ? gradient + alpha : 0;
    let wide = -shrunk / (hessian + context.lambda);
    const most = context.maxDeltaStep;
    if (most != 0 && abs(wide) > most) wide = wide < 0 ? -most : most;
    weight = <f32>wide;
  }
  if (weight < node.lower) return node.lower;
  return weight > node.upper ? node.upper : weight;
}

/** −(2 G ω + (H + λ) ω²), every step in float32. */
function scoreGivenWeight(context: Context, gradient: f64, hessian: f64, weight: f32): f32 {
  if (hessian <= 0) return 0;
  const linear: f32 = <f32>2 * <f32>gradient * weight;
  const quadratic: f32 = (<f32>hessian + <f32>context.lambda) * (weight * weight);
  return -(linear + quadratic);
}

/** Offers the splits after each passed bin, as `trySums`, one at a time. */
export function tryConstrained(context: Context, node: Searched, sums: usize, bins: i32, position: i32, feature: u32, isDownward: i32, found: Found): void {
  const least = context.minChildWeight;
  let direction: i32 = context.monotone == 0 ? 0 : <i32>load<i8>(context.monotone + <usize>feature);
  if (isDownward) direction = -direction;
  for (let i = 0; i < bins; i++, sums += 16) {
    const gradient = load<f64>(sums);
    const hessian = load<f64>(sums, 8);
    const otherGradient = node.gradient - gradient;
    const otherHessian = node.hessian - hessian;
    if (hessian < least || otherHessian < least) continue;
    const weight = boundedWeight(context, node, gradient, hessian);
    const otherWeight = boundedWeight(context, node, otherGradient, otherHessian);
    if ((direction > 0 && weight > otherWeight) || (direction < 0 && weight < otherWeight)) continue;
    const both: f32 =
      scoreGivenWeight(context, gradient, hessian, weight) +
      scoreGivenWeight(context, otherGradient, otherHessian, otherWeight);
    const gain: f32 = both - node.score;
    if (!(gain > found.gain) || gain == f32.POSITIVE_INFINITY) continue;
    found.gain = gain;
    found.position = position;
    found.passed = i;
    found.isDownward = isDownward;
    found.gradient = gradient;
    found.hessian = hessian;
  }
}
