import { listPrompts, ownPrompt, showPrompt } from '../../app/prompts.ts';
import { ToolError } from '../../base/errors.ts';
import type { CliContext } from '../context.ts';
import type { PromptsFlags } from './prompts.ts';

/** Runs `prompts`. */
export function runPrompts({ edge, out }: CliContext, { write, json }: PromptsFlags, name: string | null): void {
  if (name === null) {
    if (write) throw new ToolError('E_USAGE', { problem: 'Say which prompt is to be written.', command: 'prompts' });
    const list = listPrompts(edge);
    if (json) {
      out.json(list);
      return;
    }
    for (const { name: one, sha256, from } of list.prompts)
      out.line(`${one.padEnd(18)} ${out.colors.dim(sha256.slice(0, 12))}  ${from}`);
    for (const { path, line, problem } of list.problems) out.note(`${path}:${line}: ${problem}`);
    return;
  }
  if (write) {
    const done = ownPrompt(edge, name);
    if (json) out.json(done);
    else out.line(done.written ? done.path : `${done.path} is there already and is left as it is.`);
    return;
  }
  const prompt = showPrompt(edge, name);
  if (json) out.json(prompt);
  else out.line(prompt.text);
}
