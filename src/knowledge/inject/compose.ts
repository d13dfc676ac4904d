import type { InjectionPoint } from '../../schema/journal.ts';
import type { AnchorReport } from '../anchors/check.ts';
import { fadedConfidence } from '../decay/fade.ts';
import type { InjectedItem, Injection, Offer, WithheldItem } from './offer.ts';
import { fenceEnd, fenceStart, frameTokens, lineEndTokens, noteTokens, renderItem } from './render.ts';
import type { Telling } from './telling.ts';

interface Occasion {
  readonly point: InjectionPoint;
  readonly budgetTokens: number;
  /** Ids that this session was given before: each learning once a session. */
  readonly alreadyGiven: ReadonlySet<string>;
  /** The file of instructions in which every session reads it anyway, or null; absent where that is not asked. */
  readonly writtenIn?: (telling: Telling) => string | null;
  /** Milliseconds since the epoch; moves only the faded confidence, by the month. */
  readonly now: number;
  /** Checked only for what would be said: the caller's tree answers lazily. */
  readonly anchorsOf: (telling: Telling) => AnchorReport | null;
}

/**
 * Puts learnings into words within a budget, best first. The same input gives the same bytes. What does not fit is
 * passed over for a shorter one further down; what may not be said is listed with its reason.
 */
export function composeInjection(offers: readonly Offer[], occasion: Occasion): Injection {
  const items: InjectedItem[] = [];
  const withheld: WithheldItem[] = [];
  let tokens = frameTokens;
  for (const offer of inOrder(offers)) {
    const { id } = offer.telling;
    const found = item(offer, occasion);
    if (typeof found === 'string') {
      withheld.push({ id, reason: found });
      continue;
    }
    if (tokens + found.tokens > occasion.budgetTokens) {
      withheld.push({ id, reason: `over the budget of ${occasion.budgetTokens} tokens` });
      continue;
    }
    tokens += found.tokens;
    items.push(found);
  }
  const rest = { budget: occasion.budgetTokens, items, withheld };
  if (items.length === 0) return { text: '', tokens: 0, ...rest };
  const text = [fenceStart(occasion.point), ...items.map((item) => item.text), fenceEnd].join('\n');
  return { text, tokens, ...rest };
}

/** The learning in words, or why it is not said. */
function item({ telling, score, why }: Offer, occasion: Occasion): InjectedItem | string {
  if (occasion.alreadyGiven.has(telling.id)) return 'given before in this session';
  const file = occasion.writtenIn?.(telling) ?? null;
  if (file !== null) return `${file} says it`;
  if (telling.refusal !== null) return telling.refusal;
  const anchors = occasion.anchorsOf(telling);
  if (anchors?.state === 'gone') return `anchors gone: ${anchors.notes.join(', ')}`;
  const text = renderItem(telling, anchors, occasion.now);
  return {
    id: telling.id,
    kind: telling.kind,
    text,
    tokens: telling.tokens + lineEndTokens + (anchors === null ? 0 : noteTokens(anchors.notes)),
    score,
    confidence: fadedConfidence(telling, occasion.now),
    lastValidated: telling.lastValidated?.slice(0, 10) ?? null,
    source: telling.source,
    sessions: telling.sessions,
    anchors,
    why,
  };
}

/** By score, pinned first; ids settle what is equal, so that the order never depends on the disk. */
function inOrder(offers: readonly Offer[]): Offer[] {
  const rank = ({ telling }: Offer) => (telling.pinned ? 1 : 0);
  return offers.toSorted((a, b) => rank(b) - rank(a) || b.score - a.score || (a.telling.id < b.telling.id ? -1 : 1));
}
