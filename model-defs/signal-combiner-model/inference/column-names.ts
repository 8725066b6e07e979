/** Leaves room for `contribution_` in a column's 64 characters. */
const LENGTH = 48;

/**
 * The names of signals as they may stand in columns: lower case, every other character an underscore, from the end of what
 * is too long; with its position behind it where two would be the same.
 */
export function columnNames(featureNames: readonly string[]): string[] {
  const plain = featureNames.map((name) =>
    name
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '_')
      .slice(-LENGTH),
  );
  return plain.map((name, at) => (plain.indexOf(name) === at ? name : `${name}_${at}`));
}
