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
      several: -0.2,
      mixed: -0.4,
      call: 0.3,
      mends: -0.9,
      untelling: -0.5,
      ownFix: -0.6,
      folderOnly: -0.3,
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
    bias: -1.6,
    weights: {
      short: 0.3,
      norm: 0.5,
      rejects: 0.4,
      lasting: 0.5,
      inquires: -1,
      edits: 0.6,
      again: 0.6,
      agrees: 0.6,
      retold: 0.5,
      explained: 0.25,
      first: -0.8,
      long: -0.4,
      refused: 0.6,
    },
  },
  decision: {
    bias: -1.2,
    weights: {
      short: 0.3,
      norm: 0.5,
      chooses: 0.3,
      inquires: -0.8,
      edits: 0.4,
      again: 0.4,
      agrees: 0.5,
      retold: 0.4,
      explained: 0.25,
      first: -0.8,
      answered: 0.4,
    },
  },
  choice: { bias: 0.2, weights: { count: 0.2, edits: 0.3 } },
  report: { bias: -2, weights: { explained: 0.4, again: 0.6, agrees: 0.5, shared: 0.2 } },
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
  for (const [name, weight] of Object.entries(model.weights)) sum += weight * (draft.features[name] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}
