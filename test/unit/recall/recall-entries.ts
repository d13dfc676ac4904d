import { sha256 } from '../../../src/base/hash.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { indexStore } from '../../../src/knowledge/index/index-store.ts';
import { openIndex } from '../../../src/knowledge/index/open-index.ts';
import { writeIndex } from '../../../src/knowledge/index/write-index.ts';
import { answerQuery } from '../../../src/knowledge/recall/answer.ts';
import type { RecallAnswer, RecallQuery } from '../../../src/knowledge/recall/query.ts';
import { foldState } from '../../../src/knowledge/state.ts';
import type { Learning } from '../../../src/schema/learning.ts';
import type { LearningRecord } from '../../../src/schema/record.ts';
import { errorSignature } from '../../../src/sessions/error-signature.ts';
import { learning, noon } from '../../setup/knowledge.ts';

/** An entry as the store would read it from the shared folder. */
export function entry(
  id: string,
  statement: string,
  given: Partial<Learning> = {},
  records: LearningRecord[] = [],
): Entry {
  const full = learning(statement, { id, title: statement.slice(0, 60), ...given });
  const state = foldState(full, records, 'shared');
  return {
    learning: full,
    state,
    root: 'shared',
    path: `.agents/learnings/${id}.md`,
    hash: sha256(JSON.stringify(full)),
  };
}

/** A small store of a made-up web shop, with lessons of every kind. */
export function shopEntries(): Entry[] {
  return [
    entry(
      'shop-1',
      '`npm run deploy` fails with `EACCES: permission denied, mkdir /var/cache/shop`; run `sudo chown deploy /var/cache/shop` once on the host.',
      {
        scope: ['npm run deploy', 'scripts/deploy.sh'],
        symptoms: [errorSignature("Error: EACCES: permission denied, mkdir '/var/cache/shop'") ?? ''],
      },
    ),
    entry(
      'shop-2',
      'Prices are kept as integer cents in `src/billing/price.ts`; never use floating point numbers for money.',
      {
        kind: 'decision',
        scope: ['src/billing/**'],
      },
    ),
    entry(
      'shop-3',
      'The checkout end-to-end tests need a running Redis: start `docker compose up redis` before `npm run test:e2e`.',
      {
        kind: 'command',
        scope: ['npm run test:e2e', 'test/e2e/**/*.spec.ts'],
      },
    ),
    entry(
      'shop-4',
      'The person wants one commit per change and the subject in the imperative; run `git commit` only after the linter passed.',
      {
        kind: 'preference',
        scope: ['git commit'],
      },
    ),
    entry(
      'shop-5',
      '`useCart` must return a memoised object: a fresh literal each render makes the effect in `CartPanel.tsx` loop and flood `GET /api/cart`.',
      {
        scope: ['src/hooks/useCart.ts', 'src/components/CartPanel.tsx'],
      },
    ),
    entry(
      'shop-6',
      'Search suggestions are debounced by 250 ms in `src/search/suggest.ts`, because the provider bills each request.',
      {
        kind: 'model',
        scope: ['src/search/suggest.ts'],
      },
    ),
  ];
}

/** Asks a store that holds just these entries. */
export function ask(entries: readonly Entry[], query: Partial<RecallQuery> & { readonly text: string }): RecallAnswer {
  const { db } = openIndex(':memory:');
  writeIndex(db, { checkout: 'here', entries, gone: 'all', fingerprint: '', stamps: '[]', problems: '[]' });
  const answer = answerQuery({ kind: 'question', file: null, limit: 5, ...query }, indexStore(db, 'here'), noon);
  db.close();
  return answer;
}
