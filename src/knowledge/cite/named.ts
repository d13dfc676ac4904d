import { programOf, splitCommand } from '../../sessions/command-family.ts';
import type { SessionEvent } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { type Citation, type CitationFinder, type Given, isAfter } from './given.ts';

/** So many ids in one breath are a list of what was given, not a use of it. */
const listing = 3;

/** Characters looked at on each side of an id, and places in one text. */
const reach = 300;
const mostTries = 20;

/** Said of a note: that it does not matter here. */
const dismissed =
  /\b(?:not|isn['’]t|aren['’]t|wasn['’]t|doesn['’]t|don['’]t|didn['’]t|never)\s+(?:\w+\s+){0,3}(?:appl(?:y|ies|icable)|relevant|related|needed|concern\w*|help\w*|useful|hold|matter|true|right|correct|accurate|the case|about|affect\w*|follow\w*|us(?:e|ed|ing))\b|\b(?:irrelevant|unrelated|inapplicable|ignor(?:e|ed|ing)|disregard\w*|outdated|stale|obsolete|incorrect|contradict\w*|no longer (?:true|valid|appl\w+|hold\w*|relevant|the case|needed))\b|\b(?:is|was|seems|looks) wrong\b/i;

/** Wanting to look at a note is not using it. */
const lookedUp =
  /\b(?:let me|i['’]ll|i will|going to|want to|need to)\s+(?:first\s+)?(?:check|look|read|open|find|see|view|show|search)\b|\b(?:look up|what does|what is|which is)\b/i;

/** Finds where the agent itself wrote the id of a learning it had been given, used and not waved aside: the first place. */
export function createNamedFinder(given: readonly Given[]): CitationFinder {
  const found = new Map<string, Citation>();
  return {
    take(event) {
      if (event.sidechain) return;
      for (const text of ownWords(event)) {
        const here = given.filter((item) => indexOfId(text, item.learning.id, 0) >= 0);
        if (here.length >= listing && here.length >= 0.8 * given.length) continue;
        for (const item of here) {
          const { id } = item.learning;
          if (found.has(id) || !isAfter(event, item)) continue;
          const context = useIn(text, id, given);
          if (context !== null) found.set(id, { id, kind: 'named', line: event.line, context });
        }
      }
    },
    done: () => [...found.values()],
  };
}

/** What the agent wrote itself: its text, and what it handed to tools, except to this program and to the notes' own files. */
function ownWords(event: SessionEvent): string[] {
  if (event.type === 'assistant') return [stripInjected(event.text)];
  if (event.type !== 'tool_call' || event.action === 'read' || event.action === 'search') return [];
  if (event.paths.some((path) => /(?:^|\/)\.agents\//.test(path))) return [];
  if (event.command !== null) return isAboutNotes(event.command) ? [] : [event.command];
  return event.detail === null ? [] : [stripInjected(event.detail)];
}

function isAboutNotes(command: string): boolean {
  return (
    /(?:^|[\s/'"=])\.agents\//.test(command) ||
    splitCommand(command).some(
      (part) =>
        /^(?:12f|twelvefold(?:\.mjs)?)$/.test(programOf(part)) ||
        part.words.some((word) => /(?:^|\/)twelvefold(?:\.mjs)?$/.test(word)),
    )
  );
}

/** The sentence that names the id as something used, or null. */
function useIn(text: string, id: string, given: readonly Given[]): string | null {
  let tries = 0;
  for (let at = indexOfId(text, id, 0); at >= 0 && ++tries <= mostTries; at = indexOfId(text, id, at + id.length)) {
    const sentence = sentenceAt(text, at);
    const names = given.filter((item) => indexOfId(sentence, item.learning.id, 0) >= 0).length;
    if (names < listing && !sentence.endsWith('?') && !dismissed.test(sentence) && !lookedUp.test(sentence))
      return sentence;
  }
  return null;
}

/**
 * The next place of an id as a word of its own: not the end of a file name (`slug-tf-1a2b.md`), not part of a longer id.
 * An imported id may be an ordinary word; that counts only in brackets or backquotes.
 */
function indexOfId(text: string, id: string, from: number): number {
  const special = id.length >= 6 && /\d/.test(id) && /[a-z]/i.test(id);
  for (let at = text.indexOf(id, from); at >= 0; at = text.indexOf(id, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.slice(at + id.length, at + id.length + 2);
    if (/[\w/-]/.test(before) || /^(?:[\w/]|[.-]\w)/.test(after)) continue;
    if (special || (before === '[' && after.startsWith(']')) || (before === '`' && after.startsWith('`'))) return at;
  }
  return -1;
}

/** The sentence around a place; of an endless one only the words near it. */
function sentenceAt(text: string, at: number): string {
  const begin = Math.max(0, at - reach);
  const [before, after] = [text.slice(begin, at), text.slice(at, at + reach)];
  const start = Math.max(...['\n', '. ', '? '].map((end) => before.lastIndexOf(end))) + 1;
  const ends = ['\n', '. ', '? '].map((end) => after.indexOf(end)).filter((end) => end >= 0);
  return (before.slice(start) + after.slice(0, Math.min(...ends.map((end) => end + 1), reach))).trim();
}
