import type { Database } from '../../store/sqlite.ts';
import { tellingsNamingFolders } from '../index/naming-folder.ts';
import { tellingsOf } from '../index/tellings.ts';
import { answerWith } from '../recall/answer.ts';
import type { QueryKind } from '../recall/query.ts';
import type { RecallStore } from '../recall/recall-store.ts';
import { onlyCurrent } from './current.ts';
import { foldersFromBelow, lintedAlike } from './linted-alike.ts';
import type { Offer } from './offer.ts';

/** Learnings that recall is asked for; the budget decides how many are said. */
const mostHits = 8;

interface Occasion {
  readonly kind: QueryKind;
  readonly text: string;
  /** The file at hand, from the repository's root. */
  readonly file: string | null;
  /** Of an error's most telling lines. */
  readonly signatures: readonly string[];
}

/**
 * What recall finds for a prompt, a failed command or a file, as it is told.
 * @param now milliseconds since the epoch
 */
export function recalledOffers(
  { db, store }: { readonly db: Database; readonly store: RecallStore },
  checkout: string,
  { kind, text, file, signatures }: Occasion,
  now: number,
): Offer[] {
  const tell = tellingsOf(db, checkout);
  const query = { text: text || (file ?? ''), kind, file, limit: mostHits };
  const found = answerWith(query, signatures, store, now).results.flatMap(({ id, score, why }): Offer[] => {
    const telling = tell(id);
    return telling === null ? [] : [{ telling, score, why }];
  });
  const linted =
    kind === 'file' && file !== null
      ? lintedAlike(tellingsNamingFolders(db, checkout, foldersFromBelow(file)), file, now)
      : [];
  return onlyCurrent([...found, ...linted], tell);
}
