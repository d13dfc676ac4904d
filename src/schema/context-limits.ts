/**
 * From where on a session's context asks for something: shares of the model's window, and numbers of exchanges for
 * sessions whose tokens nobody counts. Apart from the other settings, because hooks read it and must stay small.
 */
export interface ContextLimits {
  readonly warn: number;
  readonly handoff: number;
  readonly stop: number;
  readonly exchangesSoft: number;
  readonly exchangesHard: number;
}

export const contextLimits: ContextLimits = {
  warn: 0.35,
  handoff: 0.4,
  stop: 0.7,
  exchangesSoft: 25,
  exchangesHard: 50,
};
