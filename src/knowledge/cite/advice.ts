import type { Learning } from '../../schema/learning.ts';
import { familyOf, type SimpleCommand, splitCommand } from '../../sessions/command-family.ts';

/** What a learning tells to do, as far as doing it can be seen in a transcript. */
export interface Advice {
  readonly commands: readonly AdvisedCommand[];
  /** "Run `a` before `b`." */
  readonly orders: readonly (readonly [AdvisedCommand, AdvisedCommand])[];
  /** Names and values that would stand in the code where the advice is taken. */
  readonly terms: readonly string[];
  /** Files that it is about. */
  readonly files: readonly string[];
  /** Files that are to be changed together. */
  readonly together: readonly string[];
}

export interface AdvisedCommand {
  readonly text: string;
  readonly steps: readonly SimpleCommand[];
  /** False for what every session runs anyway (`npm test`): running it shows nothing. */
  readonly telling: boolean;
}

const programs =
  /^(?:npm|npx|pnpm|yarn|bunx?|node|deno|tsx|tsc|git|gh|glab|go|gofmt|golangci-lint|cargo|rustup|make|just|task|python3?|pip3?|pytest|uvx?|poetry|pipx?|ruff|black|mypy|tox|nox|docker|docker-compose|podman|kubectl|helm|terraform|bash|sh|zsh|mvnw?|gradlew?|dotnet|rake|bundle|rails|ruby|php|composer|artisan|swift|xcodebuild|cmake|ctest|ninja|bazel|mix|eslint|prettier|biome|vitest|jest|playwright|sqlite3|psql|redis-cli|curl|wget|sed|awk|grep|rg|find|xargs|rm|cp|mv|ln|chmod|mkdir|touch|export|source|corepack|turbo|nx|lerna|pre-commit|prek|act|aws|gcloud|az|flyctl|brew|apt-get|apt|sudo|env|timeout|direnv|mise|asdf|nvm|vale|markdownlint-cli2|zig|dart|flutter|ansible-playbook|\.{0,2}\/[\w./-]+)$/;

/** Words in front of a quoted thing that speak against it. */
const against =
  /\b(?:not|never|avoid(?:ing)?|instead of|rather than|without|no longer|stop|cannot|can['’]t|don['’]t|doesn['’]t|won['’]t|mustn['’]t|shouldn['’]t|replace|replaces|drop|remove|deletes?|unlike|plain|bare|the old|while|when|whenever|if|after|because|failed with|fails with|error|says|prints?|printed|shows?)\b[^`.;:]*$/i;
/** The one use of "after" that recommends. */
const helped =
  /\b(?:work(?:s|ed)|fixed|solved|pass(?:es|ed)|succeed(?:s|ed)|went away|gone)\b[^`.;:]{0,20}\b(?:after|when|if)\s*$/i;
