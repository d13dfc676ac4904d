import { claimsDone } from '../sessions/claim.ts';
import type { SessionEvent, ToolCall, ToolResult, UserTurn } from '../sessions/event.ts';
import { absolutePath } from '../sessions/named-path.ts';

/** A sign that a context no longer serves its agent (factor I). */
export interface Symptom {
  /**
   * `repetition`: the same call again and again. `invented-path`: a file that is not there. `asked-again`: a question
   * that was answered. `told-again`: what the user had to say twice. `contradiction`: it said that all is done or passes
   * while the last run of a check had failed.
   */
  readonly kind: 'repetition' | 'invented-path' | 'asked-again' | 'told-again' | 'contradiction';
  readonly what: string;
  readonly times: number;
  /** Line of the transcript where it showed first. */
  readonly line: number;
}

const missing =
  /(?:does not exist|doesn['’]t exist|no such file|cannot find the (?:file|path)|file not found|ENOENT|path not found)/i;
/** Programs that read a file they are given, and how they say that it is not there. */
const shellMissing =
  /(?:^|\n)\W*(?:cat|bat|sed|head|tail|nl|less): (?:can't read |cannot open ['"‘]?)?['"‘]?([^\n'"‘’:]{1,300}?)['"’]?(?: for reading)?:? No such file/g;
/** Words by which an agent owns up to what fails, once what it denies is taken out. */
const ownsUp = /fail|error|broken|abort|crash|could not|couldn.t|unable|not? (?:pass|work|green)|\bred\b/i;
const denial = /\b(?:no|zero|0|without(?: any)?)\s+(?:\w+\s+){0,2}(?:failures?|failed|failing|errors?|problems?)\b/gi;
const clip = 200;
const mostKept = 200;

interface Missing {
  readonly path: string;
  readonly name: string;
  readonly line: number;
  times: number;
}

/** Follows the signs that need more than one call to see. */
export function createSymptoms() {
  const absent = new Map<string, Missing>();
  const written = new Set<string>();
  const questions = new Map<string, { text: string; line: number; answered: boolean; again: number }>();
  const turns: { words: ReadonlySet<string>; turn: UserTurn }[] = [];
  let said: { text: string; line: number } | null = null;
  const contradictions: Symptom[] = [];

  const turnEnds = (checkFailed: boolean) => {
    const claim = said && checkFailed ? claimsDone(said.text) : null;
    if (said && claim !== null && !ownsUp.test(said.text.replace(denial, '')) && contradictions.length < mostKept)
      contradictions.push({ kind: 'contradiction', what: claim.slice(0, clip), times: 1, line: said.line });
  };
  const lacks = (name: string, cwd: string | null, line: number) => {
    const path = absolutePath(name, cwd);
    const known = absent.get(path);
    if (known) known.times++;
    else if (absent.size < mostKept) absent.set(path, { path, name, line, times: 1 });
  };
  const asked = (text: string, line: number) => {
    const key = wordsOf(text).join(' ');
    if (key.split(' ').length < 4) return;
    const known = questions.get(key);
    if (known?.answered) known.again++;
    else if (!known && questions.size < mostKept) questions.set(key, { text, line, answered: false, again: 0 });
  };

  return {
    /** @param checkFails whether the last run of a check failed and nothing was changed or run again since */
    take(event: SessionEvent, checkFails: () => boolean): void {
      if (event.type === 'assistant' && event.text.trim() !== '') said = { text: event.text, line: event.line };
      if (event.type === 'tool_call' && event.action === 'ask' && event.detail)
        asked(event.detail.split('\n')[0] ?? '', event.line);
      if (event.type !== 'user') return;
      turnEnds(checkFails());
      const question = said && /([^.!?\n]{15,300}\?)\s*$/.exec(said.text.trimEnd())?.[1];
      if (said && question) asked(question.trim(), said.line);
      said = null;
      // Whatever was asked before this turn is answered by it.
      for (const one of questions.values()) one.answered = true;
      if (turns.length < mostKept) turns.push({ words: new Set(wordsOf(event.text)), turn: event });
    },
    called(call: ToolCall, result: ToolResult, cwd: string | null, failed: boolean): void {
      if (call.action === 'write' && !failed) for (const path of call.paths) written.add(absolutePath(path, cwd));
      if ((call.action === 'read' || call.action === 'edit') && failed && missing.test(result.text.slice(0, 600)))
        for (const path of call.paths) lacks(path, cwd, result.line);
      if (call.action === 'shell')
        for (const [, path] of result.text.slice(0, 8000).matchAll(shellMissing))
          if (path) lacks(path.trim(), cwd, result.line);
    },
    /**
     * @param corrections turns in which the user set the agent right
     * @param exists whether a path is there now: then it was only looked for too early or from the wrong folder
     * @param checkFails as for `take`, at the end
     */
    read(corrections: readonly UserTurn[], exists: (path: string) => boolean, checkFails: () => boolean): Symptom[] {
      turnEnds(checkFails());
      said = null;
      const invented = [...absent.values()]
        .filter(({ path }) => !written.has(path) && !exists(path))
        .map(({ name, line, times }): Symptom => ({ kind: 'invented-path', what: name.slice(0, clip), times, line }));
      const askedAgain = [...questions.values()]
        .filter(({ again }) => again > 0)
        .map(
          ({ text, line, again }): Symptom => ({
            kind: 'asked-again',
            what: text.slice(0, clip),
            times: again + 1,
            line,
          }),
        );
      return [...invented, ...askedAgain, ...toldAgain(turns, corrections), ...contradictions];
    },
  };
}

/** Corrections whose words the user had said before, much the same. */
function toldAgain(
  turns: readonly { readonly words: ReadonlySet<string>; readonly turn: UserTurn }[],
  corrections: readonly UserTurn[],
): Symptom[] {
  const right = new Set(corrections);
  return turns.flatMap(({ words, turn }, at): Symptom[] => {
    if (!right.has(turn) || words.size < 4) return [];
    const before = turns.slice(0, at).filter((other) => other.words.size >= 4 && alike(words, other.words) >= 0.6);
    const first = before[0];
    return first
      ? [{ kind: 'told-again', what: turn.text.slice(0, clip), times: before.length + 1, line: turn.line }]
      : [];
  });
}

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((word) => b.has(word)).length;
  return both / (a.size + b.size - both);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_./-]{2,}/gu) ?? [];
}
