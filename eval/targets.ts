/** What a figure must reach, what it aims at, and what others reach on the same labels (from the labels' own README). */
export interface Target {
  readonly name: string;
  readonly must: number | null;
  readonly aim: number | null;
  readonly others: string;
}

export const forgeTargets = {
  precision: { name: 'precision', must: 35, aim: 55, others: 'every short user turn 13, the Go reference tool 11' },
  ofObservations: { name: 'of observations', must: 50, aim: 75, others: '' },
  recall2: {
    name: 'recall, importance 2 up',
    must: 30,
    aim: 50,
    others: 'every short user turn 10, the Go reference tool 13',
  },
} as const satisfies Record<string, Target>;

export const recallTargets = {
  plain: { name: 'plain', must: 75, aim: 85, others: 'silence 50, BM25 42.6 (best threshold 66.8), prototype 71' },
  distractors: {
    name: 'with distractors',
    must: 72,
    aim: 82,
    others: 'silence 50, BM25 best threshold 60.7, prototype 69',
  },
  relevant: { name: 'of what is said, relevant', must: 50, aim: null, others: '' },
} as const satisfies Record<string, Target>;

export const mostCandidates = 12;
