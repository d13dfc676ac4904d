import { wordSet } from '../base/word-set.ts';
import { type SimpleCommand, splitShell } from './shell-split.ts';

export type { SimpleCommand } from './shell-split.ts';

/** What a check looks at. A project's own `verify` or `check` script counts as `lint`. */
export type CheckKind = 'test' | 'lint' | 'typecheck' | 'build' | 'format';

/** Programs that only carry others; the number says how many bare words of their own follow (`timeout 30 …`). */
const wrappers: Readonly<Record<string, number>> = {
  sudo: 0,
  doas: 0,
  time: 0,
  nice: 0,
  nohup: 0,
  command: 0,
  exec: 0,
  env: 0,
  stdbuf: 0,
  timeout: 1,
  gtimeout: 1,
  xargs: 0,
  npx: 0,
  bunx: 0,
  pnpx: 0,
  uvx: 0,
  pipx: 0,
  rtk: 0,
  'xvfb-run': 0,
  caffeinate: 0,
  setsid: 0,
  watch: 0,
  winpty: 0,
  builtin: 0,
  dotenv: 0,
  'cross-env': 0,
  direnv: 0,
};
/** Two words that only carry others: `uv run pytest`, `pnpm exec tsc`. */
const wrapperPairs = new Set([
  'uv run',
  'poetry run',
  'pipenv run',
  'pdm run',
  'hatch run',
  'rye run',
  'bundle exec',
  'pnpm exec',
  'pnpm dlx',
  'yarn exec',
  'yarn dlx',
  'npm exec',
  'bun x',
  'mise exec',
  'mise x',
  'rtk proxy',
  'rtk test',
  'rtk err',
  'rtk run',
  'conda run',
  'op run',
  'doppler run',
  'docker exec',
  'nix develop',
  'npm x',
  'pipx run',
  'opam exec',
]);
/** Programs whose first word is an operand, not a subcommand. */
const plain = wordSet(
  'cd pushd popd ls ll dir cat bat head tail less more echo printf pwd mkdir rmdir rm cp mv ln touch chmod chown find fd grep rg ag egrep fgrep ' +
    'sed awk gawk jq yq sort uniq wc cut tr tee xxd od hexdump diff cmp patch file stat du df which type whereis test [ [[ true false sleep date seq ' +
    'export unset set source . eval alias read wait kill pkill killall ps lsof top env printenv curl wget ssh scp rsync tar zip unzip gzip gunzip ' +
    'node python ruby perl php lua java bash sh zsh pwsh open xdg-open start nano vim code basename dirname realpath readlink id whoami uname hostname ' +
    'sqlite3 psql mysql redis-cli ffmpeg convert identify base64 md5sum sha256sum shasum openssl strings nm ldd man tree column fold nl rev paste comm join ' +
    'get-content select-string get-childitem get-item select-object where-object sort-object measure-object group-object format-table format-list ' +
    'out-string remove-item set-location write-host write-output new-item copy-item test-path ' +
    'jest vitest mocha ava pytest tsc eslint prettier mypy ruff black flake8 pylint rspec phpunit tsx ts-node deno-lint fieldalignment gofmt goimports shellcheck actionlint',
);
/** Programs that say little about what a line is for; the next command of the line names it. */
const trivial = wordSet(
  'cd pushd popd echo printf export set unset source . sleep true false pwd mkdir wait read eval ls date trap : test [ [[ exit kill alias which type set-location write-host write-output',
);
/** Programs that only show what another one, or a file, holds. */
const viewers = wordSet(
  'cat bat head tail less more grep rg ag egrep fgrep sed awk gawk jq yq sort uniq wc cut tr tee xxd od hexdump column fold nl rev paste comm join find fd ls tree diff cmp strings get-content select-string get-childitem get-item test-path resolve-path select-object where-object sort-object measure-object group-object foreach-object format-table format-list out-string gc gci sls',
);
/** Tools whose second word opens a third: `gh pr create`, `docker compose up`. */
const threeWords = new Set([
  'gh',
  'aws',
  'az',
  'gcloud',
  'glab',
  'docker compose',
  'flyctl',
  'git remote',
  'git worktree',
  'git stash',
  'git submodule',
  'bun pm',
  'npm pkg',
  'rustup',
  'kubectl rollout',
  'dotnet tool',
  'cargo nextest',
  'uv pip',
  'uv tool',
  'go mod',
  'go tool',
  'helm repo',
  'nx',
]);
/** Programs whose `run NAME` starts a script of the project. */
const scriptRunners = wordSet('npm pnpm yarn bun deno turbo nx composer hatch pdm mise rush moon lerna just invoke');
/** Flags in front of the subcommand that take a value of their own. */
const valued =
  /^(?:-[CcnfwFRpNt]|--(?:git-dir|work-tree|prefix|namespace|file|cwd|dir|directory|filter|workspace|repo|context|project|profile|region|kubeconfig|project-directory|manifest-path|config|package|env-file))$/;

