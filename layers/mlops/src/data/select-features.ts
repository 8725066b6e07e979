import { InvalidInputError } from '@optaic/mlops/base';
import { type DatasetFiles, valueColumns } from './dataset-columns.ts';

export interface FeatureSource extends DatasetFiles {
  /** Value columns of type double, in the order that the panel gets them. */
  readonly columns: readonly string[];
  /** What the panel calls them. @default as the columns */
  readonly names?: readonly string[] | undefined;
}

/** The features of sources, as a panel calls them. */
export function featureNamesOf(features: readonly Pick<FeatureSource, 'columns' | 'names'>[]): string[] {
  return features.flatMap(({ columns, names = columns }) => [...names]);
}

/**
 * Which columns of which dataset are a model's features: those named, in the order they are named in; or, without
 * names, every number column of the datasets but the target, in the datasets' order. A column that several datasets have
 * is named `dataset.column`, and so is its feature: that is how a model reads the column `signal` of several predictions.
 *
 * @throws {InvalidInputError} `frame.feature_unknown` when no dataset has a named column as a number;
 *   `frame.feature_ambiguous` when two datasets have it; `frame.feature_repeated` when it is named twice;
 *   `frame.no_features` when nothing is left.
 */
export function selectFeatures<Dataset extends Pick<DatasetFiles, 'name' | 'schema'>>(
  datasets: readonly Dataset[],
  { featureColumns, targetColumn }: { featureColumns?: readonly string[] | undefined; targetColumn: string },
): (Dataset & { columns: string[]; names?: string[] })[] {
  const columnsOf = (dataset: Dataset) =>
    valueColumns(dataset.schema).flatMap(({ name, type }) =>
      type === 'double' && name !== targetColumn ? [name] : [],
    );
  const owners = new Map<string, Dataset[]>();
  for (const dataset of datasets) {
    for (const name of columnsOf(dataset)) owners.set(name, [...(owners.get(name) ?? []), dataset]);
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
  const ownerOf = (name: string): { owner: Dataset; column: string } => {
    const [owner, second] = owners.get(name) ?? [];
    if (owner !== undefined && second !== undefined) throw ambiguousFeature(name, owner.name, second.name);
    if (owner !== undefined) return { owner, column: name };
    for (const dataset of datasets) {
      const column = name.startsWith(`${dataset.name}.`) ? name.slice(dataset.name.length + 1) : '';
      if (columnsOf(dataset).includes(column)) return { owner: dataset, column };
    }
    throw unknownFeature(name, targetColumn, [...owners.keys()]);
  };
  const chosen = new Map<Dataset, { column: string; name: string }[]>();
  for (const name of selected) {
    const { owner, column } = ownerOf(name);
    chosen.set(owner, [...(chosen.get(owner) ?? []), { column, name }]);
  }
  return datasets.flatMap((dataset) => {
    const features = chosen.get(dataset);
    if (features === undefined) return [];
    const columns = features.map(({ column }) => column);
    const names = features.map(({ name }) => name);
    return [{ ...dataset, columns, ...(names.every((name, i) => name === columns[i]) ? {} : { names }) }];
  });
}

function ambiguousFeature(column: string, first: string, second: string): InvalidInputError {
  return new InvalidInputError(
    'frame.feature_ambiguous',
    `feature column "${column}" is in dataset "${first}" and in "${second}"; name it "${first}.${column}" or "${second}.${column}" in featureColumns`,
  );
}

function unknownFeature(column: string, targetColumn: string, known: readonly string[]): InvalidInputError {
  const reason = column === targetColumn ? 'is the target' : 'is no number column of the datasets';
  return new InvalidInputError(
    'frame.feature_unknown',
    `feature column "${column}" ${reason}; there are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`,
  );
}
