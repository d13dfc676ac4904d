import { dirname, join, normalize } from 'node:path/posix';
import { lineAt, type PresetFile, type PresetFinding, type PresetResult } from './finding.ts';
import { proseOf } from './prose.ts';

/** What there is in the checkout. */
export interface LinkTargets {
  /** Whether a path from the top of the checkout is a file or a folder. */
  exists(path: string): boolean;
  /** The text of a file, or null. */
  read(path: string): string | null;
}

interface Link {
  readonly target: string;
  readonly offset: number;
}

/**
 * Whether the links of markdown files lead somewhere: files and headings in the checkout are looked up; of an address on the
 * web only its form is checked, because nothing here asks the network.
 */
export function checkLinks(files: readonly PresetFile[], targets: LinkTargets): PresetResult {
  const anchors = new Map<string, ReadonlySet<string>>();
  const anchorsIn = (path: string, text: string) => {
    const known = anchors.get(path) ?? anchorsOf(text);
    anchors.set(path, known);
    return known;
  };
  let checked = 0;
  const findings: PresetFinding[] = [];
  for (const { path, text } of files) {
    const { links, undefinedLabels } = linksOf(text);
    checked += links.length + undefinedLabels.length;
    for (const { target, offset } of links) {
      const problem = problemOf(target, path, text, targets, anchorsIn);
      if (problem !== null) findings.push({ path, line: lineAt(text, offset), text: problem });
    }
    for (const { target, offset } of undefinedLabels)
      findings.push({ path, line: lineAt(text, offset), text: `the link label [${target}] is defined nowhere` });
  }
  return { checked, findings };
}

function problemOf(
  target: string,
  from: string,
  text: string,
  targets: LinkTargets,
  anchorsIn: (path: string, text: string) => ReadonlySet<string>,
): string | null {
  if (/^(?:https?:)?\/\//i.test(target)) return isAddress(target) ? null : `${target} is no web address`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return null;
  const [before = '', anchor] = target.split('#', 2);
  const file = decoded(before.split('?')[0] ?? '');
  if (file === null) return `${target} has a % that stands for nothing`;
  const path = file === '' ? from : normalize(file.startsWith('/') ? file.slice(1) || '.' : join(dirname(from), file));
  if (file !== '' && (path.startsWith('..') || !targets.exists(path.replace(/\/$/, ''))))
    return `${target} is not there`;
  if (!anchor || !/\.(?:md|markdown)$/i.test(path)) return null;
  const there = file === '' ? text : targets.read(path);
  if (there === null || anchorsIn(path, there).has((decoded(anchor) ?? anchor).toLowerCase())) return null;
  return `there is no heading for #${anchor} in ${path}`;
}

function isAddress(target: string): boolean {
  try {
    const { hostname } = new URL(target.startsWith('//') ? `https:${target}` : target);
    return !/\s/.test(target) && (hostname.includes('.') || hostname === 'localhost' || hostname.startsWith('['));
  } catch {
    return false;
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Every link of a document, however it is written, and the labels that are used and not defined. */
function linksOf(text: string): { links: Link[]; undefinedLabels: Link[] } {
  const prose = proseOf(text);
  const links: Link[] = [];
  const patterns = [
    // [text](target "title"), also of images
    /\]\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))+))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/g,
    // [label]: target
    /^ {0,3}\[(?!\^)[^[\]\n]+\]:\s*(?:<([^<>\n]*)>|(\S+))/gm,
    /<((?:https?):\/\/[^<>\s]*)>/g,
    /<(?:a|img)\b[^<>]*?\s(?:href|src)\s*=\s*"([^"]*)"/gi,
  ];
  for (const pattern of patterns)
    for (const match of prose.matchAll(pattern))
      links.push({ target: (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1'), offset: match.index });
  const labels = new Set([...prose.matchAll(/^ {0,3}\[([^[\]\n]+)\]:/gm)].map(([, label = '']) => labelKey(label)));
  const undefinedLabels = [...prose.matchAll(/\[[^[\]\n]+\]\[([^[\]\n]+)\]/g)].flatMap(({ 1: label = '', index }) =>
    labels.has(labelKey(label)) || /^\d+$/.test(label) ? [] : [{ target: label, offset: index }],
  );
  return { links: links.toSorted((a, b) => a.offset - b.offset), undefinedLabels };
}

const labelKey = (label: string) => label.trim().replace(/\s+/g, ' ').toLowerCase();

/** The anchors of a document: of its headings as the forges make them, and those that are written out. */
function anchorsOf(text: string): Set<string> {
  const prose = proseOf(text);
  const found = new Set<string>();
  const times = new Map<string, number>();
  // Code in a heading counts for its anchor, and is blank in the prose.
  const originals = text.split('\n');
  const lines = prose.split('\n');
  for (const [index, line] of lines.entries()) {
    const original = originals[index] ?? '';
    const under = /^ {0,3}(?:=+|-+)\s*$/.test(lines[index + 1] ?? '') && line.trim() !== '';
    const heading = /^ {0,3}#{1,6}\s/.test(line)
      ? original.replace(/^\s*#{1,6}\s+/, '').replace(/(?<!\s)\s+#+\s*$/, '')
      : under
        ? original
        : null;
    if (heading === null) continue;
    const slug = slugOf(heading);
    const before = times.get(slug) ?? 0;
    times.set(slug, before + 1);
    found.add(before === 0 ? slug : `${slug}-${before}`);
    const own = /\{#([\w-]+)\}\s*$/.exec(heading)?.[1];
    if (own) found.add(own.toLowerCase());
  }
  for (const [, id = ''] of prose.matchAll(/<\w+\b[^<>]*?\s(?:id|name)\s*=\s*"([^"]+)"/gi)) found.add(id.toLowerCase());
  return found;
}

function slugOf(heading: string): string {
  return heading
    .replace(/!?\[([^[\]]*)\]\([^)]{0,1000}\)/g, '$1')
    .replace(/<[^<>]*>/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replace(/ /g, '-');
}
