import type { Config } from '../schema/config.ts';
import type { ContextLimits } from '../schema/context-limits.ts';

/** What the configuration says about full contexts, as the guard takes it. */
export function contextLimitsOf(config: Pick<Config, Extract<keyof Config, `context.${string}`>>): ContextLimits {
  return {
    warn: config['context.warn'],
    handoff: config['context.handoff'],
    stop: config['context.stop'],
    exchangesSoft: config['context.exchangesSoft'],
    exchangesHard: config['context.exchangesHard'],
  };
}
