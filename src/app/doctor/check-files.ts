import { existsSync, statSync } from 'node:fs';
import { readText } from '../../base/text-file.ts';
import type { InstallScope } from '../../runtimes/installer.ts';
import type { Part } from '../../runtimes/settings/part.ts';
import { hasPart } from '../../runtimes/settings/parts-of-text.ts';
import { placeOf, SettingsProblem } from '../../runtimes/settings/text-edit.ts';
import { nodeProblem } from '../install/node-path.ts';
import type { Program } from '../install/targets.ts';
import { advice, type Finding, fine, problem } from './finding.ts';
import { type InstalledAgent, pathsIn } from './installed.ts';

/** Reads back every file that was written: is it there, can it be read, does it hold our parts, do the paths in them lead somewhere? */
export function checkFiles({ agent, scope, by, files }: InstalledAgent, program: Program, cwd: string): Finding[] {
  const again = initAgain(agent, by);
  const own = files.map((file) => ({
    path: file.path,
    parts: file.parts.filter(({ owners }) => owners.some((owner) => owner.split(' ')[0] === agent)),
  }));
  const place = { check: 'file', agent } as const;
  const found = own.flatMap(({ path, parts }) => {
    const wrong = fileProblem(
      path,
      parts.map(({ part }) => part as Part),
    );
    if (wrong === null) return [];
    // A skill that somebody made their own still works.
    if (wrong.edited && parts.every(({ what }) => what === 'skill')) return [advice(place, wrong.text, wrong.mend)];
    return [problem(place, wrong.text, wrong.mend ?? again, wrong.mend === null)];
  });
  const whole = own.length - found.length;
  const where = scope === 'user' ? ' of your own settings' : '';
  const readBack =
    whole > 0 ? [fine(place, `${whole} ${whole === 1 ? 'file' : 'files'}${where} as written`), ...found] : found;
  const paths = [...new Set(own.flatMap(({ parts }) => parts.flatMap(({ part }) => pathsIn(part as Part))))];
  return [...readBack, ...checkPaths(agent, paths, program, cwd, again)];
}

/** The command that writes settings again. */
export function initAgain(agent: string, scope: InstallScope): string {
  return `twelvefold init --agent ${agent}${scope === 'user' ? ' --user' : ''}`;
}

interface FileProblem {
  readonly text: string;
  /** What a person has to do; null where `init` does it. */
  readonly mend: string | null;
  readonly edited?: boolean;
}

function fileProblem(path: string, parts: readonly Part[]): FileProblem | null {
  try {
    const text = readText(path)?.replace(/^\ufeff/, '') ?? null;
    if (text === null) return { text: `${path} is gone`, mend: null };
    const missing = parts.filter((part) => !hasPart(text, part));
    const isRun = parts.some((part) => part.kind === 'file' && part.executable);
    if (missing.length === 0 && isRun && (statSync(path).mode & 0o111) === 0)
      return { text: `${path} may not be run`, mend: null };
    if (missing.length === 0) return null;
    const [first] = missing;
    if (first?.kind === 'file')
      return {
        text: `${path} was edited by hand`,
        edited: true,
        mend: `Delete ${path} and run \`twelvefold init\` to have it as it was, or leave it.`,
      };
    return { text: `${path} lacks ${missing.length} of the ${parts.length} parts that were written`, mend: null };
  } catch (error) {
    const at = error instanceof SettingsProblem ? placeOf(readText(path) ?? '', error.offset) : null;
    const where = at ? `${path}:${at.line}:${at.column}` : path;
    return {
      text: `${where}: ${error instanceof Error ? error.message : String(error)}`,
      mend: `Mend ${path} by hand, then run \`twelvefold doctor\` again.`,
    };
  }
}

const built = 'Run `npm ci && npm run build` in the checkout of twelvefold.';

function checkPaths(agent: string, paths: readonly string[], program: Program, cwd: string, fix: string): Finding[] {
  const nodes = paths.filter((path) => /node(?:\.exe)?$/.test(path));
  const programs = paths.filter((path) => !nodes.includes(path));
  const bad = nodes.flatMap((node) => nodeProblem(node, cwd) ?? []);
  const gone = programs.filter((path) => !existsSync(path));
  const unbuilt = gone.filter((path) => path.startsWith(`${program.root}/`));
  const old = programs.filter((path) => !path.startsWith(`${program.root}/`));
  return [
    ...bad.map((text) => problem({ check: 'node', agent }, text, fix, true)),
    ...(bad.length === 0 && nodes.length > 0 ? [fine({ check: 'node', agent }, nodes.join(', '))] : []),
    ...(unbuilt.length > 0
      ? [
          problem(
            { check: 'program', agent },
            `${unbuilt.join(', ')} ${unbuilt.length === 1 ? 'is' : 'are'} missing`,
            built,
          ),
        ]
      : []),
    ...(old.length > 0
      ? [
          problem(
            { check: 'program', agent },
            `${old.join(', ')}: not this twelvefold, which is ${program.root}`,
            fix,
            true,
          ),
        ]
      : []),
  ];
}
