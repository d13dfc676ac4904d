import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { textOrProblem } from '../base/text-or-problem.ts';
import { type Ratchet, ratchetSchema } from '../schema/ratchet.ts';

export interface RatchetReading {
  readonly ratchets: readonly Ratchet[];
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

const order = ['schema', 'name', 'better', 'value', 'command', 'read', 'exits', 'items'];

/** One item a line, so that a diff names what went. @throws ToolError E_WRITE_FAILED */
export function writeRatchet(folder: string, ratchet: Ratchet): void {
  const keys = [
    ...order.filter((key) => key in ratchet),
    ...Object.keys(ratchet)
      .filter((key) => !order.includes(key))
      .sort(),
  ];
  const sorted = Object.fromEntries(keys.map((key) => [key, ratchet[key]]));
  writeFileAtomic(join(folder, `${ratchet.name}.json`), `${JSON.stringify(sorted, null, 2)}\n`);
}

/** Reads all ratchets; a file that cannot be read is a problem, and holds nothing. */
export function readRatchets(folder: string): RatchetReading {
  const ratchets: Ratchet[] = [];
  const problems: { path: string; problem: string }[] = [];
  for (const name of list(folder)) {
    const path = `.agents/ratchets/${name}`;
    const read = textOrProblem(join(folder, name));
    if ('problem' in read) {
      problems.push({ path, problem: read.problem });
      continue;
    }
    const { text } = read;
    try {
      const checked = ratchetSchema.safeParse(JSON.parse(text));
      if (checked.success) ratchets.push(checked.data);
      else
        problems.push({
          path,
          problem: `\`${checked.error.issues[0]?.path.join('.')}\`: ${checked.error.issues[0]?.message}`,
        });
    } catch {
      const merging = /^<{7} /m.test(text);
      problems.push({
        path,
        problem: merging ? 'an unfinished merge: keep the better value and delete the markers' : 'it is not JSON',
      });
    }
  }
  return { ratchets, problems };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}
