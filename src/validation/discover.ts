import { fieldsOf, textOf } from '../base/json-value.ts';
import type { Gate, GateKind } from './gate.ts';

/** The files at the top of a tree: their names, and the text of the few that are read. */
export interface TopFiles {
  readonly names: ReadonlySet<string>;
  text(name: string): string | null;
}

/** Scripts of a `package.json` that check something, in the order in which they are run. */
const scripts: readonly (readonly [RegExp, GateKind])[] = [
  [/^(?:typecheck|type-check|types|check:types|tsc)$/, 'types'],
  [/^(?:lint|lint:check|check:lint|format:check|check:format)$/, 'lint'],
  [/^build$/, 'build'],
  [/^(?:test|test:unit|tests)$/, 'tests'],
  [/^(?:audit|security)$/, 'security'],
];
const targets: readonly (readonly [RegExp, GateKind])[] = [
  [/^(?:typecheck|types)$/, 'types'],
  [/^lint$/, 'lint'],
  [/^build$/, 'build'],
  [/^(?:test|tests|check)$/, 'tests'],
];

/**
 * Finds the project's own checks in the files that name them. Where a Makefile and a language's own file name the same
 * kind of check, the Makefile's is taken: whoever wrote it knows how the parts belong together.
 */
export function discoverGates(files: TopFiles): Gate[] {
  const found = [makefile(files), packageJson(files), ...languages(files)].flat();
  const seen = new Set<string>();
  return found.filter(({ kind, source }) => {
    const own = [...seen].some((key) => key.startsWith(`${kind} `) && key !== `${kind} ${source}`);
    seen.add(`${kind} ${source}`);
    return !own;
  });
}

function packageJson(files: TopFiles): Gate[] {
  const text = files.text('package.json');
  if (text === null) return [];
  let known: Readonly<Record<string, unknown>>;
  try {
    known = fieldsOf(fieldsOf(JSON.parse(text))['scripts']);
  } catch {
    return [];
  }
  const runner = packageManager(files);
  return scripts.flatMap(([pattern, kind]) =>
    Object.keys(known).flatMap((name) => {
      const script = textOf(known[name]);
      if (!pattern.test(name) || script === null || isPlaceholder(script)) return [];
      return gate(name, kind, [runner, 'run', name], 'package.json', script);
    }),
  );
}

/** What `npm init` writes is no test. */
function isPlaceholder(script: string): boolean {
  return /no test specified/.test(script) || /^\s*(?:(?:true|:|exit 0)\s*|echo\b[^&|;]*)$/.test(script);
}

function packageManager({ names }: TopFiles): string {
  if (names.has('pnpm-lock.yaml')) return 'pnpm';
  if (names.has('yarn.lock')) return 'yarn';
  if (names.has('bun.lock') || names.has('bun.lockb')) return 'bun';
  return 'npm';
}

function makefile(files: TopFiles): Gate[] {
  const name = ['GNUmakefile', 'Makefile', 'makefile'].find((one) => files.names.has(one));
  const text = name === undefined ? null : files.text(name);
  if (name === undefined || text === null) return [];
  const known = [...text.matchAll(/^([A-Za-z][\w.-]*)\s*:(?!=)/gm)].map((match) => match[1] ?? '');
  return targets.flatMap(([pattern, kind]) =>
    known
      .filter((target) => pattern.test(target))
      .slice(0, 1)
      .flatMap((target) => gate(target, kind, ['make', target], name, recipeOf(text, target))),
  );
}

/** The lines below a target that are its own. */
function recipeOf(text: string, target: string): string {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => new RegExp(`^${target.replace(/[.]/g, '\\.')}\\s*:`).test(line));
  const end = lines.findIndex((line, index) => index > at && line !== '' && !/^[\t#]/.test(line));
  return lines
    .slice(at, end < 0 ? lines.length : end)
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');
}

function languages(files: TopFiles): Gate[][] {
  const { names } = files;
  const has = (name: string) => names.has(name);
  const mentions = (name: string, pattern: RegExp) => pattern.test(files.text(name) ?? '');
  const found: Gate[][] = [];
  if (has('Cargo.toml')) found.push(gate('cargo test', 'tests', ['cargo', 'test'], 'Cargo.toml'));
  if (has('go.mod')) {
    found.push(gate('go vet', 'lint', ['go', 'vet', './...'], 'go.mod'));
    found.push(gate('go test', 'tests', ['go', 'test', './...'], 'go.mod'));
  }
  const python = ['pytest.ini', 'conftest.py', 'tox.ini', 'pyproject.toml', 'setup.cfg'].find((name) =>
    name === 'pytest.ini' || name === 'conftest.py' ? has(name) : mentions(name, /pytest/),
  );
  if (python !== undefined) found.push(gate('pytest', 'tests', ['python3', '-m', 'pytest'], python));
  if (has('Gemfile') && mentions('Gemfile', /rspec/))
    found.push(gate('rspec', 'tests', ['bundle', 'exec', 'rspec'], 'Gemfile'));
  if (has('pom.xml')) found.push(gate('mvn test', 'tests', ['mvn', '-q', '-B', 'test'], 'pom.xml'));
  if (has('gradlew')) found.push(gate('gradle test', 'tests', ['./gradlew', 'test'], 'gradlew'));
  if (has('mix.exs')) found.push(gate('mix test', 'tests', ['mix', 'test'], 'mix.exs'));
  if (has('composer.json') && (has('phpunit.xml') || has('phpunit.xml.dist')))
    found.push(gate('phpunit', 'tests', ['vendor/bin/phpunit'], 'composer.json'));
  if (has('deno.json') || has('deno.jsonc')) found.push(gate('deno test', 'tests', ['deno', 'test'], 'deno.json'));
  return found;
}

function gate(
  name: string,
  kind: GateKind,
  command: readonly string[],
  source: string,
  does = command.join(' '),
): Gate[] {
  return [{ name, kind, command, does, required: true, timeoutMs: null, source }];
}
