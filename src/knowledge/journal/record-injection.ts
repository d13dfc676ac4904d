import { isoTime } from '../../base/clock.ts';
import { appendTo } from '../../base/plain-file.ts';
import type { InjectionPoint, JournalLine } from '../../schema/journal.ts';
import type { Injection } from '../inject/offer.ts';
import { journalFile, journalText } from './line-text.ts';

/** What was said, with what explains it later. */
export interface Said {
  readonly ids: readonly string[];
  readonly tokens: number;
  readonly items: readonly SaidItem[];
}

export interface SaidItem {
  readonly id: string;
  readonly tokens: number;
  readonly score: number;
  readonly why: readonly string[];
}

export function saidIn({ items, tokens }: Injection): Said {
  return {
    ids: items.map(({ id }) => id),
    tokens,
    items: items.map(({ id, tokens: cost, score, why }) => ({ id, tokens: cost, score: round(score), why })),
  };
}

/** Who was told, where and when. */
export interface Hearer {
  readonly session: string;
  readonly agent: string;
  readonly point: InjectionPoint;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The sub-agent that was told, where it was not the session itself. */
  readonly subagent: string | null;
}

/**
 * Writes into the journal that something was really said; only what stands there can be cited.
 * @throws Error of `node:fs`
 */
export function recordInjection(stateDir: string, { at, subagent, ...hearer }: Hearer, said: Said): void {
  const line: JournalLine = {
    schema: 1,
    type: 'injection',
    at: isoTime(at),
    ...hearer,
    ...said,
    ids: [...said.ids],
    ...(subagent === null ? {} : { subagent }),
  };
  const file = journalFile(stateDir, line.at);
  appendTo(file, journalText(file, line));
}

const round = (score: number) => Math.round(score * 1000) / 1000;
