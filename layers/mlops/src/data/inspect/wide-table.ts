import type { ColumnRoles } from './column-roles.ts';
import type { InspectionFinding } from './finding.ts';
import type { ColumnProfile } from './profile-columns.ts';

/** As exchanges name instruments. */
const TICKER = /^[A-Z][A-Z0-9.^-]{0,6}$/;
const FEWEST_COLUMNS = 3;
/** Of the number columns: a file of features may have a few short names in capitals. */
const TICKER_SHARE = 0.8;

/** A table with a column for each instrument, as spreadsheets have it: a series of one thing it is not. */
export function wideTable(profiles: readonly ColumnProfile[], roles: ColumnRoles): InspectionFinding[] {
  const numbers = profiles.filter(({ type }) => type === 'double').map(({ name }) => name);
  const tickers = numbers.filter((name) => TICKER.test(name));
  const isWide = numbers.length >= FEWEST_COLUMNS && tickers.length >= TICKER_SHARE * numbers.length;
  if (roles.entity !== undefined || roles.event_time === undefined || !isWide) return [];
  return [
    {
      code: 'inspect.wide_table',
      refuses: false,
      message: `columns ${tickers.slice(0, 3).join(', ')}, … look like instruments, one a column`,
      next: 'make a row of each (entity, time), for instance by UNPIVOT in SQL or melt in pandas',
    },
  ];
}
