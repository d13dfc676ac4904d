/** How a candidate may come into use without being published; any of those that are switched on is enough. */
export const admissionMechanisms = ['human', 'confidence', 'second-session', 'peer', 'citations'] as const;
export type AdmissionMechanism = (typeof admissionMechanisms)[number];

/** The gate's settings (`gate.*` in the configuration). */
export interface GateSettings {
  readonly admit: readonly AdmissionMechanism[];
  /** Confidence from which on what a user said is admitted unseen, 0 to 1. */
  readonly userConfidence: number;
  /** The same for what a check showed. */
  readonly checkConfidence: number;
  /** Citations after which a candidate is admitted, with `citations`. */
  readonly citations: number;
  /** Share of common terms from which on two statements count as the same, 0 to 1. */
  readonly similarity: number;
}

/** `human` is always possible; alone it means that nothing comes into use unseen. */
export const defaultGate: GateSettings = {
  admit: ['confidence', 'second-session'],
  userConfidence: 0.6,
  checkConfidence: 0.6,
  citations: 2,
  similarity: 0.6,
};