/** Takes a shell line apart into the commands that do its work: wrappers such as `sudo`, `npx` and `timeout 30` are gone. */
export function splitCommand(line: string): readonly SimpleCommand[] {
  const known = split.get(line);
  if (known !== undefined) return known;
  if (split.size > 100) split.clear();
  const commands = splitShell(line).map(unwrap);
  split.set(line, commands);
  return commands;
}

/** One line is asked about several times: family, check, failure, and beside the lines around it. */
const split = new Map<string, readonly SimpleCommand[]>();

/** Program name without folder, `.exe` and version: `/usr/bin/python3.12` → `python`. */
export function programOf(command: SimpleCommand): string {
  const word = command.words[0] ?? '';
  const known = programs.get(word);
  if (known !== undefined) return known;
  if (programs.size > 2000) programs.clear();
  const program = nameProgram(word);
  programs.set(word, program);
  return program;
}

/** Worked out once a word: a session calls the same few programs again and again. */
const programs = new Map<string, string>();

function nameProgram(word: string): string {
  if (/^[a-z]+$/.test(word)) return word;
  const name = word.replace(/^.*[\\/]/, '').replace(/\.(?:[eE][xX][eE]|[cC][mM][dD]|[bB][aA][tT]|[pP][sS]1)$/, '');
  const known = /^(python|pip|node|ruby|php|lua)[\d.]*$/.exec(name);
  return known?.[1] ?? (/^[A-Z][a-z]+-[A-Z]/.test(name) ? name.toLowerCase() : name);
}

/**
 * The family of one command: program and subcommand, without arguments (`git push`, `bun run test`, `gh pr create`).
 * Two calls of one family are tries at the same thing.
 */
export function familyOf(command: SimpleCommand): string {
  const program = programOf(command);
  const rest = command.words.slice(1);
  if (program === 'python' || program === 'node') return interpreted(program, rest);
  if (plain.has(program)) return program;
  const sub = subcommands(rest);
  const first = sub[0];
  if (first === undefined) return program;
  if ((first === 'run' || first === 'run-script' || first === 'task') && scriptRunners.has(program)) {
    const script = scriptName(rest.slice(rest.indexOf(first) + 1));
    return script === null ? `${program} ${first}` : `${program} ${first === 'run-script' ? 'run' : first} ${script}`;
  }
  const two = `${program} ${first}`;
  const second = sub[1];
  return second !== undefined && (threeWords.has(program) || threeWords.has(two)) ? `${two} ${second}` : two;
}

/** The command a line is about: the first check, else the first that does something, else the first. */
export function mainCommand(line: string): SimpleCommand | null {
  const commands = splitCommand(line);
  let first: SimpleCommand | null = null;
  let viewer: SimpleCommand | null = null;
  for (const command of commands) {
    if (checkOf(command) !== null) return command;
    const program = programOf(command);
    if (trivial.has(program)) continue;
    if (viewers.has(program)) viewer ??= command;
    else first ??= command;
  }
  return first ?? viewer ?? commands[0] ?? null;
}

/** Family of the command a line is about, or null for a line without one. */
export function commandFamily(line: string): string | null {
  const command = mainCommand(line);
  return command === null ? null : familyOf(command);
}

