import { spawn } from 'node:child_process';

/**
 * Starts a program that talks in lines of JSON, says something to it, and waits for one answer.
 * @param lines what to say, one after the other
 * @param isAnswer whether a line it printed is the one waited for
 * @returns null when it did not answer in time or ended before; it is stopped in any case
 */
export function converse(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; timeoutMs: number },
  lines: readonly unknown[],
  isAnswer: (message: unknown) => boolean,
): Promise<unknown> {
  return new Promise((done) => {
    const child = spawn(program, [...args], { cwd: options.cwd, env: options.env, stdio: ['pipe', 'pipe', 'ignore'] });
    let answer: unknown = null;
    let rest = '';
    const stop = () => child.kill('SIGKILL');
    const timer = setTimeout(stop, options.timeoutMs);
    child.on('error', () => {});
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const read = (rest + text).split('\n');
      rest = read.pop() ?? '';
      for (const line of read) {
        const message = parsed(line);
        if (answer !== null || !isAnswer(message)) continue;
        answer = message;
        stop();
      }
    });
    child.on('close', () => {
      clearTimeout(timer);
      done(answer);
    });
    for (const line of lines) child.stdin.write(`${JSON.stringify(line)}\n`);
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
