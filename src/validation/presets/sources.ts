import { lineAt, type PresetFile, type PresetFinding, type PresetResult } from './finding.ts';
import { proseOf } from './prose.ts';

interface Citation {
  readonly kind: 'footnote' | 'number' | 'key';
  readonly name: string;
  readonly offset: number;
}

const missing: Readonly<Record<Citation['kind'], (name: string) => string>> = {
  footnote: (name) => `the footnote [^${name}] is not there`,
  number: (name) => `[${name}] is in no list of sources of this document`,
  key: (name) => `@${name} is in no bibliography`,
};

/**
 * Whether everything that is cited is there: footnotes `[^n]` in the same document, numbers `[n]` in its list of sources, and
 * keys `@key` in a bibliography.
 * @param bibliographies BibTeX files
 */
export function checkSources(files: readonly PresetFile[], bibliographies: readonly PresetFile[]): PresetResult {
  const keys = new Set(bibliographies.flatMap(({ text }) => keysOf(text)));
  let checked = 0;
  const findings: PresetFinding[] = [];
  for (const { path, text } of files) {
    const prose = proseOf(text);
    const footnotes = new Set([...prose.matchAll(/^ {0,3}\[\^([^\]\s]+)\]:/gm)].map(([, name = '']) => name));
    const numbers = numbersOf(prose);
    const there = (cited: Citation) =>
      cited.kind === 'footnote'
        ? footnotes.has(cited.name)
        : cited.kind === 'number'
          ? numbers.has(cited.name)
          : keys.has(cited.name);
    for (const cited of citationsOf(prose, bibliographies.length > 0)) {
      checked++;
      if (there(cited)) continue;
      findings.push({ path, line: lineAt(text, cited.offset), text: missing[cited.kind](cited.name) });
    }
  }
  return { checked, findings };
}

/** @param bare whether `@key` outside of brackets cites too; without a bibliography it is somebody's name */
function citationsOf(prose: string, bare: boolean): Citation[] {
  const found: Citation[] = [];
  for (const { 1: name = '', index } of prose.matchAll(/\[\^([^[\]\s]+)\](?!:)/g))
    found.push({ kind: 'footnote', name, offset: index });
  for (const { 1: list = '', index } of prose.matchAll(/(?<!!)\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\](?![(:])/g))
    if (!/^\s*(?:[-*+]\s+)?$/.test(lineBefore(prose, index)) || !isEntry(prose, index))
      for (const name of expanded(list)) found.push({ kind: 'number', name, offset: index });
  const inside = /\[(?=[^[\]\n]*@)[^[\]\n]*\](?!\()/g;
  for (const { 0: group, index } of prose.matchAll(inside)) found.push(...keysIn(group, index));
  if (bare)
    found.push(
      ...keysIn(
        prose.replace(inside, (group) => ' '.repeat(group.length)),
        0,
      ),
    );
  return found.toSorted((a, b) => a.offset - b.offset);
}

function keysIn(text: string, from: number): Citation[] {
  return [
    ...text.matchAll(/(?<=^|[\s([;,-])@\{?([\p{L}\p{N}_](?:[\p{L}\p{N}_:.#$%&+?<>~-]*[\p{L}\p{N}_])?)(?!\/)/gu),
  ].map(({ 1: name = '', index }) => ({ kind: 'key', name, offset: from + index }));
}

const lineBefore = (text: string, offset: number) => text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);

const sourcesHeading =
  /^ {0,3}#{1,6}\s+(?:\d+\.?\s+)?(?:references|bibliography|sources|works cited|literature|notes|quellen|literatur(?:verzeichnis)?)\s*(?::\s*)?$/i;

/** Whether a line that begins with `[n]` is the entry of a list of sources: below its heading, or a link's definition. */
function isEntry(prose: string, offset: number): boolean {
  const heading = prose
    .slice(0, offset)
    .split('\n')
    .findLast((line) => /^ {0,3}#{1,6}\s/.test(line));
  return heading !== undefined && sourcesHeading.test(heading);
}

/** The numbers that a list of sources gives: `[n]: …` anywhere; `[n] …`, `n. …` below its heading. */
function numbersOf(prose: string): Set<string> {
  const found = new Set([...prose.matchAll(/^ {0,3}\[(\d+)\]:/gm)].map(([, name = '']) => name));
  let within = false;
  for (const line of prose.split('\n')) {
    if (/^ {0,3}#{1,6}\s/.test(line)) within = sourcesHeading.test(line);
    const entry = within ? /^\s*(?:[-*+]\s+)?(?:\[(\d+)\]|(\d+)[.)])\s*\S/.exec(line) : null;
    if (entry) found.add(entry[1] ?? entry[2] ?? '');
  }
  return found;
}

/** `1, 3-5` as its numbers. */
function expanded(list: string): string[] {
  return list.split(/[,;]/).flatMap((part) => {
    const [first = 0, last = first] = part.split(/[–-]/).map(Number);
    const count = last - first + 1;
    return count > 1 && count <= 100
      ? Array.from({ length: count }, (_, index) => String(first + index))
      : [...new Set([String(first), String(last)])];
  });
}

function keysOf(bibtex: string): string[] {
  return [...bibtex.matchAll(/^[ \t]*@(?!comment|string|preamble)\w+\s*[{(]\s*([^\s,{}]+)\s*,/gim)].map(
    ([, key = '']) => key,
  );
}
