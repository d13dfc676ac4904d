import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly showOrigin: boolean;
  readonly json: boolean;
}

export const configCommand = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Show every setting, its meaning and where its value comes from',
    fullDescription: `Prints the settings as they are in force: the environment over .agents/twelvefold.yaml over the defaults. The output is a
valid .agents/twelvefold.yaml.

  twelvefold config --show-origin
  TWELVEFOLD_GATE_ADMIT=human twelvefold config gate.admit`,
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { brief: 'Only these keys, or groups of keys', parse: String, placeholder: 'key' },
    },
    flags: {
      showOrigin: { kind: 'boolean', default: false, withNegated: false, brief: 'Say where each value comes from' },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'JSON, one object a key' },
    },
  },
  async func(flags, ...wanted) {
    const { explainConfig } = await import('../../app/config.ts');
    const { openWorkspace } = await import('../../app/workspace.ts');
    const { selectSettings, settingLines } = await import('./config-text.ts');
    const settings = selectSettings(explainConfig(openWorkspace(this.edge), this.edge), wanted);
    for (const setting of settings) if (flags.json) this.out.json(setting);
    if (!flags.json) for (const line of settingLines(settings, flags.showOrigin, this.out.columns)) this.out.line(line);
  },
});
