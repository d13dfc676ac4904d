import { headingText } from '../base/heading-text.ts';
import { type Learning, type LearningKind, schemaVersion } from '../schema/learning.ts';
import { unworthyBecause } from './gate/worth.ts';
import { titleOf } from './learning-file.ts';
import { learningId } from './learning-id.ts';
import { scopeOf } from './scope.ts';

/** A learning of a hand-written file, with where it stands. */
export interface Note {
  readonly learning: Learning;
  /** 1-based line on which it starts. */
  readonly line: number;
}

const shortest = 8;

const kindWords: readonly (readonly [LearningKind, RegExp])[] = [
  ['preference', /\b(?:preference|prefer|style|convention|taste|correction)s?\b/i],
  ['decision', /\b(?:decision|decided|adr)s?\b/i],
  ['failure', /\b(?:failure|failed|mistake|incident|postmortem|post-mortem)s?\b/i],
  ['gotcha', /\b(?:gotcha|pitfall|trap|caveat|quirk|warning|trip)s?\b/i],
  ['command', /\b(?:command|recipe|how to run|cli)s?\b/i],
  ['model', /\b(?:mental model|model|architecture|concept)s?\b/i],
];

/** The kind that a heading or a leading word announces; a pattern where nothing does. */
export function kindOfText(text: string): LearningKind | null {
  return kindWords.find(([, words]) => words.test(text))?.[0] ?? null;
}

/**
 * Reads a hand-written `learnings.md` as it is: each top-level bullet is a learning, and so is a section without bullets.
 * Ids come from the text, so that a moved bullet keeps its own. Front matter, HTML comments and empty bullets are skipped.
 */
export function readNotes(text: string): Note[] {
  const notes: Note[] = [];
  const seen = new Set<string>();
  for (const block of blocksOf(text)) {
    const statement = block.lines.join('\n').trim();
    if (statement.length < shortest) continue;
    // An introduction to the bullets below it is no learning of its own, unless it says something by itself.
    if (
      !block.bullet &&
      (statement.endsWith(':') || (block.introduces && unworthyBecause(statement, 'pattern') !== null))
    )
      continue;
    const label = /^(?:\*\*|__)?\[?([A-Za-z -]{4,20})\]?(?:\*\*|__)?:/.exec(statement)?.[1] ?? '';
    const kind = kindOfText(label) ?? kindOfText(block.heading) ?? 'pattern';
    const id = learningId(kind, statement);
    if (seen.has(id)) continue;
    seen.add(id);
    notes.push({
      line: block.line,
      learning: {
        schema: schemaVersion,
        id,
        kind,
        title: block.bullet || !block.heading ? titleOf(statement.replace(/[*_]{2}/g, '')) : titleOf(block.heading),
        statement,
        scope: scopeOf(statement),
        anchors: [],
        symptoms: [],
        tags: [],
        sections: {},
      },
    });
  }
  return notes;
}

interface Block {
  readonly line: number;
  readonly bullet: boolean;
  readonly heading: string;
  readonly lines: string[];
  /** A paragraph with bullets below it in the same section. */
  introduces: boolean;
}

function blocksOf(text: string): Block[] {
  const whole = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  // Behind the last end of a comment none is closed: looking for its end would go over all the rest, for each again.
  const closed = whole.lastIndexOf('-->') + 1;
  const lines = (
    whole.slice(0, closed + 2).replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, '')) +
    whole.slice(closed + 2)
  ).split('\n');
  const blocks: Block[] = [];
  let heading = '';
  let current: Block | null = null;
  let fenced = false;
  let at = 0;
  if (/^---\s*$/.test(lines[0] ?? '')) {
    const end = lines.findIndex((line, index) => index > 0 && /^---\s*$/.test(line));
    if (end > 0) at = end + 1;
  }
  const open = (line: string, bullet: boolean): Block => {
    const block: Block = { line: at + 1, bullet, heading, lines: [line], introduces: false };
    blocks.push(block);
    return block;
  };
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = /^\s*(?:```|~~~)/.test(line);
    if (fence) fenced = !fenced;
    const title = fenced || fence ? null : /^#{1,6}(?=\s)(.*)$/s.exec(line);
    const bullet = fenced || fence ? null : /^ ?(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$/.exec(line);
    const rule = !fenced && /^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line);
    if (title || rule) {
      if (title) heading = headingText(title[1] ?? '');
      current = null;
    } else if (bullet) {
      if (current && !current.bullet) current.introduces = true;
      current = open(bullet[1] ?? '', true);
    } else if (line.trim() === '') {
      current?.lines.push('');
    } else if (current?.bullet && !fenced && !fence && !/^\s/.test(line) && current.lines.at(-1) === '') {
      current = open(line, false);
    } else if (current) {
      current.lines.push(current.bullet ? line.replace(/^ {1,4}/, '') : line);
    } else {
      current = open(line, false);
    }
  }
  return blocks;
}
