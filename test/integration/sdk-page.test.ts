import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ContractNameSchema } from '@optaic/mlops/guardrails';
import { describe, expect, it } from 'vitest';

const PAGE = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/sdk.md'), 'utf8');

/** The functions that the first description of the SDK names. */
const DESCRIBED = [
  ...['log_params', 'log_metrics', 'log_artifacts', 'autolog'],
  ...['register_model', 'load_model', 'get_latest_version', 'transition_stage'],
  ...['load_dataset', 'write_dataset'],
  ...['validate_signal_bounds', 'validate_no_lookahead', 'validate_data_quality'],
  ...['compute_ic', 'predict', 'predict_batch', 'task', 'flow', 'schedule', 'run_now'],
];

const rows = [...PAGE.matchAll(/^\| `(\w+)` \| (?:`([^`]+)`|–) \| (?:`(\w+)`|not yet) \|/gm)].map(
  ([, described = '', entry, name]) => ({ described, entry, name }),
);

/** The validators of the second table, and what measures for them. */
const validators = [...PAGE.matchAll(/^\| `(dataset\.\w+)` \| `([^`]+)` \| `(\w+)` \| (?:`(\w+)`|–) \|/gm)].map(
  ([, contract = '', entry = '', name = '', measure]) => ({ contract, entry, name, measure }),
);

describe('docs/sdk.md', () => {
  it('has one row for each function of the first description', () => {
    expect(rows.map(({ described }) => described)).toEqual(DESCRIBED);
  });

  it('names an entry exactly where it names an export', () => {
    for (const { described, entry, name } of rows) {
      expect(entry === undefined, `the row of ${described}`).toBe(name === undefined);
    }
  });

  it.each(rows.filter(({ entry }) => entry !== undefined))('finds $name in $entry', async ({ entry, name }) => {
    const exported: Record<string, unknown> = await import(String(entry));

    expect(exported).toHaveProperty(String(name), expect.any(Function));
  });

  it('has one validator for each dataset contract', () => {
    const contracts = ContractNameSchema.options.filter((contract) => contract.startsWith('dataset.'));

    expect(validators.map(({ contract }) => contract).toSorted()).toEqual(contracts.toSorted());
  });

  it.each(validators)('finds $name in $entry, and what measures for it', async ({ entry, name, measure }) => {
    const exported: Record<string, unknown> = await import(entry);
    const data: Record<string, unknown> = await import('@optaic/mlops/data');

    expect(exported).toHaveProperty(name, expect.any(Function));
    if (measure !== undefined) expect(data).toHaveProperty(measure, expect.any(Function));
  });
});
