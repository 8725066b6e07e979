const REPLACEMENT = 0xfffd;

/**
 * Text as UTF-8; an unpaired surrogate becomes U+FFFD, as in `TextEncoder`, which the bare context that definitions run
 * in does not have.
 */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(3 * text.length);
  let length = 0;
  for (const character of text) {
    const unpaired = character.codePointAt(0) ?? REPLACEMENT;
    const point = unpaired >= 0xd800 && unpaired <= 0xdfff ? REPLACEMENT : unpaired;
    const continuation = (shift: number) => 0x80 | ((point >> shift) & 0x3f);
    if (point < 0x80) {
      bytes[length++] = point;
    } else if (point < 0x800) {
      bytes[length++] = 0xc0 | (point >> 6);
      bytes[length++] = continuation(0);
    } else if (point < 0x10000) {
      bytes[length++] = 0xe0 | (point >> 12);
      bytes[length++] = continuation(6);
      bytes[length++] = continuation(0);
    } else {
      bytes[length++] = 0xf0 | (point >> 18);
      bytes[length++] = continuation(12);
      bytes[length++] = continuation(6);
      bytes[length++] = continuation(0);
    }
  }
  return bytes.slice(0, length);
}
