import { type CalendarDate, CalendarDateSchema, type Panel } from '@optaic/mlops/base';
import type { TimedPanel } from './frame-rows.ts';

/** The decision dates of a panel, distinct, ascending. */
export function decisionDates({ decisionTime }: Panel): CalendarDate[] {
  return [...new Set(decisionTime)].toSorted((a, b) => a - b).map(dateOfTime);
}

/** The rows of a panel whose decision is on one of the dates, in the same order; its features are copied. */
export function takeDates(panel: TimedPanel, dates: Iterable<CalendarDate>): TimedPanel {
  const wanted = new Set([...dates].map((date) => Date.parse(date)));
  const kept: number[] = [];
  panel.decisionTime.forEach((time, row) => {
    if (wanted.has(time)) kept.push(row);
  });
  return takeRows(panel, Int32Array.from(kept));
}

/** Some rows of a panel, in the order given; its features are copied. */
export function takeRows(panel: TimedPanel, rows: Int32Array): TimedPanel {
  const features = new Float32Array(panel.featureNames.length * rows.length);
  panel.featureNames.forEach((_, feature) => {
    const column = panel.features.subarray(feature * panel.rows, (feature + 1) * panel.rows);
    rows.forEach((row, index) => {
      features[feature * rows.length + index] = column[row];
    });
  });
  return {
    rows: rows.length,
    entity: Array.from(rows, (row) => panel.entity[row]),
    decisionTime: Float64Array.from(rows, (row) => panel.decisionTime[row]),
    featureNames: panel.featureNames,
    features,
    labels: Float32Array.from(rows, (row) => panel.labels[row]),
    labelKnownTime: Float64Array.from(rows, (row) => panel.labelKnownTime[row]),
  };
}

function dateOfTime(time: number): CalendarDate {
  return CalendarDateSchema.parse(new Date(time).toISOString().slice(0, 10));
}
