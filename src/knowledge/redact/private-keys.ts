const begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** Lines of base 64, with real or escaped line ends, and the headers of old PEM files. */
const body = /(?:\\+[nr]|\s|[A-Za-z-]{4,20}: [^\n\\]{1,100}|[A-Za-z0-9+/=]{8,4000}|…|\.{3})*/y;
const longest = 20_000;

/** Private keys in PEM form, also where the beginning or the end was cut off. */
export function redactPrivateKeys(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  let out = '';
  let at = 0;
  for (const match of text.matchAll(begin)) {
    if (match.index < at) continue;
    const from = match.index + match[0].length;
    const close = end.exec(text.slice(from, from + longest));
    body.lastIndex = from;
    const length = close ? close.index + close[0].length : (body.exec(text)?.[0].trimEnd().length ?? 0);
    out += `${text.slice(at, match.index)}[redacted: private-key]`;
    at = from + length;
  }
  out += text.slice(at);
  // An end without its beginning: the lines of base 64 before it.
  for (let close = end.exec(out); close; close = end.exec(out)) {
    const before = out.slice(Math.max(0, close.index - longest), close.index);
    const cut = before.length - startOfKey(before);
    out = `${out.slice(0, close.index - cut)}[redacted: private-key]${out.slice(close.index + close[0].length)}`;
  }
  return out;
}

/** Shorter runs of letters are words, unless they end a key. */
const shortestLine = 16;

/** Where the lines of base 64 begin with which a text ends; its length where it ends with none. One way back, however long. */
function startOfKey(text: string): number {
  let start = text.length;
  for (let at = text.length; ; ) {
    const end = beforeEnds(text, at);
    at = beforeLine(text, end);
    if (at === end || (start < text.length && end - at < shortestLine)) return start;
    start = at;
  }
}

/** Steps back over line ends, real or escaped. */
function beforeEnds(text: string, from: number): number {
  let at = from;
  for (;;) {
    if (/\s/.test(text.charAt(at - 1))) at--;
    else if (isEscaped(text, at)) {
      at--;
      while (text.charAt(at - 1) === '\\') at--;
    } else return at;
  }
}

function beforeLine(text: string, from: number): number {
  let at = from;
  while (/[A-Za-z0-9+/=]/.test(text.charAt(at - 1)) && !isEscaped(text, at)) at--;
  return at;
}

/** Whether `\n` or `\r` stands before a place, written out. */
function isEscaped(text: string, at: number): boolean {
  return /[nr]/.test(text.charAt(at - 1)) && text.charAt(at - 2) === '\\';
}
