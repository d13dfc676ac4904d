import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkEvent, WorkItem } from '../../src/schema/work.ts';
import { foldWork } from '../../src/work/state.ts';

const item = {
  schema: 1,
  id: 'w-1',
  title: 'T',
  body: '',
  criteria: [],
  depends: [],
  parent: null,
} as never as WorkItem;

const at = fc.integer({ min: 0, max: 50 }).map((minute) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString());
const by = fc.constantFrom('person', 'agent:codex', 'unknown');
const what = fc.oneof(
  fc.record({ type: fc.constant('note'), text: fc.string({ minLength: 1 }) }),
  fc.record({ type: fc.constant('claimed'), worker: fc.constantFrom('a', 'b'), fence: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ type: fc.constant('closed'), commits: fc.constant([]), verdict: fc.constant(null), reason: fc.string() }),
  fc.record({ type: fc.constant('reopened'), reason: fc.constant('x'), child: fc.constantFrom('w-2', 'w-3') }),
  fc.record({ type: fc.constant('rated'), risk: fc.constantFrom('low', 'high'), reason: fc.constant('') }),
);
const events = fc.array(fc.tuple(at, by, what), { maxLength: 12 }).map((all) =>
  all.map(([time, who, rest], n) => ({
    schema: 1,
    ulid: `01J${n}`.padEnd(12, '0'),
    item: 'w-1',
    at: time,
    by: who,
    ...rest,
  })),
) as fc.Arbitrary<WorkEvent[]>;

describe('A12 A5 the state of work is the fold over its events', () => {
  it('A12 gives the same state in whatever order the files are read', () => {
    fc.assert(
      fc.property(events, fc.infiniteStream(fc.nat()), (all, picks) => {
        const shuffled = [...all];
        for (let n = shuffled.length - 1; n > 0; n--) {
          const other = Number(picks.next().value) % (n + 1);
          [shuffled[n], shuffled[other]] = [shuffled[other] as WorkEvent, shuffled[n] as WorkEvent];
        }
        expect(foldWork(item, 'p', shuffled)).toEqual(foldWork(item, 'p', all));
      }),
    );
  });

  it('A5 A12 VI.9 replayed to any point it is the state of then, and what is closed once is closed ever after', () => {
    fc.assert(
      fc.property(events, (all) => {
        const whole = foldWork(item, 'p', all);
        let closed = false;
        for (let k = 0; k <= whole.events.length; k++) {
          const then = foldWork(item, 'p', whole.events.slice(0, k));
          expect(then.events).toEqual(whole.events.slice(0, k));
          closed ||= whole.events[k - 1]?.type === 'closed';
          expect(then.closed !== null).toBe(closed);
          if (then.closed) expect(then.closed).toEqual(whole.closed);
        }
      }),
    );
  });

  it('V.4 nobody but a person makes a risk low', () => {
    fc.assert(
      fc.property(events, (all) => {
        const { ratedLow } = foldWork(
          item,
          'p',
          all.filter((event) => event.type !== 'rated' || event.by !== 'person'),
        );
        expect(ratedLow).toBe(false);
      }),
    );
  });
});
