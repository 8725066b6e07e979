/** Puts below a table what has to be said of its numbers, such as that their universe has survivors only. */
export function withNotes(table: string, notes: readonly string[] | undefined): string {
  const said = [...new Set(notes ?? [])].map((note) => `  · ${note}`);
  return said.length === 0 ? table : [table, '', ...said].join('\n');
}
