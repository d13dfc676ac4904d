import { expect, it } from 'vitest';
import { readForgeScores, readRecallScores } from '../../../eval/scores.ts';

it('reads the forge table, figures without a denominator as none', () => {
  const output = [
    'forge cev  sessions 10 candidates 36 (3.6 a session, at most 7) precision 44.4% of-observations 54.5% (11) recall 33.3% recall2 38.1% recall3 57.1%',
    '+ some verbose line',
    'forge all  sessions 1 candidates 0 (0.0 a session, at most 0) precision - of-observations - (0) recall 0.0% recall2 0.0% recall3 -',
  ].join('\n');
  expect(readForgeScores(output)).toEqual([
    {
      name: 'cev',
      sessions: 10,
      candidates: 36,
      mostInASession: 7,
      precision: 44.4,
      ofObservations: 54.5,
      observations: 11,
      recall: 33.3,
      recall2: 38.1,
      recall3: 57.1,
    },
    {
      name: 'all',
      sessions: 1,
      candidates: 0,
      mostInASession: 0,
      precision: null,
      ofObservations: null,
      observations: 0,
      recall: 0,
      recall2: 0,
      recall3: null,
    },
  ]);
});

it('reads the recall and chain tables', () => {
  const line = (mode: string) =>
    `${mode} all      must-answer 61: hit@1 54.1% hit@3 63.9% MRR 0.585 | may 40 | must-be-silent 66: false 6.1% | of what was said, relevant 77.6% | right 74.9% | balanced 78.9%`;
  const expected = {
    name: 'all',
    mustAnswer: 61,
    hit1: 54.1,
    hit3: 63.9,
    mustBeSilent: 66,
    falseAnswers: 6.1,
    relevant: 77.6,
    balanced: 78.9,
  };
  expect(readRecallScores(`${line('recall')}\nnoise\n${line('chain')}`)).toEqual([expected, expected]);
});
