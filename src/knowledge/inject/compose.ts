import type { InjectionPoint } from '../../schema/journal.ts';
import type { AnchorReport } from '../anchors/check.ts';
import { fadedConfidence } from '../decay/fade.ts';
import { countTokens } from './budget.ts';
import type { InjectedItem, Injection, Offer, WithheldItem } from './offer.ts';
import { fenceEnd, fenceStart, renderItem } from './render.ts';
import type { Telling } from './telling.ts';

interface Occasion {
  readonly point: InjectionPoint;
  readonly budgetTokens: number;
  /** Ids that this session was given before: each learning once a session. */
  readonly alreadyGiven: ReadonlySet<string>;
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
  const head = `${fenceStart(occasion.point)}\n`;
  let text = head;
  for (const offer of inOrder(offers)) {
    const { id } = offer.telling;
    const found = item(offer, occasion);
    if (typeof found === 'string') {
      withheld.push({ id, reason: found });
      continue;
    }
    const longer = `${text}${found.text}\n`;
    if (countTokens(longer + fenceEnd) > occasion.budgetTokens) {
      withheld.push({ id, reason: `over the budget of ${occasion.budgetTokens} tokens` });
      continue;
    }
    text = longer;
    items.push(found);
  }
  const said = items.length === 0 ? '' : text + fenceEnd;
  return { text: said, tokens: said === '' ? 0 : countTokens(said), budget: occasion.budgetTokens, items, withheld };
}

/** The learning in words, or why it is not said. */
function item({ telling, score, why }: Offer, occasion: Occasion): InjectedItem | string {
  if (occasion.alreadyGiven.has(telling.id)) return 'given before in this session';
  if (telling.refusal !== null) return telling.refusal;
  const anchors = occasion.anchorsOf(telling);
  if (anchors?.state === 'gone') return `anchors gone: ${anchors.notes.join(', ')}`;
  const text = renderItem(telling, anchors, occasion.now);
  return {
    id: telling.id,
    kind: telling.kind,
    text,
    tokens: countTokens(text),
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
