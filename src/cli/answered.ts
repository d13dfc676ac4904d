import { ToolError } from '../base/errors.ts';

/**
 * Waits for the answer to a prompt, and ends where none can come any more: the input ended, or the terminal was closed. A prompt
 * by itself waits for ever then, or lets the process end as if all were well.
 * @param ask shows the prompt, until the signal ends it
 * @throws ToolError E_NO_ANSWER
 */
export async function answered<T>(question: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const end = () => ended.abort();
  const onKey = (_: unknown, key?: { readonly sequence?: string }) => {
    if (endKeys.includes(key?.sequence ?? '')) end();
  };
  const { stdin } = process;
  for (const event of ends) stdin.on(event, end);
  stdin.on('keypress', onKey);
  try {
    const answer = await ask(ended.signal);
    if (ended.signal.aborted) throw new ToolError('E_NO_ANSWER', { question });
    return answer;
  } finally {
    for (const event of ends) stdin.off(event, end);
    stdin.off('keypress', onKey);
  }
}

/** What a terminal sends whose other side has nothing more to say; a zero where it was sent before anybody asked. */
export const endKeys: readonly string[] = ['\u0004', '\u0000'];

/** What tells that nothing more will be typed. */
export const ends = ['end', 'close', 'error'] as const;

/** Asks for a yes; nothing else is one. @throws ToolError E_NO_ANSWER */
export async function agreed(message: string): Promise<boolean> {
  const { confirm } = await import('@clack/prompts');
  return (await answered(message, (signal) => confirm({ message, signal }))) === true;
}