/** Families of all commands of a line, in order, each once, without `cd`, `echo` and the like. */
export function commandFamilies(line: string): string[] {
  const families = new Set<string>();
  for (const command of splitCommand(line)) if (!trivial.has(programOf(command))) families.add(familyOf(command));
  return [...families];
}

/** Whether a line only looks: reads files, searches, lists, prints. Its output is somebody else's text. */
export function onlyLooks(line: string): boolean {
  const commands = splitCommand(line);
  return (
    commands.length > 0 &&
    commands.every((command) => {
      const program = programOf(command);
      if (trivial.has(program) || program.startsWith('$')) return true;
      if (viewers.has(program)) return !(program === 'sed' && command.words.some((word) => /^-[a-z]*i/.test(word)));
      return (
        /^git (?:log|show|diff|status|blame|grep|branch|ls-files|rev-parse|remote.*|stash list|reflog|cat-file)$/.test(
          familyOf(command),
        ) ||
        /^gh .*(?:view|list|status|checks|diff)$/.test(familyOf(command)) ||
        familyOf(command) === 'gh api'
      );
    })
  );
}

const testPrograms = wordSet(
  'jest vitest mocha ava tap pytest tox nox rspec phpunit pest ctest cypress gotestsum behave nosetests karma bats cucumber minitest testem nextest',
);
const lintPrograms = wordSet(
  'eslint golangci-lint ruff flake8 pylint rubocop stylelint shellcheck clippy biome oxlint tslint staticcheck revive actionlint fieldalignment ktlint detekt swiftlint credo hadolint markdownlint markdownlint-cli2 knip pre-commit prek lefthook checkstyle phpstan psalm vale yamllint cspell codespell',
);
const typePrograms = wordSet('tsc vue-tsc mypy pyright pyre tsgo svelte-check flow basedpyright ty dialyzer');
const formatPrograms = wordSet('prettier gofmt goimports gofumpt black rustfmt dprint isort clang-format autopep8');
const buildPrograms = wordSet('webpack rollup esbuild tsup vite cmake ninja msbuild xcodebuild rolldown parcel');

/** Which check a command runs, or null where it checks nothing. Works on tools and on names of project scripts. */
export function checkOf(command: SimpleCommand): CheckKind | null {
  const program = programOf(command);
  const words = command.words;
  if (testPrograms.has(program)) return 'test';
  if (program === 'biome' || program === 'ruff') return words.includes('format') ? 'format' : 'lint';
  if (lintPrograms.has(program)) return words.includes('install') || words.includes('uninstall') ? null : 'lint';
  if (typePrograms.has(program)) return 'typecheck';
  if (formatPrograms.has(program)) return 'format';
  if (program === 'playwright') return words.includes('test') ? 'test' : null;
  if (program === 'vite') return words.includes('build') ? 'build' : null;
  if (buildPrograms.has(program)) return 'build';
  if (program === 'node') return words.includes('--test') ? 'test' : null;
  if (program === 'python')
    return words.includes('unittest') || words.includes('pytest')
      ? 'test'
      : words.includes('mypy')
        ? 'typecheck'
        : null;
  if (plain.has(program) || program === 'git' || program === 'gh') return null;
  const family = familyOf(command).split(' ').slice(1);
  if (program === 'go')
    return family[0] === 'test'
      ? 'test'
      : family[0] === 'vet'
        ? 'lint'
        : family[0] === 'build' || family[0] === 'install'
          ? 'build'
          : null;
  if (program === 'cargo') {
    if (family[0] === 'nextest') return 'test';
    if (family[0] === 'clippy') return 'lint';
    if (family[0] === 'fmt') return 'format';
    if (family[0] === 'check') return 'typecheck';
  }
  if (['docker', 'kubectl', 'terraform', 'brew', 'apt', 'apt-get'].includes(program))
    return family[0] === 'build' ? 'build' : null;
  if (
    program === 'make' ||
    program === 'gradle' ||
    program === 'gradlew' ||
    program === 'mvn' ||
    program === 'mvnw' ||
    program === 'just' ||
    program === 'task' ||
    program === 'rake'
  ) {
    return bestKind(words.slice(1).filter((word) => !word.startsWith('-')));
  }
  const runners =
    /^(?:npm|pnpm|yarn|bun|deno|cargo|dotnet|mix|swift|flutter|dart|bazel|turbo|nx|composer|rails|artisan|zig|lerna|rush|moon|sbt|stack|cabal|pnpm|hatch|invoke|inv|nox|xcodebuild|ng|next|forge|hardhat|anchor)$/;
  if (!runners.test(program) || /^(?:ci|i|install|add)$/.test(family[0] ?? '')) return null;
  const kind = bestKind(family.filter((word) => word !== 'run'));
  return kind ?? (program === 'turbo' || program === 'nx' ? bestKind(words.slice(1)) : null);
}

