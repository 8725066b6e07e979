import { EXAMPLE_LIMIT, type Finding } from './report.ts';

/**
 * `dataset.schema`: the columns that are needed are there.
 *
 * @param required - Column names a model reads or was trained on.
 * @param available - Column names the pinned dataset versions have.
 */
export function validateSchema(required: readonly string[], available: Iterable<string>): Finding[] {
  const present = new Set(available);
  const absent = required.filter((name) => !present.has(name));
  if (absent.length === 0) return [];
  return [
    {
      contract: 'dataset.schema',
      message: `${absent.length} of ${required.length} columns do not exist: ${absent.slice(0, EXAMPLE_LIMIT).join(', ')}`,
      rows: 0,
      value: absent.length,
      limit: 0,
      examples: absent.slice(0, EXAMPLE_LIMIT),
    },
  ];
}
