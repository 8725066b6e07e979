export interface MetricResult<R = unknown> {
  readonly metric: string;
  readonly result: R;
}

/** The dictionary of a preset: one result a metric, in the preset's order. */
export interface PresetReport {
  readonly metrics: readonly MetricResult[];
}
