import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { councilSchema, diversities, recommendations, type Seat } from '../../src/schema/council.ts';
import { severities } from '../../src/schema/verdict.ts';
import { readAnswer } from '../../src/validation/council/answer.ts';
import { judgeCouncil, present } from '../../src/validation/council/judge.ts';
import { synthesise } from '../../src/validation/council/synthesis.ts';
import { houseOf } from '../../src/validation/model-house.ts';

const text = fc.string({ minLength: 1, maxLength: 12 }).filter((one) => one.trim() !== '');
const finding = fc.record({
  severity: fc.constantFrom(...severities),
  path: fc.constantFrom(null, 'a.ts', 'b.ts'),
  line: fc.option(fc.integer({ min: 1, max: 30 })),
  claim: text,
  evidence: text,
  action: text,
});
const answer = fc.record({
  position: text,
  recommendation: fc.constantFrom(...recommendations),
  findings: fc.array(finding, { maxLength: 3 }),
  tradeoffs: fc.array(text, { minLength: 1, maxLength: 2 }),
  changeMind: fc.array(text, { minLength: 1, maxLength: 2 }),
});
const model = fc.constantFrom(null, 'claude-opus-5-5', 'gpt-6', 'gemini-3.8-pro', 'own-model');
const seats = fc.array(fc.record({ model, answer: fc.option(answer) }), { minLength: 3, maxLength: 5 }).map((all) =>
  all.map(
    (one, at): Seat => ({
      reviewer: `r${at}`,
      by: `agent:r${at}`,
      prompt: 'p',
      provider: one.model === null ? null : houseOf(one.model),
      model: one.model,
      modelFrom: one.model === null ? null : 'answer',
      session: `s${at}`,
      milliseconds: 1,
      absent: one.answer === null ? 'it hung' : null,
      answer: one.answer,
    }),
  ),
);
const terms = fc.record({
  minimum: fc.constantFrom(...diversities),
  unchecked: fc.constantFrom(null, 'nobody ran it'),
});
const rank = { failing: 0, 'needs-attention': 1, passing: 2 } as const;
const has = (all: readonly Seat[], severity: string) =>
  present(all).some((seat) => seat.answer.findings.some((one) => one.severity === severity));

describe('any council', () => {
  it('V.14 fails exactly when somebody found what blocks, whatever anybody recommends', () => {
    fc.assert(
      fc.property(seats, terms, (all, held) => {
        expect(judgeCouncil(all, held).result === 'failing').toBe(has(all, 'blocking'));
      }),
    );
  });

  it('V.14 V.15 V.16 passes only with nothing that weighs, two who answered, and something other than a model behind it', () => {
    fc.assert(
      fc.property(seats, terms, (all, held) => {
        if (judgeCouncil(all, held).result !== 'passing') return;
        expect(has(all, 'blocking') || has(all, 'major')).toBe(false);
        const here = present(all);
        expect(here.length).toBeGreaterThanOrEqual(2);
        if (here.length === 2) expect(here.every((seat) => seat.answer.recommendation === 'approve')).toBe(true);
        expect(held.unchecked).toBeNull();
      }),
    );
  });

  it('V.14 no finding more, and no approval turned into a rejection, makes it better', () => {
    fc.assert(
      fc.property(seats, terms, finding, fc.nat(), (all, held, more, at) => {
        const before = judgeCouncil(all, held);
        const worse = (change: (seat: NonNullable<Seat['answer']>) => NonNullable<Seat['answer']>) =>
          all.map((seat, index) =>
            index === at % all.length && seat.answer !== null ? { ...seat, answer: change(seat.answer) } : seat,
          );
        for (const changed of [
          worse((one) => ({ ...one, findings: [...one.findings, more] })),
          worse((one) => ({ ...one, recommendation: 'reject' })),
        ])
          expect(rank[judgeCouncil(changed, held).result]).toBeLessThanOrEqual(rank[before.result]);
      }),
    );
  });

  it('V.15 a reviewer that falls away with nothing against it never turns it from failing', () => {
    fc.assert(
      fc.property(seats, terms, fc.nat(), (all, held, at) => {
        const lost = all.map((seat, index) =>
          index === at % all.length ? { ...seat, absent: 'it hung', answer: null } : seat,
        );
        const kept = has(lost, 'blocking');
        if (has(all, 'blocking') && kept) expect(judgeCouncil(lost, held).result).toBe('failing');
        if (present(lost).length < 2) expect(judgeCouncil(lost, held).result).not.toBe('passing');
      }),
    );
  });

  it('V.13 loses no dissent, no trade-off and no reviewer’s finding, and always says when to decide anew', () => {
    fc.assert(
      fc.property(seats, terms, fc.boolean(), (all, held, isChange) => {
        const { result } = judgeCouncil(all, held);
        const said = synthesise(all, result, isChange);
        expect(councilSchema.shape.revisit.safeParse(said.revisit).success).toBe(true);
        const here = present(all);
        for (const { reviewer, answer: one } of here) {
          const spoken = (list: readonly { by: readonly string[] }[]) => list.some(({ by }) => by.includes(reviewer));
          expect(spoken(said.tradeoffs) && spoken(said.revisit)).toBe(true);
          if (result === 'passing' && one.recommendation !== 'approve')
            expect(said.dissent).toContainEqual({
              by: reviewer,
              recommendation: one.recommendation,
              position: one.position,
            });
          if (here.length > 1 && one.findings.some(({ severity }) => severity !== 'minor'))
            expect(spoken(said.consensus) || spoken(said.disagreements)).toBe(true);
        }
      }),
    );
  });

  it('V.12 any answer is read back as it was said', () => {
    fc.assert(
      fc.property(answer, (one) => {
        const read = readAnswer(JSON.stringify(one));
        // What stands in a line of a verdict is one line.
        const inLines = ['path', 'claim', 'action'];
        const expected = JSON.parse(JSON.stringify(one), (key, value: unknown) => {
          if (typeof value !== 'string') return value;
          return (inLines.includes(key) ? value.replace(/\s+/g, ' ') : value).trim();
        }) as typeof one;
        expect(read).toEqual({ answer: expected });
      }),
    );
  });

  it('any text at all is an answer or a problem', () => {
    fc.assert(
      fc.property(fc.string(), (one) => {
        const read = readAnswer(one);
        expect('answer' in read || read.problem.length > 0).toBe(true);
      }),
    );
  });
});
