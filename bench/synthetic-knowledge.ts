import { sha256 } from '../src/base/hash.ts';
import type { Entry } from '../src/knowledge/entry.ts';
import { lexicon } from '../src/knowledge/index/lexicon.ts';
import type { RecallQuery } from '../src/knowledge/recall/query.ts';

/** Learnings and queries of the shape that real ones have, the same at every run: words by their real frequency, names and paths made up. */
export function syntheticKnowledge(count: number): Entry[] {
  const random = randomFrom(count);
  const word = wordSource(random);
  return Array.from({ length: count }, (_, i) => {
    const area = `${pick(areas, random)}${Math.floor(random() * Math.sqrt(count))}`;
    const path = `src/${area}/${word()}-${word()}.ts`;
    const name = `${word()}${capital(word())}`;
    const statement = `${sentence(word, 14, random)} \`${name}\` in \`${path}\`, ${sentence(word, 14, random)}.`;
    const id = `s-${i.toString(36)}`;
    const command = `${pick(programs, random)} ${pick(verbs, random)}`;
    const learning = {
      schema: 1,
      id,
      kind: pick(['decision', 'failure', 'pattern', 'gotcha', 'preference', 'command'], random),
      title: statement.slice(0, 80),
      statement,
      scope: random() < 0.5 ? [path] : [`src/${area}/**`, command],
      anchors: [],
      symptoms: random() < 0.2 ? [`error: ${word()} ${word()} ${word()}`] : [],
      tags: [],
      sections: {},
    };
    const state = {
      maturity: 'observation',
      active: true,
      confidence: 0.5 + random() / 2,
      lastValidated: null,
      firstSeen: null,
      refuted: null,
      rejected: null,
      retired: null,
      supersededBy: null,
      pinned: false,
      muted: false,
      tier: 'check',
      importance: 2,
      sessions: [],
      evidence: [],
      records: [],
    };
    return { learning, state, root: 'local', path: `${id}.md`, hash: sha256(id + statement) } as unknown as Entry;
  });
}

/** Half of them ask for a learning in some of its words among others, half for nothing that is there. */
export function syntheticQueries(entries: readonly Entry[], count: number): RecallQuery[] {
  const random = randomFrom(count + 7);
  const word = wordSource(random);
  return Array.from({ length: count }, (_, i) => {
    const entry = entries[Math.floor(random() * entries.length)];
    const known = (entry?.learning.statement.split(' ') ?? []).filter(() => random() < 0.3).join(' ');
    const text = i % 2 === 0 ? `${known} ${sentence(word, 6, random)}` : sentence(word, 14, random);
    const kind = (['question', 'prompt', 'error', 'file'] as const)[i % 4] ?? 'question';
    if (kind === 'file') return { kind, text: entry?.learning.scope[0] ?? text, file: null, limit: 5 };
    return {
      kind,
      text: kind === 'error' ? `${pick(programs, random)} ${pick(verbs, random)}\nerror: ${text}` : text,
      file: null,
      limit: 5,
    };
  });
}

const areas = ['api', 'web', 'core', 'cli', 'store', 'jobs'];
const programs = ['git', 'npm', 'cargo', 'go', 'docker', 'bun', 'make'];
const verbs = ['push', 'test', 'build', 'run', 'install', 'lint', 'check'];

function sentence(word: () => string, length: number, random: () => number): string {
  return Array.from({ length: Math.ceil(length * (0.6 + random() * 0.8)) }, word).join(' ');
}

/** Words drawn by their frequency in prose, and one in twelve that nobody has seen. */
function wordSource(random: () => number): () => string {
  const known = lexicon().filter((entry) => entry.rate !== null);
  const sums: number[] = [];
  let total = 0;
  for (const { rate } of known) sums.push((total += rate ?? 0));
  return () => {
    if (random() < 1 / 12)
      return Math.floor(random() * 1e6)
        .toString(36)
        .replace(/\d/g, 'q');
    const at = random() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return known[low]?.term ?? 'word';
  };
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** mulberry32: small and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