/** Words behind it that do. */
const blamed =
  /^[\s,]*(?:(?:then|also|still|always|often|itself|alone|silently|directly|here|there|first)\s+)*(?:fails?|failed|breaks?|broke|does not|doesn['’]t|did not|didn['’]t|is (?:wrong|broken|missing|gone|not|deprecated|generated|ignored|rejected|too)|are (?:not|wrong|generated)|errors?|errored|exits?|exited|hangs?|hung|cannot|can['’]t|could not|was (?:rejected|wrong|removed)|returns?|gives?|reports?|says|misses|skips?|leaves?|stops?|never|crash\w*|times? out|timed out|no longer|drops?|loses?|ignores?|also checks|only checks|overwrites?|deletes?)\b/i;
/** Words that recommend it. */
const recommended =
  /\b(?:run|re-?run|running|use|uses|using|call|calls|via|set|setting|add|adding|pass|passing|wrap|wrapped|wrapping|needs?|requires?|must|should|prefer|always|first|then|try|write|return|put|import|export|fix(?:ed|es)? (?:it )?(?:by|with|is)|fix(?:ed|es)?:|work(?:s|ed)?:?|worked (?:was|is)|work(?:s|ed) (?:with|was|is)|what worked|solved (?:it )?by|solution:?|change(?:d)? (?:it )?to|switch(?:ed)? to|with|to|do|append|configure|enable|install|start|start with|begin with|check with|command:?|by|is|instead:?|bump|pin|follow(?:ed)? by|and|or)\b[^`.;]*$/i;
const praised =
  /^[\s,]*(?:works?|worked|fixes|fixed|solves|solved|succeeds|succeeded|passes|passed|is (?:needed|required|right|the way)|instead|first|before|beforehand)\b/i;

/** Takes the advice out of a learning's words. Pure; linear in the length of the statement. */
export function adviceOf(learning: Learning): Advice {
  const statement = learning.statement.slice(0, 2000);
  const spans = spansOf(statement);
  const commands = spans.filter(({ good }) => good).flatMap(({ text }) => commandOf(text) ?? []);
  const files = filesOf(learning, spans);
  const terms = spans
    .filter(({ good, text }) => good && isTerm(text, files))
    .map(({ text }) => text.replace(/\(\)$/, ''));
  return {
    commands,
    orders: ordersIn(statement, spans),
    terms: [...new Set(terms)],
    files,
    together: togetherIn(learning, spans),
  };
}

interface Span {
  readonly text: string;
  readonly good: boolean;
  readonly before: string;
  readonly after: string;
  readonly start: number;
  readonly end: number;
}

/** The quoted parts of a statement, each with what surrounds it and whether the words speak for it. */
function spansOf(statement: string): Span[] {
  const spans: Span[] = [];
  let last = 0;
  for (const match of statement.matchAll(/``(.{1,200}?)``|`([^`\n]{1,200})`/g)) {
    const text = (match[1] ?? match[2] ?? '').trim().replace(/^\$\s+/, '');
    const before = statement.slice(last, match.index);
    const end = match.index + match[0].length;
    const after = statement.slice(end, end + 80).split('`')[0] ?? '';
    const clause = before.split(/[.;:!?](?=\s|$)|\s[-–—]\s|,\s/).at(-1) ?? '';
    const opening = before.split(/[.;!?](?=\s|$)/).at(-1) ?? '';
    const bad = (against.test(clause) && !helped.test(clause)) || blamed.test(after);
    spans.push({
      text,
      before,
      after,
      start: match.index,
      end,
      good: !bad && (recommended.test(opening) || praised.test(after) || /^\s*$/.test(before)),
    });
    last = end;
  }
  return spans;
}

function commandOf(text: string): AdvisedCommand | null {
  const steps = splitCommand(text);
  const raw = text.replace(/^(?:[A-Za-z_]\w*=\S*\s+)+/, '');
  const first = raw.split(/\s/)[0] ?? '';
  if (steps.length === 0 || !programs.test(first)) return null;
  const bare = raw.trim().split(/\s+/).length === 1;
  if (bare && !/^\.{0,2}\/.+/.test(first)) return null;
  // A path in quotes is a place, not an order to run it.
  if (bare && !/\.(?:sh|py|mjs|js|ts|rb)$|^\.\/(?:gradlew|mvnw|configure|[\w-]+)$/.test(first)) return null;
  return { text: text.replace(/\s+/g, ' '), steps, telling: steps.some(isTelling) };
}

const everyday =
  /^(?:(?:npm|pnpm|yarn|bun)(?: run| ci| install| i| test| start| add)?(?: (?:test|build|lint|dev|start|typecheck|type-check|format|check|prepare))?|git (?:add|commit|push|pull|status|diff|log|show|checkout|switch|stash|fetch|rebase|merge|branch|reset|restore|clone|init|tag|rev-parse|grep)|go (?:test|build|vet|run|mod.*|get|fmt)|cargo (?:test|build|check|run|fmt|clippy)|make(?: (?:test|build|lint|check|all|install|clean))?|pytest|python -m pytest|tsc|eslint|prettier|vitest(?: run)?|jest|ruff(?: check| format)?|mypy|black|gofmt|goimports|golangci-lint(?: run)?|biome(?: check| format| lint)?|gh (?:pr|issue|run) (?:view|list|create|checks|diff|watch|status)|docker (?:build|run|ps|compose up|compose)|sed|awk|grep|rg|find|ls|cat|rm|cp|mv|mkdir|touch|echo|cd|head|tail|chmod|curl|which|uv (?:sync|pip.*)|pip install|poetry install|bundle install|composer install|mix test|dotnet (?:build|test|restore))$/;
const everydayWord =
  /^(?:-[a-zA-Z]|-la|-am|--all|\.|\.\/\.\.\.|HEAD|origin|main|master|--help|--version|--verbose|--watch|src|test|tests|--oneline)$/;

/** A command that a session would hardly run without having been told: more than a family that everybody runs. */
function isTelling(command: SimpleCommand): boolean {
  if (command.env.length > 0) return true;
  const family = familyOf(command);
  const rest = command.words.slice(family.split(' ').length).filter((word) => !everydayWord.test(word));
  return rest.some((word) => word.length > 1) || !everyday.test(family);
}

function ordersIn(statement: string, spans: readonly Span[]): [AdvisedCommand, AdvisedCommand][] {
  const orders: [AdvisedCommand, AdvisedCommand][] = [];
  const commands = spans.flatMap((span) => {
    const command = commandOf(span.text);
    return command === null ? [] : [{ span, command }];
  });
  for (let i = 0; i + 1 < commands.length; i++) {
    const [one, two] = [commands[i], commands[i + 1]];
    if (!one || !two) continue;
    const [a, first, b, second] = [one.span, one.command, two.span, two.command];
    const between = statement.slice(a.end, b.start);
    if (/[.;!?]\s/.test(between)) continue;
    if (/^[\s,]*(?:first|beforehand|before(?: that| it)?(?=[.,;]|$))/i.test(b.after)) orders.push([second, first]);
    else if (/\b(?:before|then|followed by|and then|first, then)\b/i.test(between)) {
      if (!/\b(?:not|never|don['’]t)\b[^`]*$/i.test(a.before)) orders.push([first, second]);
    } else if (/\bafter\b/i.test(between)) orders.push([second, first]);
    else if (/\bafter\b[^`]*$/i.test(a.before)) orders.push([first, second]);
  }
  return orders;
}

function filesOf(learning: Learning, spans: readonly Span[]): string[] {
  const anchors = learning.anchors.filter(({ type }) => type !== 'command').map(({ target }) => target);
  const scope = learning.scope.filter((place) => /[/.]/.test(place) && !/\s/.test(place));
  return [...new Set([...anchors, ...scope, ...spans.map(({ text }) => text).filter(isPath)])];
}

function togetherIn(learning: Learning, spans: readonly Span[]): string[] {
  if (
    !/\b(?:both|together|also (?:change|update|edit|add)|in sync|must agree|as well|in step|twice|every one of|all of)\b/i.test(
      learning.statement,
    )
  )
    return [];
  const paths = spans.map(({ text }) => text).filter((text) => isPath(text) && !text.includes('*'));
  return paths.length > 1 ? [...new Set(paths)] : [];
}

export function isPath(text: string): boolean {
  return (
    /^(?:\.{0,2}\/)?(?:[\w.@*{},-]+\/)+[\w.@*{},-]*$|^[\w-]+(?:\.[\w-]+)*\.[a-z][a-z0-9]{0,4}$/.test(text) &&
    !/^[\d.]+$/.test(text)
  );
}

/** A name or value that stands out: not a plain word, not a path, not a command. */
function isTerm(text: string, files: readonly string[]): boolean {
  if (text.length < 4 || text.length > 80 || files.includes(text) || commandOf(text) !== null) return false;
  if (isPath(text) && text.includes('/')) return false;
  return /[A-Z].*[a-z]|[a-z].*[A-Z]|[_\d.:=(){}<>[\]@$#/-]|\s/.test(text);
}
