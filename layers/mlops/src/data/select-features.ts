import { InvalidInputError } from '@optaic/mlops/base';
import { type DatasetFiles, valueColumns } from './dataset-columns.ts';

export interface FeatureSource extends DatasetFiles {
  /** Value columns of type double, in the order that the panel gets them. */
  readonly columns: readonly string[];
}

/**
 * Which columns of which dataset are a model's features: those named, in the order they are named in; or, without
 * names, every number column of the datasets but the target, in the datasets' order.
 *
 * @throws {InvalidInputError} `frame.feature_unknown` when no dataset has a named column as a number;
 *   `frame.feature_ambiguous` when two datasets have it; `frame.feature_repeated` when it is named twice;
 *   `frame.no_features` when nothing is left.
 */
export function selectFeatures<Dataset extends Pick<DatasetFiles, 'name' | 'schema'>>(
  datasets: readonly Dataset[],
  { featureColumns, targetColumn }: { featureColumns?: readonly string[] | undefined; targetColumn: string },
): (Dataset & { columns: string[] })[] {
  const owners = new Map<string, Dataset[]>();
  for (const dataset of datasets) {
    for (const { name, type } of valueColumns(dataset.schema)) {
      if (type === 'double' && name !== targetColumn) owners.set(name, [...(owners.get(name) ?? []), dataset]);
    }
  }
  const selected = featureColumns ?? [...owners.keys()];
  if (selected.length === 0) {
    throw new InvalidInputError(
      'frame.no_features',
      `datasets ${datasets.map(({ name }) => `"${name}"`).join(', ')} have no number column but the target "${targetColumn}"`,
    );
  }
  // Frames are stored as tables, in which case does not part column names.
  const lowered = selected.map((column) => column.toLowerCase());
  const repeated = selected.find((_, index) => lowered.indexOf(lowered[index] ?? '') < index);
  if (repeated !== undefined) {
    throw new InvalidInputError(
      'frame.feature_repeated',
      `feature column "${repeated}" is named twice (case does not part names); name it once`,
    );
  }
  const chosen = new Map<Dataset, string[]>();
  for (const column of selected) {
    const [owner, second] = owners.get(column) ?? [];
    if (owner === undefined) throw unknownFeature(column, targetColumn, [...owners.keys()]);
    if (second !== undefined) {
      throw new InvalidInputError(
        'frame.feature_ambiguous',
        `feature column "${column}" is in dataset "${owner.name}" and in "${second.name}"; rename one, since a feature has one source`,
      );
    }
    chosen.set(owner, [...(chosen.get(owner) ?? []), column]);
  }
  return datasets.flatMap((dataset) => {
    const columns = chosen.get(dataset);
    return columns === undefined ? [] : [{ ...dataset, columns }];
  });
}

function unknownFeature(column: string, targetColumn: string, known: readonly string[]): InvalidInputError {
  const reason = column === targetColumn ? 'is the target' : 'is no number column of the datasets';
  return new InvalidInputError(
    'frame.feature_unknown',
    `feature column "${column}" ${reason}; there are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`,
  );
}
