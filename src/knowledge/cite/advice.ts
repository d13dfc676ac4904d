import type { Learning } from '../../schema/learning.ts';
import { type CheckKind, checkOf } from '../../sessions/command-family.ts';
import { type AdvisedCommand, advisedCommand } from './advised-command.ts';
import { quoteCommands } from './quote-commands.ts';
import { type QuotedSpan, quotedSpans } from './quoted-span.ts';

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

/** A statement longer than this is no statement; what comes after is not read. */
const longest = 2000;

/** Takes the advice out of a learning's words. Pure; linear in the length of the statement. */
export function adviceOf(learning: Learning): Advice {
  const statement = quoteCommands(learning.statement.slice(0, longest));
  const spans = quotedSpans(statement);
  const good = spans.filter(({ recommended }) => recommended);
  const files = filesOf(learning, spans);
  const terms = good.filter(({ text }) => isTerm(text, files)).map(({ text }) => text.replace(/\(\)$/, ''));
  return {
    commands: good.flatMap(({ text }) => advisedCommand(text) ?? []),
    orders: ordersIn(statement, spans),
    terms: [...new Set(terms)],
    files,
    together: togetherIn(statement, spans),
  };
}

function ordersIn(statement: string, spans: readonly QuotedSpan[]): [AdvisedCommand, AdvisedCommand][] {
  return pairsIn(statement, spans).filter(
    ([first, second]) => kindOf(first) === null || kindOf(first) !== kindOf(second),
  );
}

/** The same kind of check twice in a row (`lint:fix`, then `lint`) is what everybody does after a fix. */
function kindOf({ steps }: AdvisedCommand): CheckKind | null {
  return steps.map(checkOf).find((kind) => kind !== null) ?? null;
}

function pairsIn(statement: string, spans: readonly QuotedSpan[]): [AdvisedCommand, AdvisedCommand][] {
  const commands = spans.flatMap((span) => {
    const command = advisedCommand(span.text);
    return command === null ? [] : [{ span, command }];
  });
  return commands.slice(1).flatMap((b, i): [AdvisedCommand, AdvisedCommand][] => {
    const a = commands[i];
    if (a === undefined) return [];
    const between = statement.slice(a.span.end, b.span.start);
    // "It runs `a`, then `b`" tells what happens, not what to do.
    if (/[.;!?]\s/.test(between) || (!a.span.recommended && !b.span.recommended)) return [];
    if (/^[\s,]*(?:first|beforehand|before(?: that| it)?(?=[.,;]|$))/i.test(b.span.after))
      return [[b.command, a.command]];
    if (/\b(?:before|then|followed by)\b/i.test(between)) {
      return /\b(?:not|never|don['’]t)\b[^`]*$/i.test(a.span.before) ? [] : [[a.command, b.command]];
    }
    if (/\bafter\b/i.test(between)) return [[b.command, a.command]];
    return /\bafter\b[^`]*$/i.test(a.span.before) ? [[a.command, b.command]] : [];
  });
}

function filesOf(learning: Learning, spans: readonly QuotedSpan[]): string[] {
  const anchors = learning.anchors.filter(({ type }) => type !== 'command').map(({ target }) => target);
  const scope = learning.scope.filter((place) => /[/.]/.test(place) && !/\s/.test(place));
  return [...new Set([...anchors, ...scope, ...spans.map(({ text }) => text).filter(isPath)])];
}

const pairing =
  /\b(?:both|together|also (?:change|update|edit|add)|in sync|must agree|as well|in step|twice|every one of|all of)\b/i;

function togetherIn(statement: string, spans: readonly QuotedSpan[]): string[] {
  if (!pairing.test(statement)) return [];
  const paths = new Set(spans.map(({ text }) => text).filter((text) => isPath(text) && !text.includes('*')));
  return paths.size > 1 ? [...paths] : [];
}

function isPath(text: string): boolean {
  const path = /^(?:\.{0,2}\/)?(?:[\w.@*{},-]+\/)+[\w.@*{},-]*$|^[\w-]+(?:\.[\w-]+)*\.[a-z][a-z0-9]{0,4}$/;
  return path.test(text) && !/^[\d.]+$/.test(text);
}

/** A name or value that stands out: not a plain word, not a path, not a command. */
function isTerm(text: string, files: readonly string[]): boolean {
  if (text.length < 4 || text.length > 80 || files.includes(text) || advisedCommand(text) !== null) return false;
  if (isPath(text) && text.includes('/')) return false;
  return /[A-Z].*[a-z]|[a-z].*[A-Z]|[_\d.:=(){}<>[\]@$#/-]|\s/.test(text);
}
