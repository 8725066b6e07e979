/** Arithmetic mean, summed with compensation so that the order of rows does not show; NaN of no values. */
export function mean(values: Float64Array): number {
  return compensatedSum(values) / values.length;
}

/** Sample standard deviation, divided by n − 1; NaN of fewer than two values. */
export function sampleDeviation(values: Float64Array): number {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  return Math.sqrt(compensatedSum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}

/** @see Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, 1974. */
function compensatedSum(values: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  // Beyond the doubles and with infinities the correction is NaN while the sum still says what it is.
  return Number.isNaN(lost) ? sum : sum + lost;
}
