import { statSync } from 'node:fs';
import { textLines } from '../../base/text-lines.ts';
import type { TranscriptState } from '../../sessions/reader.ts';
import { sessionPath, splitSessionPath } from '../../sessions/shared-file.ts';

/** One session in a history: from its header to the next. */
export interface Section {
  /** Made of the time it began at, which is all that tells it from others. */
  readonly id: string;
  /** When it began, in the zone of this machine: the history names none. */
  readonly start: number;
  /** Line of its header, and that behind its end. */
  readonly first: number;
  readonly behind: number;
  readonly bytes: number;
  /** Whether anybody said anything in it. */
  readonly spoken: boolean;
}

const header = /^# aider chat started at (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\s*$/;

/** The history that was looked through last: its sessions are asked for one after another. */
let known: { readonly key: string; readonly sections: readonly Section[] } | null = null;

/**
 * The sessions of a history in which something was said, in the order of the file.
 * @throws Error of `node:fs` when the file cannot be read
 */
function sectionsOf(file: string): readonly Section[] {
  const { size, mtimeMs } = statSync(file);
  const key = `${file} ${size} ${mtimeMs}`;
  if (known?.key !== key) known = { key, sections: lookThrough(file) };
  return known.sections;
}

function lookThrough(file: string): readonly Section[] {
  const sections: { -readonly [Key in keyof Section]: Section[Key] }[] = [];
  const times = new Map<string, number>();
  let offset = 0;
  let last = 0;
  for (const { line, text, offset: at } of textLines(file)) {
    last = line;
    const open = sections.at(-1);
    const [, day, time] = header.exec(text) ?? [];
    if (day !== undefined && time !== undefined) {
      if (open) Object.assign(open, { behind: line, bytes: at - offset });
      const stamp = `aider-${day}T${time.replaceAll(':', '-')}`;
      const count = (times.get(stamp) ?? 0) + 1;
      times.set(stamp, count);
      const id = count === 1 ? stamp : `${stamp}-${count}`;
      sections.push({ id, start: Date.parse(`${day}T${time}`), first: line, behind: 0, bytes: 0, spoken: false });
      offset = at;
    } else if (open && text.startsWith('#### ')) open.spoken = true;
  }
  const open = sections.at(-1);
  if (open) Object.assign(open, { behind: last + 1, bytes: statSync(file).size - offset });
  return sections.filter(({ spoken }) => spoken);
}

/** The section that a path names, the newest where it names the whole history; null where there is none. */
export function sectionAt(path: string): Section | null {
  const { file, session } = splitSessionPath(path);
  const sections = sectionsOf(file);
  return (session === null ? sections.at(-1) : sections.find(({ id }) => id === session)) ?? null;
}

export function pathsIn(file: string): readonly string[] {
  try {
    return sectionsOf(file).map(({ id }) => sessionPath(file, id));
  } catch {
    return [];
  }
}

/** A session that is over does not change; the last one changes with the file. */
export function stateOf(path: string): TranscriptState | null {
  try {
    const { file, session } = splitSessionPath(path);
    if (session === null || !session.startsWith('aider-')) return null;
    const sections = sectionsOf(file);
    const at = sections.findIndex(({ id }) => id === session);
    const section = sections[at];
    if (!section) return null;
    const modified = sections[at + 1]?.start ?? statSync(file).mtimeMs;
    const { bytes, first } = section;
    return { bytes, modified, stamp: JSON.stringify({ bytes, first }) };
  } catch {
    return null;
  }
}
