import { parseAsOf, urn } from '@optaic/mlops/base';
import { judgeFindings } from '@optaic/mlops/guardrails';
import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { formatGuardrailReport } from './format-guardrail-report.ts';

const COMMON = {
  gate: 'run.publish',
  subject: urn.run(runIdFrom('judged')),
  space: 'team',
  asOf: parseAsOf('2020-01-02'),
} as const;

describe('formatGuardrailReport', () => {
  it('names each issue with its value, its limit and its rows, and says the notes', () => {
    const text = formatGuardrailReport(
      judgeFindings({
        ...COMMON,
        findings: {
          'dataset.quality': [
            {
              contract: 'dataset.quality',
              message: '1200 values of "close" are outside [0, infinity]',
              rows: 1_200,
              value: -1,
              limit: '[0, infinity]',
              examples: ['file 1, row 3: entity A, close -1.0'],
            },
          ],
        },
        notes: ['survivors only'],
      }),
    );

    expect(text.split('\n').slice(1)).toEqual([
      'checked: dataset.quality',
      'verdict: warned: what was found does not block in this space',
      '',
      'warning  dataset.quality: 1200 values of "close" are outside [0, infinity]',
      '  value -1, limit [0, infinity], 1,200 rows',
      '  · file 1, row 3: entity A, close -1.0',
      '  · and 1,199 more',
      '',
      '  · survivors only',
    ]);
  });

  it('says that nothing was found', () => {
    const text = formatGuardrailReport(judgeFindings({ ...COMMON, findings: { 'dataset.pit': [] } }));

    expect(text).toMatch(
      /^run:\w+ at run\.publish, team space, as of 2020-01-02T23:59:59\.999Z\nchecked: dataset\.pit\nverdict: passed: nothing was found$/,
    );
  });
});
