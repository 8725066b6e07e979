import { quoteText } from '../sql.ts';

/** A way of writing dates that an upload does not read, since it would have to guess. */
export interface DateShape {
  /** As people write it: `MM/DD/YYYY`. */
  readonly name: string;
  /** As strptime reads it. */
  readonly formats: readonly string[];
}

const withTimes = (date: string): string[] => [date, `${date} %H:%M`, `${date} %H:%M:%S`];

/** In the order they are tried; of two that fit the first stands, and the other is named as a doubt. */
export const DATE_SHAPES: readonly DateShape[] = [
  { name: 'YYYYMMDD', formats: ['%Y%m%d'] },
  { name: 'MM/DD/YYYY', formats: withTimes('%m/%d/%Y') },
  { name: 'DD/MM/YYYY', formats: withTimes('%d/%m/%Y') },
  { name: 'DD.MM.YYYY', formats: withTimes('%d.%m.%Y') },
  { name: 'MM-DD-YYYY', formats: withTimes('%m-%d-%Y') },
  { name: 'DD-MM-YYYY', formats: withTimes('%d-%m-%Y') },
  { name: 'YYYY.MM.DD', formats: withTimes('%Y.%m.%d') },
  { name: 'DD-Mon-YYYY', formats: ['%d-%b-%Y', '%d %b %Y', '%d %B %Y'] },
  { name: 'Mon DD, YYYY', formats: ['%b %d, %Y', '%B %d, %Y'] },
  { name: 'YYYY-MM', formats: ['%Y-%m'] },
  { name: 'YYYY-MM-DDTHH:MMZ, without seconds', formats: ['%Y-%m-%dT%H:%MZ', '%Y-%m-%d %H:%MZ'] },
];

/** SQL of a text in this shape as a TIMESTAMP; NULL when it is not in it. */
export function shapedTime(text: string, { formats }: DateShape): string {
  return `try_strptime(${text}, [${formats.map(quoteText).join(', ')}])`;
}
