/**
 * Names that belong to code: paths, files, commands in backticks, identifiers, flags, error codes. They are what tells one
 * lesson from another and what a later prompt, error or file has in common with it.
 */

const shapes: readonly RegExp[] = [
  /`([^`\n]{2,80})`/g,
  /(?<![\w/.-])((?:[\w@.~-]+\/)+[\w@.*-]+)/g,
  /(?<![\w.-])([\w-]{2,40}\.(?:[cm]?[jt]sx?|go|py|rs|rb|java|kts?|cs|cpp|cc|hpp|h|php|swift|vue|svelte|ya?ml|jsonc?|toml|lua|exs?|sh|ps1|mdx?|css|scss|html|sql|lock|cfg|ini|env|xml|gradle|proto|tf|nix|zig|dart|scala))(?![\w])/g,
  /(?<![\w-])(--?[a-zA-Z][\w-]{1,40})(?![\w])/g,
  /(?<![\w.])((?:\$?[A-Za-z_][\w$]*(?:\.|::|->))+[A-Za-z_]\w*(?:\(\))?)/g,
  /(?<![\w])(\$?[A-Za-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*)+(?:\(\))?)/g,
  /(?<![\w])([A-Za-z0-9]+(?:_[A-Za-z0-9]+)+(?:\(\))?)/g,
  /(?<![\w])([a-z]\w{2,40}\(\))/g,
  /(?<![\w])([A-Z]{1,6}-?\d{3,6})(?![\w])/g,
];

/** The code names of a text, each once, in the order in which they appear; at most `limit`. */
export function codeNames(text: string, limit = 40): string[] {
  const found = new Map<string, number>();
  const sample = text.length > 4000 ? text.slice(0, 4000) : text;
  for (const shape of shapes) {
    for (const match of sample.matchAll(shape)) {
      const name = clean(match[1] ?? '');
      if (name !== null && !found.has(name)) found.set(name, match.index);
    }
  }
  return [...found]
    .sort((a, b) => a[1] - b[1])
    .slice(0, limit)
    .map(([name]) => name);
}

/** Parts of code names by which two texts are compared: lower case, split at anything that is no letter or digit, 3 or more long. */
export function nameParts(names: Iterable<string>): Set<string> {
  const parts = new Set<string>();
  for (const name of names) {
    const whole = name.toLowerCase().replace(/^[`'"(]+|[`'"()]+$/g, '');
    if (whole.length > 2) parts.add(whole);
    const last = whole.split(/[\\/]/).pop() ?? whole;
    if (last.length > 2) parts.add(last);
    for (const part of name
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/))
      if (part.length > 3) parts.add(part);
  }
  return parts;
}

const generic = new Set(
  (
    'test tests testing spec specs file files path paths json yaml yml toml config index main src lib app type types error errors fail failed failure string number boolean object array value values name names list item items ' +
    'true false null undefined none unknown code line lines command commands script scripts build lint check checks format package packages module modules import imports export exports function functions method class const node_modules ' +
    'https http www com org github home users user local data text body run running result results output input call calls use used update updated set get new old add added not found required expected received component components page pages docs doc md ts tsx js jsx go py rs'
  ).split(' '),
);

/** Name parts that tell something apart: without the words that every code base shares. */
export function tellingParts(names: Iterable<string>): Set<string> {
  const parts = nameParts(names);
  for (const part of parts) if (generic.has(part)) parts.delete(part);
  return parts;
}

/** Whether a name looks like a path of a file or a folder. */
export function looksLikePath(name: string): boolean {
  return /^[\w@.~*-]+(?:[\\/][\w@.~* -]+)+$/.test(name) || /^[\w.-]+\.[a-z][a-z0-9]{0,4}$/.test(name);
}

function clean(raw: string): string | null {
  const name = raw.trim().replace(/[.,:;]+$/, '');
  if (name.length < 2 || name.length > 80) return null;
  if (
    /^(?:e\.g|i\.e|etc|and\/or|vs|n\/a|w\/o|I\/O|CI\/CD|true\/false|yes\/no|pass\/fail|GitHub|JavaScript|TypeScript|PowerShell|JSON|YAML|--?)$/i.test(
      name,
    )
  )
    return null;
  return /[A-Za-z]/.test(name) ? name : null;
}
