const REPLACEMENT = 0xfffd;

/**
 * Text as UTF-8; an unpaired surrogate becomes U+FFFD, as in `TextEncoder`, which the bare context that definitions run
 * in does not have.
 */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? REPLACEMENT;
    appendCodePoint(bytes, point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point);
  }
  return Uint8Array.from(bytes);
}

function appendCodePoint(bytes: number[], point: number): void {
  const continuation = (shift: number) => 0x80 | ((point >> shift) & 0x3f);
  if (point < 0x80) bytes.push(point);
  else if (point < 0x800) bytes.push(0xc0 | (point >> 6), continuation(0));
  else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), continuation(6), continuation(0));
  else bytes.push(0xf0 | (point >> 18), continuation(12), continuation(6), continuation(0));
}
