import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { codeCache } from '../base/code-cache.ts';

/**
 * Compiling the hook takes half of its time, so what V8 made of it is kept, a file for each event and part, with just the functions
 * that such a call has needed. It is made by the first call and used by those that follow; where it is not to be had, or Node does not
 * take it (another version, other flags), all goes on without.
 */

/** Of the parts as they are built: what is kept for others is not looked at. */
declare const BUILD: string;

/** Files of Node versions and builds that were not written to for so long are removed. */
const day = 86_400_000;
const keptDays = 30;

/** Where compiled code of a kind of call lies, without the part's name; null where nowhere. */
export function homeOfCode(env: Readonly<Record<string, string | undefined>>, call: string): CodeHome | null {
  const cache = codeCache(env);
  if (cache === null || !/^[\w-]{1,80}$/.test(call)) return null;
  const all = cache[2];
  const folder = `${all}/${BUILD}-${process.version}-${process.arch}`;
  return { folders: [...cache, folder], all, folder, call };
}

interface CodeHome {
  /** The folder with all above it that may have to be made. */
  readonly folders: readonly string[];
  /** Where the folders of all builds lie. */
  readonly all: string;
  readonly folder: string;
  readonly call: string;
}

/** A part that was loaded, and what of its code was there. */
interface Loaded {
  readonly script: Script;
  readonly module: { readonly exports: unknown };
  readonly file: string;
  /** `quiet`: made by a call that had nothing to say, so that it lacks what puts things into words. */
  readonly held: 'nothing' | 'refused' | 'quiet' | 'all';
}

/**
 * Makes what loads parts of the hook.
 * @param folder where they lie
 */
export function loader(folder: string, home: CodeHome | null, require: (path: string) => unknown) {
  const loaded = new Map<string, Loaded>();
  return {
    part(name: string): unknown {
      const known = loaded.get(name);
      if (known !== undefined) return known.module.exports;
      const path = `${folder}/${name}.cjs`;
      const file = home === null ? '' : `${home.folder}/${home.call}-${name}`;
      const code = home === null ? null : readCode(file);
      const source = readFileSync(path, 'latin1');
      const script = new Script(source, code === null ? { filename: path } : { filename: path, cachedData: code.data });
      const held = code === null ? 'nothing' : script.cachedDataRejected ? 'refused' : code.quiet ? 'quiet' : 'all';
      const module = { exports: {} };
      loaded.set(name, { script, module, file, held });
      (script.runInThisContext() as (...given: unknown[]) => void)(module, module.exports, require);
      return module.exports;
    },
    /**
     * Keeps the code of what was loaded, where it is not kept yet.
     * @param spoke whether this call had something to say
     */
    keep(spoke: boolean): void {
      if (home === null) return;
      for (const one of loaded.values()) {
        if (one.held === 'all' || (one.held === 'quiet' && !spoke)) continue;
        try {
          writeCode(home, one, !spoke);
        } catch {
          // Nowhere to keep it: the next call compiles again.
          return;
        }
      }
    },
  };
}

/**
 * The code is there twice: V8 looks at its beginning alone, and a file that a power failure left half written would end the process.
 * The last byte tells whether it is of a quiet call.
 */
function readCode(file: string): { data: Buffer; quiet: boolean } | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return null;
  }
  const length = (bytes.length - 1) / 2;
  const data = bytes.subarray(0, length);
  return length > 0 && data.equals(bytes.subarray(length, -1)) ? { data, quiet: bytes[2 * length] === 1 } : null;
}

function writeCode({ folders, all }: CodeHome, { script, file, held }: Loaded, quiet: boolean): void {
  // Other flags than those of the call that made it: the two must not take turns in writing it.
  if (held === 'refused' && Date.now() - statSync(file).mtimeMs < day) return;
  if (folders.map(made).at(-1)) removeOld(all);
  const temporary = `${file}.${process.pid}`;
  // Opened before anything is made for it: where nothing can be written, no time is spent.
  writeFileSync(temporary, '');
  const data = script.createCachedData();
  writeFileSync(temporary, Buffer.concat([data, data, Buffer.from([quiet ? 1 : 0])]));
  renameSync(temporary, file);
}

/** Whether a folder was made; one by one, because `recursive` goes round in circles where a file system lets nothing be made. */
function made(folder: string): boolean {
  try {
    // What runs is nobody else's to change.
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function removeOld(all: string): void {
  for (const name of readdirSync(all)) {
    const folder = `${all}/${name}`;
    if (Date.now() - statSync(folder).mtimeMs > keptDays * day) rmSync(folder, { recursive: true, force: true });
  }
}
