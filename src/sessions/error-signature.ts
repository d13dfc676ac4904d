/**
 * What an output says went wrong, in a form that two runs share: the most telling line, and its signature with the
 * parts that change from run to run taken out. Works on the shapes that errors have in common across tools
 * (`Name: message`, `file:line: message`, `error CODE`, `--- FAIL`), not on the words of one tool.
 */

/** How much of an output is looked at: its beginning and its end; errors stand at one of the two. */
const headChars = 12_000;
const tailChars = 20_000;
const longestLine = 400;
const signatureChars = 200;

/** One line of an output with how much it tells. */
export interface ErrorLine {
  readonly text: string;
  /** Higher is more telling; below 2 it is no error line. */
  readonly weight: number;
  /** 0-based line of the output. */
  readonly index: number;
}

const ansi = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]{0,200}\u0007|\r/g;

interface Shape {
  readonly weight: number;
  /**
   * Whether a line fits. What every line that fits has is looked for first, and patterns stand where they are used: even to read
   * one takes a hook longer than to use it. Those that take either case are looked for in lower case, being made faster.
   */
  readonly fits: (line: string, lower: string) => boolean;
}

const digit = /\d/;
const hasDigit = (line: string) => digit.test(line);
/** @param first characters of which the line has to begin with one */
const begins = (line: string, first: string) => first.includes(line.charAt(0));
const hasAny = (text: string, parts: readonly string[]) => parts.some((part) => text.includes(part));

/** Of these each phrase of an error has one: the long list of phrases is made only for a line that may hold one. */
const phraseWords =
  'not |no |cannot |directory|already |unknown |recognized|invalid |expected |undefined|denied|refused|time|would |rejected|missing required|' +
  "illegal |can't open|unauthorized|forbidden|conflict|code style|mismatch|deadlock|out of memory|segmentation|core dumped|syntax error|" +
  'parse error|string to|modified since';
let wordsOfPhrases: readonly string[] | null = null;

function mayHoldPhrase(lower: string): boolean {
  wordsOfPhrases ??= phraseWords.split('|');
  return hasAny(lower, wordsOfPhrases);
}

