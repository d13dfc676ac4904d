export const constants = {
  threshold: 0.3,
  companion: 0.5,
  models: {
    prompt: { bias: -6, weights: { coverage: 5, shared: 1, rarest: 2, identifier: 1 } },
    question: { bias: -6, weights: { coverage: 6, shared: 2, focus: 4, rarest: 2 } },
    error: { bias: -6.5, weights: { coverage: 4, shared: 2, focus: 4, identifier: 1, output: 2, command: 1.5 } },
    file: { bias: -4, weights: { path: 6 } },
  },
} as const;
