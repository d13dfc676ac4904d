import { familyOf, programOf, type SimpleCommand, splitCommand } from '../../sessions/command-family.ts';
import type { ToolCall } from '../../sessions/event.ts';

export interface AdvisedCommand {
  readonly text: string;
  readonly steps: readonly SimpleCommand[];
  /** False for what sessions run anyway (`npm test`): running it shows nothing by itself. */
  readonly telling: boolean;
}

const programs =
  /^(?:npm|npx|pnpm|yarn|bunx?|node|deno|tsx|tsc|git|gh|glab|go|gofmt|golangci-lint|cargo|rustup|make|just|task|python3?|pip3?|pytest|uvx?|poetry|pipx?|ruff|black|mypy|tox|nox|docker|docker-compose|podman|kubectl|helm|terraform|bash|sh|zsh|mvnw?|gradlew?|dotnet|rake|bundle|rails|ruby|php|composer|artisan|swift|xcodebuild|cmake|ctest|ninja|bazel|mix|eslint|prettier|biome|vitest|jest|playwright|sqlite3|psql|redis-cli|curl|wget|sed|awk|grep|rg|find|xargs|rm|cp|mv|ln|chmod|mkdir|touch|export|source|corepack|turbo|nx|lerna|pre-commit|prek|act|aws|gcloud|az|flyctl|brew|apt-get|apt|sudo|env|timeout|direnv|mise|asdf|nvm|vercel|netlify|prisma|vale|markdownlint-cli2|zig|dart|flutter|ansible-playbook|\.{0,2}\/[\w./-]+)$/;
/** Runners of a project's own scripts: the script's name is what tells. */
const scriptRunner =
  /^(?:(?:npm|pnpm|yarn|bun) run|yarn|pnpm|make|just|task|rake|deno task|composer run|poe|hatch run|nox -s|invoke) ([\w:./-]+)$/;
const everydayScript =
  /^(?:test|build|lint|dev|start|serve|type|format|fmt|check|prepare|install|all|clean|ci|verify|add|audit|help)/;
const everydayWord =
  /^(?:-[a-zA-Z]|-la|-am|--all|\.|\.\/\.\.\.|\.\.\.|…|\/|HEAD|origin|main|master|--help|--version|--verbose|--watch|src|tests?|--oneline|--cached|--staged|--stat|--check|--write|--fix|PLACEHOLDER)$/;
/** Programs whose words are operands, so that every line with any of them would look like one that was advised. */
const handy = /^(?:sed|awk|grep|rg|find|ls|cat|cp|mv|mkdir|touch|echo|cd|head|tail|which|curl|wget|export|source)$/;

/** Reads a quoted text as a command line, or null where it is none. Placeholders such as `<file>` stand for one word. */
export function advisedCommand(text: string): AdvisedCommand | null {
  const line = text.replace(/<[\w .:/|-]{1,40}>/g, 'PLACEHOLDER').replace(/\s+/g, ' ');
  const steps = splitCommand(line);
  const words = line
    .replace(/^(?:[A-Za-z_]\w*=\S*\s+)+/, '')
    .trim()
    .split(' ');
  const [first = ''] = words;
  if (steps.length === 0 || !programs.test(first)) return null;
  // A single word is a program's name or a place, unless it is a script.
  if (words.length === 1 && !/^\.\/[\w./-]+$|\/.*\.(?:sh|py|mjs|js|ts|rb)$/.test(first)) return null;
  return { text: text.replace(/\s+/g, ' '), steps, telling: steps.some(isTelling) || isPipe(steps) };
}

/** A command that a session would hardly run without having been told: a project's own script, or words of its own. */
function isTelling(command: SimpleCommand): boolean {
  if (command.env.length > 0) return true;
  const family = familyOf(command);
  const script = scriptRunner.exec(family)?.[1];
  if (script !== undefined && !everydayScript.test(script)) return true;
  const own = command.words.slice(family.split(' ').length).filter((word) => !everydayWord.test(word));
  if (handy.test(programOf(command))) return own.length > 1;
  return own.some((word) => word.length > 1) || command.words.length === 1;
}

/** Two programs joined by a pipe are a recipe, however ordinary each is alone. */
function isPipe(steps: readonly SimpleCommand[]): boolean {
  return steps.some(
    (step, i) => step.after === '|' && !handy.test(programOf(step)) && !handy.test(programOf(steps[i - 1] ?? step)),
  );
}

/**
 * The words of a shell call that runs an advised command, or null. Every word of the advice must stand there in its
 * order, with anything in between; a path may be longer, a placeholder stands for one word.
 */
export function runOf(call: ToolCall, command: AdvisedCommand): string | null {
  if (call.action !== 'shell' || call.command === null) return null;
  const steps = splitCommand(call.command);
  let from = 0;
  for (const wanted of command.steps) {
    const at = steps.findIndex((step, i) => i >= from && isRunOf(step, wanted));
    if (at < 0) return null;
    from = at + 1;
  }
  return call.command.slice(0, 300);
}

/** Like `runOf` for two commands, the first in the same line or within the last few calls. */
export function runInOrder(
  call: ToolCall,
  earlier: readonly ToolCall[],
  [first, second]: readonly [AdvisedCommand, AdvisedCommand],
): string | null {
  const [a, b] = [first.steps[0], second.steps[0]];
  if (a === undefined || b === undefined || call.command === null || runOf(call, second) === null) return null;
  const steps = splitCommand(call.command);
  const at = steps.findIndex((step) => isRunOf(step, a));
  const inLine = at >= 0 && steps.some((step, i) => i > at && isRunOf(step, b));
  return inLine || earlier.slice(-10).some((other) => runOf(other, first) !== null) ? call.command.slice(0, 300) : null;
}

function isRunOf(step: SimpleCommand, wanted: SimpleCommand): boolean {
  if (programOf(step) !== programOf(wanted) || !wanted.env.every((setting) => step.env.includes(setting))) return false;
  let at = 1;
  for (const word of wanted.words.slice(1)) {
    const open = /^(?:PLACEHOLDER|\[.*\]|\{.*\}|…|\.\.\.|[A-Z][A-Z_]{2,})$/.test(word);
    while (!open && at < step.words.length && !isSameWord(step.words[at] ?? '', word)) at++;
    if (at >= step.words.length) return false;
    at++;
  }
  return true;
}

function isSameWord(word: string, wanted: string): boolean {
  return word === wanted || (wanted.includes('/') && word.endsWith(`/${wanted.replace(/^\.\//, '')}`));
}
