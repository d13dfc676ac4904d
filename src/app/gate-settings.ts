import type { GateSettings } from '../knowledge/gate/settings.ts';
import type { Config } from '../schema/config.ts';

/** The part of the configuration that the gate needs. */
export function gateSettings(config: Config): GateSettings {
  return {
    admit: config['gate.admit'],
    userConfidence: config['gate.userConfidence'],
    checkConfidence: config['gate.checkConfidence'],
    citations: config['gate.citations'],
    similarity: config['gate.similarity'],
  };
}
