import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { termsOf } from '../../src/knowledge/recall/terms.ts';

/** Prose of one kind of documentation: paragraphs as lists of stems. */
export interface Source {
  readonly name: string;
  readonly paragraphs: readonly (readonly string[])[];
}

const readable =
  /(?:\.(?:md|txt|rst|adoc|html|py|go|h)|README[^/]*|NEWS[^/]*|\/man\d\/[^/]+|changelog[^/]*|\/data\.(?:noun|verb|adj|adv))(?:\.gz)?$/iu;
const largestFile = 20_000_000;
const longestText = 400_000;
const wordNet = /\/data\.(?:noun|verb|adj|adv)$/u;
const shortestParagraph = 60;
const fewestWords = 6;

/** Reads the prose below a folder, at most `limit` files of it, evenly spread. Paragraphs that begin alike count once. */
export function readSource(folder: string, limit: number): Source {
  const files = [...filesBelow(folder)].sort();
  const step = Math.max(1, files.length / limit);
  const seen = new Set<string>();
  const paragraphs: string[][] = [];
  for (let i = 0; i < files.length; i += step) {
    for (const text of proseOf(files[Math.floor(i)] ?? '').split(/\n\s*\n/u)) {
      if (text.length < shortestParagraph) continue;
      const words = stemsOf(text);
      const start = words.slice(0, 12).join(' ');
      if (words.length < fewestWords || seen.has(start)) continue;
      seen.add(start);
      paragraphs.push(words);
    }
  }
  return { name: folder, paragraphs };
}

function stemsOf(text: string): string[] {
  const words: string[] = [];
  for (let at = 0; at < text.length; at += 15_000) {
    for (const { term, class: kind } of termsOf(text.slice(at, at + 15_000)))
      if (kind !== 'id' && /^[a-z]{2,16}$/u.test(term)) words.push(term);
  }
  return words;
}

function proseOf(path: string): string {
  let bytes = readFileSync(path);
  if (path.endsWith('.gz')) {
    try {
      bytes = gunzipSync(bytes);
    } catch {
      return '';
    }
  }
  if (wordNet.test(path)) return fromWordNet(bytes.toString('utf8'));
  const text = bytes.toString('utf8').slice(0, longestText);
  if (path.endsWith('.html')) return fromHtml(text);
  if (/\/man\d\//u.test(path)) return fromManual(text);
  if (path.endsWith('.py'))
    return [...text.matchAll(/"""([\s\S]{60,4000}?)"""/gu)].map((match) => match[1]).join('\n\n');
  if (/\.(?:go|h)$/u.test(path)) return fromComments(text);
  return text;
}

/** Each sense of the dictionary as its words around its explanation. */
function fromWordNet(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('  ') && line.includes(' | '))
    .map((line) => {
      const [left = '', explanation = ''] = line.split(' | ');
      const fields = left.split(' ');
      const count = Number.parseInt(fields[3] ?? '0', 16);
      const words = Array.from({ length: count }, (_, i) => (fields[4 + 2 * i] ?? '').replaceAll('_', ' ')).join(' ');
      return `${words} ${explanation} ${words}`;
    })
    .join('\n\n');
}

function fromHtml(text: string): string {
  return text
    .replace(/<(script|style|nav|head|pre)[\s\S]*?<\/\1>/gu, ' ')
    .replace(/<\/(?:p|li|h\d|div|td|section|details)>/gu, '\n\n')
    .replace(/<[^>]+>/gu, ' ')
    .replace(/&\w+;|&#\d+;/gu, ' ');
}

function fromManual(text: string): string {
  return text
    .replace(/^\.(?:PP|TP|SH|SS|IP|sp|P|LP|HP)\b/gmu, '\n')
    .replace(/^\.\w+ ?/gmu, '')
    .replace(/\\f[BIRP]|\\-|\\&|\\\(\w\w/gu, ' ');
}

function fromComments(text: string): string {
  return [...text.matchAll(/(?:^[ \t]*\/\/.*\n){2,}|\/\*[\s\S]*?\*\//gmu)]
    .map(([comment]) => comment.replace(/^[ \t]*(?:\/\/|\/?\*+)/gmu, ' '))
    .join('\n\n');
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile() && readable.test(path) && statSync(path).size <= largestFile) yield path;
  }
}