/** What a project's script is for, by the parts of its name. */
function bestKind(names: readonly string[]): CheckKind | null {
  for (const name of names) {
    const parts = name.toLowerCase().split(/[:\-_./]/);
    const has = (...wanted: string[]) => wanted.some((word) => parts.includes(word));
    if (has('typecheck', 'types', 'tsc', 'mypy', 'typescript') || /type-?check/.test(name)) return 'typecheck';
    if (has('test', 'tests', 'spec', 'e2e', 'vitest', 'jest', 'unittest')) return 'test';
    if (has('lint', 'eslint', 'check', 'verify', 'validate', 'quality', 'ci', 'analyze', 'precommit', 'clippy', 'vet'))
      return 'lint';
    if (has('format', 'fmt', 'prettier')) return 'format';
    if (has('build', 'compile', 'assemble', 'bundle', 'package')) return 'build';
  }
  return null;
}

function unwrap(command: SimpleCommand): SimpleCommand {
  let words = command.words;
  for (let depth = 0; depth < 5; depth++) {
    const first = words[0] ?? '';
    const program = first.slice(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1);
    const own = Object.hasOwn(wrappers, program) ? wrappers[program] : undefined;
    let rest: readonly string[] | null = null;
    if (own !== undefined) rest = afterFlags(words.slice(1)).slice(own);
    else if (wrapperPairs.has(`${program} ${words[1] ?? ''}`)) rest = afterFlags(words.slice(2));
    if (rest === null) break;
    while (rest.length > 0 && /^[A-Za-z_]\w*=/.test(rest[0] ?? '')) rest = rest.slice(1);
    if (rest.length === 0) break;
    words = rest;
  }
  return words === command.words ? command : { ...command, words };
}

function afterFlags(words: readonly string[]): readonly string[] {
  let i = 0;
  while (i < words.length && (words[i] ?? '').startsWith('-')) {
    const flag = words[i] ?? '';
    i +=
      /^(?:-[unpsk]|--(?:package|python|with|signal|kill-after))$/.test(flag) && !(words[i + 1] ?? '-').startsWith('-')
        ? 2
        : 1;
    if (flag === '--') break;
  }
  return words.slice(i);
}

function interpreted(program: string, rest: readonly string[]): string {
  if (program === 'python' && rest[0] === '-m' && rest[1] !== undefined) return `python -m ${rest[1].split(' ')[0]}`;
  if (rest[0] === '-c' || rest[0] === '-e') return `${program} ${rest[0]}`;
  if (program === 'node' && rest.includes('--test')) return 'node --test';
  return program;
}

/** The bare words a program's line begins with, its global flags skipped. */
function subcommands(rest: readonly string[]): string[] {
  const found: string[] = [];
  for (let i = 0; i < rest.length && found.length < 2; i++) {
    const word = rest[i] ?? '';
    if (word.startsWith('-')) {
      if (valued.test(word)) i++;
      continue;
    }
    if (!/^[a-z][a-z0-9_:-]{0,30}$/.test(word)) break;
    found.push(word);
  }
  return found;
}

function scriptName(words: readonly string[]): string | null {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word.startsWith('-')) {
      if (valued.test(word)) i++;
      continue;
    }
    return /^[\w:.@/-]{1,60}$/.test(word) ? word : null;
  }
  return null;
}
