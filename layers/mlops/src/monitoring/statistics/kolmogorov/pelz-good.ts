const PI_2 = Math.PI ** 2;
const PI_4 = Math.PI ** 4;
const PI_6 = Math.PI ** 6;
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
/** Its exponential is the smallest normal double. */
const LEAST_LOGARITHM = -708;

/**
 * P(D_n ≤ x) by four terms of its expansion in 1/√n, each a theta series written for small x √n.
 *
 * @param x - In (0, 1).
 * @param n - Whole; the error is about 1e-10 from some thousands of rows on.
 * @see Pelz and Good, Approximating the Lower Tail-Areas of the Kolmogorov–Smirnov One-Sample Statistic, 1976.
 */
export function pelzGood(x: number, n: number): number {
  const z = Math.sqrt(n) * x;
  const exponent = -PI_2 / 8 / z ** 2;
  if (exponent < LEAST_LOGARITHM) return 0;
  const terms = Math.ceil((16 * z) / Math.PI);
  const [k0, k1, k2, k3] = oddSeries(z, Math.exp(exponent), terms);
  const [extra2, extra3] = wholeSeries(z, terms);
  return k0 + k1 / Math.sqrt(n) + (k2 + extra2) / n + (k3 + extra3) / n ** 1.5;
}

/** The sums over odd numbers, by Horner's scheme in q^8k. */
function oddSeries(z: number, q: number, terms: number): readonly [number, number, number, number] {
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6];
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  for (let k = terms; k > 0; k--) {
    const m2 = (2 * k - 1) ** 2;
    const m4 = m2 * m2;
    const m6 = m4 * m2;
    const step = q ** (8 * k);
    k0 = k0 * step + 1;
    k1 = k1 * step - z2 + (PI_2 / 4) * m2;
    k2 = k2 * step + 6 * z6 + 2 * z4 + (((2 * z4 - 5 * z2) * PI_2) / 4) * m2 + ((PI_4 * (1 - 2 * z2)) / 16) * m4;
    k3 =
      k3 * step -
      30 * z6 -
      90 * z ** 8 +
      ((PI_2 * (135 * z4 - 96 * z6)) / 4) * m2 +
      ((PI_4 * (-60 * z2 + 212 * z4)) / 16) * m4 +
      ((PI_6 * (5 - 30 * z2)) / 64) * m6;
  }
  const scale = q * ROOT_TWO_PI;
  return [(k0 * scale) / z, (k1 * scale) / (6 * z4), (k2 * scale) / (72 * z ** 7), (k3 * scale) / (6480 * z ** 10)];
}

/** The sums over whole numbers, of the third and the fourth term. */
function wholeSeries(z: number, terms: number): readonly [number, number] {
  const q = Math.exp(-PI_2 / 2 / z ** 2);
  const root = Math.sqrt(3) * z;
  let [second, third] = [0, 0];
  for (let k = terms; k > 0; k--) {
    const power = k * k * q ** (k * k);
    second += power;
    third += (root + Math.PI * k) * (root - Math.PI * k) * power;
  }
  return [(second * PI_2 * ROOT_TWO_PI) / (-36 * z ** 3), (third * PI_2 * ROOT_TWO_PI) / (216 * z ** 6)];
}
