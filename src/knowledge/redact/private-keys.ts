const begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** Lines of base 64, with real or escaped line ends, and the headers of old PEM files. */
const body = /(?:\\+[nr]|\s|[A-Za-z-]{4,20}: [^\n\\]{1,100}|[A-Za-z0-9+/=]{8,4000}|…|\.{3})*/y;
const bodyBefore = /(?:[A-Za-z0-9+/=]{16,4000}(?:\\+[nr]|\s){0,6})*[A-Za-z0-9+/=]{0,80}(?:\\+[nr]|\s){0,6}$/;
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
    const cut = bodyBefore.exec(before)?.[0].trimStart().length ?? 0;
    out = `${out.slice(0, close.index - cut)}[redacted: private-key]${out.slice(close.index + close[0].length)}`;
  }
  return out;
}
