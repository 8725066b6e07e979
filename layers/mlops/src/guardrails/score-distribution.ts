import { dateName, type Predictions, rowName, rowsByDecision } from './predictions.ts';
import { EXAMPLE_LIMIT, type Finding } from './report.ts';

/**
 * `score.distribution`: every score is finite, and on each date with two rows or more the scores are not all the same:
 * a constant model ranks nothing.
 */
export function checkScoreDistribution(predictions: Predictions): Finding[] {
  const { rows, score } = predictions;
  const infinite: number[] = [];
  for (let row = 0; row < rows; row++) if (!Number.isFinite(score[row])) infinite.push(row);

  const constant: number[] = [];
  for (const [time, group] of rowsByDecision(predictions)) {
    const first = score[group[0] ?? 0];
    if (group.length > 1 && group.every((row) => score[row] === first)) constant.push(time);
  }

  const findings: Finding[] = [];
  if (infinite.length > 0) {
    findings.push({
      contract: 'score.distribution',
      message: `${infinite.length} of ${rows} scores are not finite`,
      rows: infinite.length,
      value: infinite.length,
      limit: 0,
      examples: infinite.slice(0, EXAMPLE_LIMIT).map((row) => rowName(predictions, row)),
    });
  }
  if (constant.length > 0) {
    findings.push({
      contract: 'score.distribution',
      message: `every score is the same on ${constant.length} dates: the model ranks nothing there`,
      rows: 0,
      value: constant.length,
      limit: 0,
      examples: constant.slice(0, EXAMPLE_LIMIT).map(dateName),
    });
  }
  return findings;
}
