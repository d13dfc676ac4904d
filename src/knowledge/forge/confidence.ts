import type { Draft } from './draft.ts';

/** From this confidence on, what a user said or a check showed is good enough to be used unseen. */
export const admitConfidence = 0.6;

/** Below this a candidate is not shown to a person. */
export const leastConfidence = 0.35;

/** One rule's logistic model: intercept and weights of the features that its drafts carry. */
export interface RuleModel {
  readonly bias: number;
  readonly weights: Readonly<Record<string, number>>;
}

/** Set by hand from the reasons given in docs/dev/forge.md; `scripts/calibrate-forge.ts` checks them. */
export const models: Readonly<Record<string, RuleModel>> = {
  'error-fix': {
    bias: -1.2,
    weights: {
      variant: 1.2,
      remedy: 1.6,
      named: 0.4,
      several: -0.5,
      stray: -1.2,
      spoken: -0.8,
      selfMended: -1.5,
      mixed: -0.4,
      call: 0.4,
      ran: -1.4,
      mends: -0.9,
      untelling: -0.5,
      ownFix: -1,
      unnamedFix: -0.4,
      folderOnly: -0.3,
      fromRoot: -1.8,
      explained: 0.35,
      environment: 0.6,
      fresh: -0.8,
      hidden: 0.3,
      specific: 0.15,
      errorWeight: 0.15,
      attempts: 0.1,
      looks: -1,
      tool: -0.5,
    },
  },
  correction: {
    bias: -1.3,
    weights: {
      contrast: 0.9,
      never: 0.5,
      convention: 0.9,
      norm: 0.4,
      fact: 0.5,
      lasting: 0.7,
      objects: 0.3,
      reasoned: 0.5,
      agrees: 0.6,
      changed: 0.9,
      shown: 0.4,
      again: 0.5,
      edits: 0.2,
      refused: 0.7,
      retold: 0.2,
      pointing: -1.2,
      loose: -2,
      musing: -2,
      once: -1.3,
      first: -1.4,
      long: -0.5,
      support: 0.3,
      names: 0.2,
      vague: -0.8,
      whole: 0.7,
      work: 0.45,
    },
  },
  decision: {
    bias: -1.3,
    weights: {
      settled: 1.2,
      reasoned: 0.6,
      agrees: 0.6,
      edits: 0.4,
      again: 0.3,
      changed: 0.4,
      lasting: 0.5,
      names: 0.2,
      support: 0.3,
      pointing: -1.2,
      loose: -2,
      inquires: -0.3,
      first: -0.8,
      vague: -0.6,
    },
  },
  choice: {
    bias: -0.1,
    weights: { topic: 0.6, settled: 0.4, names: 0.1, edits: 0.3, own: -1, personal: -0.2, vague: -1 },
  },
  'pasted-error': { bias: -1.5, weights: { explained: 0.3, edits: 0.4, passed: 0.5, cause: 0.3 } },
  plan: { bias: -1.4, weights: { explained: 0.35, passed: 0.3 } },
  'tool-trouble': { bias: -1, weights: { times: 0.2, explained: 0.3 } },
  answer: {
    bias: -2.5,
    weights: { explained: 0.45, short: 0.3, shared: 0.1, names: 0.5, norm: 0.35, asks: -0.6, first: -0.2 },
  },
  discovery: {
    bias: -3.2,
    weights: {
      top: 0.35,
      cause: 0.4,
      failed: 0.4,
      edit: 0.2,
      pass: 0.3,
      root: 0.4,
      thought: -1.5,
      names: 0.05,
      afterUser: 0.3,
    },
  },
};

/** How likely a draft is true and worth keeping, 0 to 1, from its structural features alone. */
export function confidenceOf(draft: Draft): number {
  const model = models[draft.rule];
  if (model === undefined) return 0;
  let sum = model.bias;
  const { weights } = model;
  for (const name in weights) sum += (weights[name] ?? 0) * (draft.features[name] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}
