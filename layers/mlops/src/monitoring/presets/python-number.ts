/**
 * A number as the reference prints it in descriptions, Python's `format(value, '.3g')`: three significant digits, no
 * trailing zeros, exact halves to the even digit.
 */
export function formatGeneral(value: number): string {
  return formatSignificant(value, (exponent) => exponent < -4 || exponent >= 3);
}

/** Python's `format(value, '.3')`: as `formatGeneral`, but whole numbers keep `.0` and three whole digits are scientific. */
export function formatPlain(value: number): string {
  const text = formatSignificant(value, (exponent) => exponent < -4 || exponent >= 2);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Python's `str(value)` of a float: the shortest digits that read back the same, with a point or an exponent. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${mantissa}${exponentText(power)}`;
  const text = power < 0 ? value.toFixed(mantissa.replace(/^-|\./g, '').length - 1 - power) : String(value);
  if (Object.is(value, -0)) return '-0.0';
  return text.includes('.') ? text : `${text}.0`;
}

function formatSignificant(value: number, isScientific: (exponent: number) => boolean): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [digits, exponent] = threeDigits(Math.abs(value));
  if (isScientific(exponent)) {
    return `${sign}${withoutZeros(`${digits[0]}.${digits.slice(1)}`)}${exponentText(exponent)}`;
  }
  const padded = exponent < 0 ? `${'0'.repeat(-exponent)}${digits}` : digits;
  const whole = Math.max(exponent, 0) + 1;
  return `${sign}${withoutZeros(`${padded.slice(0, whole)}.${padded.slice(whole)}`)}`;
}

/** Three digits and the decimal exponent of the first; 60 places show exactly whether a double is a half. */
function threeDigits(value: number): [digits: string, exponent: number] {
  const [mantissa = '', exponentDigits = ''] = value.toExponential(60).split('e');
  const exact = mantissa.replace('.', '');
  const head = Number(exact.slice(0, 3));
  const rest = exact.slice(3);
  const isHalf = /^50*$/.test(rest);
  const isUp = isHalf ? head % 2 === 1 : rest >= '5';
  const rounded = head + (isUp ? 1 : 0);
  const exponent = Number(exponentDigits);
  return rounded === 1000 ? ['100', exponent + 1] : [String(rounded).padStart(3, '0'), exponent];
}

function withoutZeros(text: string): string {
  return text.replace(/\.?0*$/, '');
}

function exponentText(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}
