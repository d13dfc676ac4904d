import type { HookDialect, HookEvent, HookPoint } from './hook-dialect.ts';

/** Where the parts of a hook's command lie on this machine. */
export interface HookPlace {
  /** Absolute path of the Node that runs it. */
  readonly node: string;
  /** Absolute path of the folder with `hook.cjs` and `hook.sh`. */
  readonly dist: string;
  readonly platform: NodeJS.Platform;
}

/**
 * A hook that asks what is known is over before code that V8 optimises would pay, and before there is much to collect: told so, Node
 * takes a tenth to a quarter less time for it. The others start processes, and Node's own code for that is compiled for the usual flags
 * (`docs/dev/performance.md`).
 */
export function hookFlags(point: HookPoint): readonly string[] {
  return point === 'prompt' || point === 'file' || point === 'error' ? flags : [];
}

const flags = [
  '--no-opt',
  '--no-maglev',
  '--no-sparkplug',
  '--no-regexp-tier-up',
  '--single-threaded',
  '--min-semi-space-size=4',
  '--v8-pool-size=1',
];

/**
 * The command line that goes into an agent's settings. It stays the same from release to release: Codex trusts a hash of it,
 * and what it does is decided by the program it calls.
 *
 * Node reads the file in NODE_EXTRA_CA_CERTS at every start, which costs more than the hook does, so it is emptied. A
 * session's start goes through a shell script first, which needs no Node when everything is prepared. Where Node or the program
 * is gone, nothing is run and nothing said: an agent must not meet an error, or a refusal, for what somebody moved. A Node that does
 * not know one of the flags ends with 9 before it reads anything, and is asked once more without them.
 */
export function hookCommand(place: HookPlace, dialect: Pick<HookDialect, 'agent'>, event: HookEvent): string {
  const rest = `${dialect.agent} ${event.name}`;
  if (place.platform === 'win32') return `"${place.node}" "${place.dist}\\hook.cjs" ${rest}`;
  const node = quote(place.node);
  const file = quote(`${place.dist}/hook.${event.point === 'start' ? 'sh' : 'cjs'}`);
  const unlessGone = `[ ! -x ${node} ] || [ ! -f ${file} ] ||`;
  if (event.point === 'start') return `${unlessGone} sh ${file} ${node} ${rest}`;
  const run = (...flags: readonly string[]) => ['NODE_EXTRA_CA_CERTS=', node, ...flags, file, rest].join(' ');
  const flags = hookFlags(event.point);
  const again = flags.length > 0 ? ` || [ $? != 9 ] || ${run()}` : '';
  return `${unlessGone} ${run(...flags)}${again}`;
}

/** A path as one word of a command line of `sh`. */
export function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
