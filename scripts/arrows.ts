// Checks that imports point down only: surfaces → app → domains → schema, git, process, store → base; and that there are no cycles.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

/** Which top folders of src/ a file of a folder may import from, itself always included. */
const below = ['schema', 'git', 'process', 'store', 'base'];
const domains = ['sessions', 'knowledge', 'context', 'work', 'validation', 'ratchet', 'fitness', 'scale'];
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: [],
  schema: ['base'],
  process: ['base'],
  git: ['process', 'base'],
  store: ['base'],
  sessions: below,
  knowledge: ['sessions', ...below],
  context: ['sessions', 'knowledge', ...below],
  work: below,
  ratchet: below,
  validation: ['ratchet', ...below],
  fitness: ['sessions', 'knowledge', 'context', ...below],
  scale: ['work', ...below],
  runtimes: [...domains, ...below],
  models: [...domains, ...below],
  app: ['runtimes', 'models', ...domains, ...below],
  // The command line starts the other surfaces.
  cli: ['app', 'mcp', 'base'],
  hook: ['app', 'base'],
  mcp: ['app', 'base'],
  web: ['app', 'base'],
};
const surfaces = ['cli', 'hook', 'mcp', 'web'];

export interface SourceFile {
  /** Path from src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Every forbidden import and every cycle, one sentence each; an empty list is a pass. */
export function findViolations(files: readonly SourceFile[]): string[] {
  const imports = files.flatMap(importsOf);
  const violations = imports.flatMap(({ from, to, typeOnly }) => {
    const [source = '', target = ''] = [folder(from), folder(to)];
    if (source === target || source === '') return [];
    const rule = allowed[source];
    if (!rule) return [`${from}: src/${source}/ has no rule in scripts/arrows.ts`];
    // A surface prints what app returns, so it may name the types of the layers below, but never run their code.
    const fine = rule.includes(target) || (typeOnly && surfaces.includes(source) && !surfaces.includes(target));
    return fine ? [] : [`${from} imports ${to}: ${source}/ must not know ${target}/`];
  });
  return [...violations, ...findCycles(imports.filter((i) => !i.typeOnly))];
}

function importsOf({ path, text }: SourceFile): Import[] {
  const found: Import[] = [];
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^;'"]*?from\s*['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"](\.[^'"]+)['"]/g;
  for (const match of text.matchAll(pattern)) {
    const target = match[3] ?? match[4] ?? match[5];
    if (target)
      found.push({
        from: path,
        to: normalize(join(dirname(path), target))
          .split(sep)
          .join('/'),
        typeOnly: Boolean(match[2]),
      });
  }
  return found;
}

function findCycles(imports: readonly Import[]): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to } of imports) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) cycles.push(`import cycle: ${[...path.slice(at), file].join(' → ')}`);
    if (at >= 0 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return cycles;
}

function folder(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

/** All sources of the program. */
export function readSources(root = 'src'): SourceFile[] {
  return globSync(`${root}/**/*.ts`).map((file) => ({
    path: relative(root, file).split(sep).join('/'),
    text: readFileSync(file, 'utf8'),
  }));
}

if (import.meta.main) {
  const sources = readSources();
  const violations = findViolations(sources);
  for (const violation of violations) console.error(violation);
  console.log(`arrows: ${sources.length} files, ${violations.length} violations`);
  process.exitCode = violations.length > 0 || sources.length === 0 ? 1 : 0;
}
