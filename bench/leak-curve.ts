import { CURVE_PANELS, LEAK_COEFFICIENTS, shareDetected } from '../layers/mlops/src/audit/fixtures/detection-curve.ts';

const SEEDS = 100;

/**
 * Prints in how many of 100 generated panels the leak gate suspects a feature that is the next return plus noise, stored
 * as known at the decision, by the feature's mean rank IC; and how often it suspects one where none leaks.
 */
export function benchLeakCurve(print: (line: string) => void): void {
  const panels = CURVE_PANELS.map((panel) => ({ panel, title: `${panel.names} names × ${panel.dates} dates` }));
  print(`Share of ${SEEDS} panels in which the leak gate names the leaking feature`);
  print(`| mean rank IC of the leak | ${panels.map(({ title }) => title).join(' | ')} |`);
  print(`|---|${panels.map(() => '---:').join('|')}|`);
  for (const leak of LEAK_COEFFICIENTS) {
    print(
      `| ${leak.toFixed(2)} | ${panels.map(({ panel }) => percent(shareDetected({ ...panel, leak }, { seeds: SEEDS }))).join(' | ')} |`,
    );
  }
  print(
    `| no leak (false alarms) | ${panels.map(({ panel }) => percent(shareDetected(panel, { seeds: SEEDS }))).join(' | ')} |`,
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