/** Telling shapes, most telling first; the first that fits a line decides. */
const shapes: readonly Shape[] = [
  // The shell itself: what came after it failed because of it.
  {
    weight: 10,
    fits: (line) =>
      begins(line, '-bzdks/') &&
      /^(?:-?(?:ba|z|da|k)?sh|\/(?:usr\/)?bin\/\w+)(?:: line \d+)?:(?:\d+:)? .{0,200}(?:not found|No such file|no matches found|denied|syntax error|parse error|bad )/.test(
        line,
      ),
  },
  { weight: 9, fits: (line) => /\b[A-Z][A-Za-z]*(?:Error|Exception|Fault|Panic)\b(?:\s*[:[(]|$)/.test(line) },
  {
    weight: 9,
    fits: (_, lower) =>
      hasDigit(lower) &&
      /\b(?:error|warning)(?:\s*:)?\s*\[?(?:ts|e|cs|c|lnk|msb|nu|netsdk|bc|fs|f|w|rustsec-?|sc|dl|md|plr?|err_?)\d{2,6}\]?/.test(
        lower,
      ),
  },
  { weight: 9, fits: (line) => line.includes('error[') && /\berror\[[A-Z]?\d+\]/.test(line) },
  {
    weight: 8,
    fits: (line) =>
      /E[A-Z4]/.test(line) &&
      /(?:^|\s)(?:ERR_[A-Z_]+|E(?:NOENT|ACCES|PERM|EXIST|ADDRINUSE|CONNREFUSED|NOTFOUND|TIMEDOUT|RESOLVE|404|403|401|INTEGRITY|BADENGINE|NOTEMPTY|ISDIR|MFILE|PIPE))\b/.test(
        line,
      ),
  },
  {
    weight: 9,
    fits: (line) => begins(line, 'fpFPa') && /^(?:fatal|panic|FATAL|PANIC|abort(?:ed)?)\b ?[:(]/.test(line),
  },
  {
    weight: 7,
    fits: (_, lower) =>
      mayHoldPhrase(lower) &&
      /(?:command not found|is not recognized as|no such file or directory|no matches found|permission denied|cannot execute|not a directory|is a directory|unknown (?:option|flag|command|shorthand|subcommand)|unrecognized (?:option|argument)|invalid (?:option|argument|flag)|unexpected argument|illegal option|missing required|no module named|cannot find (?:module|package|name)|can't open file|could not (?:find|resolve|read|open|connect|lock)|(?:module|package|script|target|task|tool|binary|executable|file|path|test files?) not found|no tests? (?:found|ran|to run|files)|no tests? (?:found|ran|files)|not installed|does not (?:exist|contain|match|provide|support)|no such (?:module|table|column|host|command|option)|undefined(?: reference|: |\s\w+:)|is not (?:a function|defined|exported|assignable|callable|iterable|installed|a git)|has no (?:attribute|member|exported|method|field|property)|have no tests?|cannot (?:use|find|import|assign|convert|open|access|read|be)|already (?:exists|in use|defined|declared)|denied|refused|timed? ?out|unauthorized|forbidden|not permitted|would be overwritten|code style issues|would (?:be )?reformat(?:ted)?|not (?:formatted|sorted)|rejected|conflict|mismatch|deadlock|out of memory|segmentation fault|core dumped|syntax error|parse error|unexpected (?:token|end|identifier|eof|indent)|expected .{1,60}(?:got|found|but|received)|string to replace not found|has not been read|modified since)/.test(
        lower,
      ),
  },
  { weight: 6, fits: (line) => hasDigit(line) && /^\s*(?:[\w./\\@-]+[:(]\d+(?:[:,]\d+)?\)?:?\s)/.test(line) },
  { weight: 6, fits: (line) => /(?:^|[\s\])|])(?:error|ERROR|Error|err|npm ERR!|✘|✖|⨯)\s?:?\s+\S/.test(line) },
  {
    weight: 5,
    fits: (line) =>
      begins(line, '-Fn✗✕×❌(') && /^\s*(?:--- FAIL|FAIL(?:ED)?\b|not ok \d|✗|✕|×|❌|\(fail\))/.test(line),
  },
  {
    weight: 4,
    fits: (_, lower) =>
      hasDigit(lower) &&
      /\b(?:[1-9]\d*) (?:failed|failing|errors?|failures?|problems?|issues?|violations?)\b/.test(lower),
  },
  {
    weight: 3,
    fits: (_, lower) =>
      /\b(?:failed|failure|cannot|can't|unable to|unable|invalid|missing|unexpected|unresolved|undeclared|violat\w+|panicked)\b/.test(
        lower,
      ),
  },
  {
    weight: 3,
    fits: (line) =>
      begins(line, 'AaERe') && /^\s*(?:AssertionError|assert|Expected|Received|expected|E {3,})\b/.test(line),
  },
];

const nearFailedTest = 14;
const inAssertion = ['expect(', 'Not equal', 'Error Trace:', 'assert', 'AssertionError [', 'Test:'];

/** A test named as failed: what stands near it belongs to it, what stands elsewhere may be expected. */
function isFailedTest(line: string): boolean {
  // Most lines with an E begin an `Error:`.
  return (
    begins(line, '-(✗✘✖×❌nF●Et') &&
    (line.charAt(0) !== 'E' || line.charAt(1).trim() === '') &&
    /^\s*(?:--- FAIL:?|\(fail\)|✗|✘|✖|×|❌|not ok \d+|FAIL\s|FAILED\s+[\w./-]*(?:::|\/|\.)|●\s|E\s{3}|thread '.{1,80}' panicked|test .{1,120} \.\.\. FAILED)\s?\S/.test(
      line,
    )
  );
}

/** What a failed assertion says of itself; the name of the test tells more. */
function isAssertion(line: string): boolean {
  return (
    (line.endsWith(':') || hasAny(line, inAssertion)) &&
    /expect\(received\)|expect\(.{0,80}\)\.|\bNot equal\b|Error Trace:|assert(?:ions?)?\.(?:go|ts|js|py):\d+|^\s*(?:Error:|Messages?:|actual\s*:|expected\s*:)\s*$|^\s*AssertionError \[ERR_ASSERTION\]|Test:\s+\S+$/.test(
      line,
    )
  );
}

/**
 * Lines in lower case that name errors without being one, or that say nothing of their own, by their first letter: of all these
 * a hook makes only those that it needs.
 */
const empty: Readonly<Record<string, (line: string) => boolean>> = {
  a: (line) => /^at .{0,200}[:(]/.test(line),
  b: (line) => /^building /.test(line),
  c: (line) => /^(?:command failed with exit code|caused by:?$|compiling |checking |could not compile)/.test(line),
  d: (line) => /^(?:during handling|downloading )/.test(line),
  e: (line) => /^(?:exit code:? \d+$|exit status \d+$|error: script ".{1,80}" exited|elifecycle)/.test(line),
  f: (line) => /^(?:file ".{1,200}", line \d+|for more information|found \d+ errors? in)/.test(line),
  g: (line) => /^goroutine \d/.test(line),
  h: (line) => /^(?:husky - |hint:|help:)/.test(line),
  m: (line) => /^make: \*\*\*/.test(line),
  n: (line) => /^(?:npm (?:err!|error) (?:a complete log|errno|path|cwd|command failed|command sh)|note:)/.test(line),
  p: (line) => /^(?:process exited|progress:)/.test(line),
  r: (line) => /^(?:run with|resolving |resolved,)/.test(line),
  s: (line) => /^(?:saved lockfile|see |some errors have)/.test(line),
  t: (line) => /^(?:traceback|the above exception)/.test(line),
  u: (line) => /^usage:/.test(line),
};

function isEmpty(lower: string): boolean {
  const first = lower.charAt(0);
  if (first >= 'a' && first <= 'z') return empty[first]?.(lower) ?? false;
  return /^(?:\d+ +(?:\d+ +)?[│|┃]|[│┃>]? *\d+ [│|┃]|\^+|~+|[-=─━═*#_.\s|]+$|\[\d+\/\d+\])/.test(lower);
}

const inHarmless = ['no ', '0 ', 'deprecat', 'warn'];

function isHarmless(lower: string): boolean {
  return (
    (begins(lower, 'op✓✔√(/*#') || hasAny(lower, inHarmless)) &&
    /\[no test files\]|\[no tests to run\]|\b(?:0|no) (?:errors?|failures?|failed|failing|problems?|issues?|warnings?|vulnerabilities)\b|\bdeprecat|^\s*(?:ok|pass|✓|✔|√|\(pass\))\b|^\s*(?:ok|✓|✔)\s|\bwarn(?:ing)?\b(?!.*\b(?:error|issues|reformat\w*)\b)|^\s*(?:\/\/|\*|#!)/.test(
      lower,
    )
  );
}

/** A text without terminal colours and cursor movements. */
export function withoutColour(text: string): string {
  return text.includes('\u001b') || text.includes('\r') ? text.replace(ansi, '') : text;
}

/** The lines of an output that say what went wrong, most telling first, at most `limit`. */
export function errorLines(output: string, limit = 5): ErrorLine[] {
  const found: ErrorLine[] = [];
  const tests: number[] = [];
  const text =
    output.length > headChars + tailChars ? `${output.slice(0, headChars)}\n${output.slice(-tailChars)}` : output;
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const raw = lines[index] ?? '';
    if (raw.length < 4) continue;
    const line = withoutColour(raw.length > longestLine ? raw.slice(0, longestLine) : raw).trim();
    const failed = isFailedTest(line);
    if (failed) tests.push(index);
    const weight = failed ? Math.max(7, weigh(line)) : weigh(line);
    if (weight >= 2) found.push({ text: line, weight, index });
  }
  if (tests.length > 0) {
    for (const [at, line] of found.entries()) {
      const near = tests.some((index) => Math.abs(index - line.index) <= nearFailedTest);
      found[at] = { ...line, weight: line.weight + (near ? 1 : -5) };
    }
  }
  // Of equally telling lines the first is the cause; later ones tend to follow from it.
  found.sort((a, b) => b.weight - a.weight || a.index - b.index);
  return found.slice(0, limit);
}

/** The single most telling error line of an output, cleaned of colour, or null where nothing looks like an error. */
export function errorLine(output: string): string | null {
  return errorLines(output, 1)[0]?.text ?? null;
}

/**
 * The signature of an output's error: its most telling line without paths, line numbers, hashes, times, numbers and
 * long quoted values, in lower case. Two runs that differ only in those give the same; null where nothing looks like an error.
 */
export function errorSignature(output: string): string | null {
  const line = errorLine(output);
  return line === null ? null : normaliseError(line);
}

/** Takes the changing parts out of one error line. Idempotent. */
export function normaliseError(line: string): string {
  const text = withoutColour(line.slice(0, longestLine));
  // What only fits where there is a digit need not be made where there is none; so with the other signs below.
  const plain = (hasDigit(text) ? withoutNumbers : withoutNames)(text).toLowerCase().replace(/\s+/g, ' ');
  const start = begins(plain, '<-–•*✗✘✖×⨯❌>|')
    ? plain.replace(/^(?:<path>:? ?|<time> ?|[-–•*✗✘✖×⨯❌>|] ?)+/, '')
    : plain;
  return start.trim().slice(0, signatureChars);
}

/** Both cases are spelled out: a pattern that takes either takes V8 long to make. */
function withoutNames(text: string): string {
  let out = text;
  // Four of them, or it is no such id.
  if (out.split('-', 5).length === 5)
    out = out.replace(/\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b/g, '<id>');
  if (out.includes('://')) out = out.replace(/\b[hH][tT][tT][pP][sS]?:\/\/[^\s'"`)>\]]+/g, '<url>');
  if (hasAny(out, ['"', "'", '`']))
    out = out.replace(
      /(["'`])((?:(?!\1).){1,300})\1/g,
      (_, quote: string, inner: string) => `${quote}${quoted(inner)}${quote}`,
    );
  return hasAny(out, ['/', '\\'])
    ? out.replace(/(?:[A-Za-z]:)?(?:[\w.@~+-]*[\\/])+[\w.@+*-]*(?::\d+){0,2}(?:\(\d+(?:,\d+)?\))?/g, '<path>')
    : out;
}

function withoutNumbers(text: string): string {
  let out = text;
  if (beforeDigit(out, '-'))
    out = out.replace(/\b\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?/g, '<time>');
  if (beforeDigit(out, ':')) out = out.replace(/\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>');
  out = withoutNames(out);
  if (beforeDigit(out, ':') || beforeDigit(out, '('))
    out = out.replace(
      /\b[\w-]+\.(?:[cm]?[jt]sx?|go|py|rs|rb|java|kt|cs|cpp|cc|c|h|hpp|php|swift|vue|svelte|ya?ml|json|toml|lua|ex|exs|sh|ps1|md|mdx|css|html|sql)(?=[:(]\d)(?::\d+){0,2}(?:\(\d+(?:,\d+)?\))?/gi,
      '<path>',
    );
  if (hasAny(out, ['0x', '0X'])) out = out.replace(/\b0[xX][0-9a-fA-F]+\b/g, '<id>');
  out = out.replace(/\b(?=[0-9a-fA-F]*\d)(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{7,64}\b/g, '<id>');
  if (hasAny(out.toLowerCase(), ['line', 'col', 'pid', 'port', 'offset', 'position']))
    out = out.replace(/\b(?:line|column|col|pid|port|offset|position)\s*[:=]?\s*\d+/gi, (m) => m.replace(/\d+/, '<n>'));
  return out.replace(
    /(?<![\w<])[-+]?\d+(?:[.,:]\d+)*(?:\s?(?:ms|s|sec|seconds|m|min|kb|mb|gb|%|bytes|x))?\b(?!>)/gi,
    '<n>',
  );
}

/** Whether a sign stands right before a digit. */
function beforeDigit(text: string, sign: string): boolean {
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next >= 48 && next <= 57) return true;
  }
  return false;
}

/** Words of an error that tell it from others: codes, identifiers, file names, quoted names; at most `limit`, in order. */
export function errorTerms(text: string, limit = 12): string[] {
  const terms = new Set<string>();
  const add = (term: string) => {
    const clean = term.replace(/^[-./\\]+|(?<![.,:;])[.,:;]+$/g, '');
    if (clean.length > 2 && clean.length <= 60 && !/^\d+$/.test(clean)) terms.add(clean);
  };
  const sample = withoutColour(text.slice(0, 2000));
  for (const match of sample.matchAll(/["'`]([^"'`\s]{2,60})["'`]/g)) add(match[1] ?? '');
  for (const match of sample.matchAll(/[A-Za-z_@$.][\w$./@:-]{2,80}/g)) {
    const word = match[0];
    if (/[a-z][A-Z]|_|\.[a-z]{1,5}$|^[A-Z]{1,4}\d{2,}|^[A-Z]{2,}[A-Z_]+$|[a-z]-[a-z]+-|@\w/.test(word))
      add(word.split('/').pop() ?? word);
    if (terms.size >= limit) break;
  }
  return [...terms].slice(0, limit);
}

/**
 * Words and signs, in lower case, without one of which no shape fits: most lines of an output need one look only. The names of
 * system errors are spelled out as far as it takes: any word with an `e` in it would let every line pass.
 */
const hint =
  /err|exception|fault|panic|warn|fatal|abort|not |no |found|no such|denied|bad |can't|can|could|unable|unknown|unrecog|invalid|unexpected|illegal|missing|fail|[✗✘✖×❌⨯✕]|[:(]\d|e(?:noent|acces|perm|exist|addri|connr|notfo|timed|resol|40[134]|integ|baden|notem|isdir|mfile|pipe)|assert|expect|receiv|e {3}|directory|already|refused|time|unauth|forbid|permi|would |issue|message|actual|test:|reject|conflict|mismatch|deadlock|out of|segm|core dump|syntax|parse|string to|modified|ha[sv]e? |does |is not|undefined|undeclared|unresolved|violat|problem/;

function weigh(line: string): number {
  if (line.length < 4) return 0;
  const lower = line.toLowerCase();
  if (isEmpty(lower) || !(lower.includes('err') || hint.test(lower))) return 0;
  if (isAssertion(line)) return 2;
  for (const shape of shapes) {
    if (!shape.fits(line, lower)) continue;
    if (isHarmless(lower)) return 0;
    return line.length > 250 ? shape.weight - 1 : shape.weight;
  }
  return 0;
}

function quoted(inner: string): string {
  if (/^[A-Za-z_$][\w$.]*$/.test(inner) && !/\d{3,}/.test(inner)) return inner;
  if (/^@?[a-z][a-z0-9._-]*(?:\/[a-z][a-z0-9._-]*)?$/.test(inner) && !inner.includes('..') && !/\.\w{1,4}$/.test(inner))
    return inner;
  if (/^--?[a-z][a-z-]*$/.test(inner)) return inner;
  if (/[\\/]/.test(inner)) return '<path>';
  return inner.length > 40 || /\d/.test(inner) ? '<text>' : inner;
}
