import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

export const explainCommand = buildCommand<{ readonly json: boolean }, [id?: string], CliContext>({
  docs: {
    brief: 'Say why a session was told what it was told, and how to mute or contradict it',
    fullDescription: `The last thing that hooks put into a session here, or the last time a learning was among it: why each item was said, what it
cost, what became of its anchors, when it was last validated. Writes nothing.

  twelvefold explain
  twelvefold explain tf-1a2b3c4d`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'A learning', parse: String, placeholder: 'id', optional: true }],
    },
    flags: { json: { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object' } },
  },
  async func({ json }, id) {
    const { runExplain } = await import('./explain-run.ts');
    runExplain(this, json, id ?? null);
  },
});
