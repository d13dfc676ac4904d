import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that started this one, or started what did. */
export interface Ancestor {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Its environment as it began, `NAME=value` each; empty where the system does not show it. */
  readonly environment: readonly string[];
}

/** More than any chain of shells, multiplexers and build tools comes to; who hides behind more is not known. */
const most = 64;

/**
 * The processes above this one, the nearest first, as far as the system shows them.
 * @returns null where they are too many, and on a system that is not asked (any but Linux and macOS)
 */
export function ancestors(): readonly Ancestor[] | null {
  if (process.platform === 'linux') return climb((pid) => fromProc(pid));
  if (process.platform !== 'darwin') return null;
  const rows = fromPs();
  return climb((pid) => rows.get(pid) ?? null);
}

function climb(look: (pid: number) => (Ancestor & { readonly parent: number }) | null): Ancestor[] | null {
  const found: Ancestor[] = [];
  for (let pid = process.ppid; pid > 0; ) {
    const one = look(pid);
    if (one === null) break;
    if (found.length === most) return null;
    found.push(one);
    pid = one.parent;
  }
  return found;
}

function fromProc(pid: number): (Ancestor & { readonly parent: number }) | null {
  const fields = (name: string) => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, 'utf8').split('\0').filter(Boolean);
    } catch {
      // Another user's: it shows its command, and not its environment.
      return [];
    }
  };
  const [stat] = fields('stat');
  if (stat === undefined) return null;
  // The name in brackets may hold anything, brackets too.
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  return { parent, command: fields('cmdline'), environment: fields('environ') };
}

/** One question for all processes; the environment stands behind the arguments. */
function fromPs(): Map<number, Ancestor & { readonly parent: number }> {
  const { stdout } = spawnSync('ps', ['-axEww', '-o', 'pid=,ppid=,command='], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return new Map(
    (stdout ?? '').split('\n').flatMap((line) => {
      const [, pid, parent, rest = ''] = /^ *(\d+) +(\d+) (.*)$/s.exec(line) ?? [];
      const words = rest.split(' ');
      const row = { parent: Number(parent), command: words, environment: words };
      return pid === undefined ? [] : [[Number(pid), row] as const];
    }),
  );
}
