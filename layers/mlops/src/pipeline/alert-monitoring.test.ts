import { MonitoringReportSchema } from '@optaic/mlops/monitoring';
import { describe, expect, it } from 'vitest';
import { alertMonitoring } from './alert-monitoring.ts';
import { openWorld } from './monitored-world.testing.ts';

describe('alertMonitoring', () => {
  it('says and does the same when it is run again after it has acted', async () => {
    await using world = await openWorld({ strangeDays: [60] });
    await world.predict(50);
    for (const day of [60, 65]) await world.monitor(day);
    const { reportKey, ...resolved } = await world.monitor(66);
    const { runId } = await world.services.artifacts.readJson(reportKey, MonitoringReportSchema);
    const planKey = `runs/${runId}/plan/plan.json`;

    const again = await alertMonitoring({ runId, planKey, reportKey }, world.services);

    expect(resolved.alert).toBe('resolved');
    expect(again.result).toEqual({ ...resolved, reportKey });
  });
});
