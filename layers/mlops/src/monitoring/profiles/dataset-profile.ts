import { InvalidInputError, PlatformError } from '@optaic/mlops/base';
import { type DataColumns, rowCount } from '../columns/column.ts';
import { type ColumnProfile, mergeColumnProfiles, type ProfileOptions, profileColumn } from './column-profile.ts';

/** Profiles of a batch's or a data set's columns by name. */
export interface DatasetProfile {
  readonly rows: number;
  /** A column that a batch lacked has counted fewer rows. */
  readonly columns: ReadonlyMap<string, ColumnProfile>;
}

/** What merges with any profile and leaves it as it was. */
export const EMPTY_PROFILE: DatasetProfile = { rows: 0, columns: new Map() };

/**
 * Profiles every column of a batch, one pass each.
 *
 * @throws {InvalidInputError} `profile.unequal_rows` when the columns differ in length, and as `profileColumn` does.
 */
export function profileColumns(columns: DataColumns, options: ProfileOptions = {}): DatasetProfile {
  const [first] = columns;
  const rows = first === undefined ? 0 : rowCount(first[1]);
  const profiles = new Map<string, ColumnProfile>();
  for (const [name, column] of columns) {
    if (rowCount(column) !== rows) {
      throw new InvalidInputError(
        'profile.unequal_rows',
        `column ${name} has ${rowCount(column)} rows, column ${first?.[0]} has ${rows}; give columns of one batch`,
      );
    }
    profiles.set(name, profileColumn(column, options));
  }
  return { rows, columns: profiles };
}

/**
 * The profile of both sides' rows: as `mergeColumnProfiles` for each column; one that only one side has is kept as it is.
 * The order of the columns is the left side's, then what the right side adds.
 *
 * @throws {InvalidInputError} `profile.kind_mismatch`, `profile.capacity_mismatch`, naming the column.
 */
export function mergeProfiles(left: DatasetProfile, right: DatasetProfile): DatasetProfile {
  const columns = new Map(left.columns);
  for (const [name, profile] of right.columns) {
    const other = left.columns.get(name);
    columns.set(name, other === undefined ? profile : mergeNamed(name, other, profile));
  }
  return { rows: left.rows + right.rows, columns };
}

function mergeNamed(name: string, left: ColumnProfile, right: ColumnProfile): ColumnProfile {
  try {
    return mergeColumnProfiles(left, right);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    throw new InvalidInputError(error.code, `column ${name}: ${error.message}`, { cause: error });
  }
}
