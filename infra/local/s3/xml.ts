export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** An element with a text, or with the elements inside it. */
export function element(
  name: string,
  content: string | number | boolean | readonly string[],
  namespace?: string,
): string {
  const inner = typeof content === 'object' ? content.join('') : escapeText(String(content));
  return `<${name}${namespace === undefined ? '' : ` xmlns="${namespace}"`}>${inner}</${name}>`;
}

/** The inside of every element of that name, in order; enough for the two documents that S3 clients send. */
export function innerXml(document: string, name: string): string[] {
  return [...document.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(
    ([, inner]) => inner ?? '',
  );
}

/** The text of the first element of that name. */
export function childText(document: string, name: string): string | undefined {
  const [inner] = innerXml(document, name);
  return inner === undefined ? undefined : unescapeText(inner.trim());
}

// Control characters may stand in keys, but XML 1.0 takes them as references at most.
function escapeText(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function unescapeText(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hexadecimal, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    return ENTITIES[name] ?? whole;
  });
}
