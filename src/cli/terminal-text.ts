import fastStringWidth from 'fast-string-width';

/** A text of a transcript as one line without control characters: it must not be able to move the cursor. */
export function oneLine(text: string, width = 10_000): string {
  return clip(
    text
      .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    width,
  );
}

/** Cuts a text to a number of terminal columns. */
export function clip(text: string, columns: number): string {
  return fastStringWidth(text) <= columns ? text : `${beginning(text, columns - 1).trimEnd()}…`;
}

/** Breaks a text at spaces, and long words where the line ends, into at most `most` lines; the last one is cut. */
export function wrap(text: string, columns: number, most: number): string[] {
  const lines: string[] = [];
  let rest = oneLine(text);
  while (lines.length < most - 1 && fastStringWidth(rest) > columns) {
    const line = beginning(rest, columns);
    const at = rest[line.length] === ' ' ? line.length : line.lastIndexOf(' ');
    const end = at < line.length / 2 ? line.length : at;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, clip(rest, columns)];
}

/** All of a text, broken as `wrap` does, each line with the same beginning. */
export function paragraph(text: string, columns: number, start = ''): string[] {
  const width = Math.max(columns - start.length, 20);
  return wrap(text, width, Number.POSITIVE_INFINITY).map((line) => start + line);
}

/** As much of a text as fits into a number of terminal columns. */
function beginning(text: string, columns: number): string {
  let fitting = '';
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, columns * 4))) {
    if (fastStringWidth(fitting + segment) > columns) break;
    fitting += segment;
  }
  return fitting;
}

/** `1 session`, `2 sessions`, `3 tries`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}

/** `once`, `twice`, `3 times`. */
export function times(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`;
}

/** Day and month of an ISO time, in the person's time zone. */
export function day(at: string | null): string {
  return at === null ? 'undated' : new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

/** `12 to 23 Feb 2026`, or the one day. */
export function period(from: string | null, to: string | null): string {
  if (from === null || to === null) return 'undated';
  const [first, last] = [new Date(from).getFullYear(), new Date(to).getFullYear()];
  if (first !== last) return `${day(from)} ${first} to ${day(to)} ${last}`;
  return day(from) === day(to) ? `${day(to)} ${last}` : `${day(from)} to ${day(to)} ${last}`;
}

/** A large number in thousands or millions. */
export function large(n: number): string {
  if (n < 1000) return String(n);
  return n < 1e6 ? `${Math.round(n / 1000)} k` : `${(n / 1e6).toFixed(n < 1e7 ? 1 : 0)} M`;
}

/** A length of time in minutes or hours. */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'under a minute';
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** What is wrong with a file, with its path once and short. */
export function problemLine(path: string, problem: string, home: string): string {
  const rest = oneLine(problem.startsWith(path) ? problem.slice(path.length) : `: ${problem}`);
  return `${homePath(path, home)}${rest.startsWith(':') ? '' : ' '}${rest}`;
}

/** A path with the person's home folder as `~`. */
export function homePath(path: string, home: string): string {
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** The beginning and the end of a text, in whole lines where it has some: what a command said of its failure is there. */
export function ends(text: string, most = 64 * 1024): string {
  if (text.length <= most) return text;
  const [head, tail] = [text.slice(0, most / 4), text.slice(text.length - (most * 3) / 4)];
  const [last, first] = [head.lastIndexOf('\n'), tail.indexOf('\n')];
  return `${last > 0 ? head.slice(0, last) : head}\n${first < 0 ? tail : tail.slice(first + 1)}`;
}

/** What an agent is told that may not write where its words would be kept. */
export function droppedLine(path: string): string {
  return `The sandbox forbids writing here: left in ${path}, taken in at the next start of a session.`;
}
