import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { ToolError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { nearestWord } from '../base/nearest-word.ts';
import { textOrProblem } from '../base/text-or-problem.ts';
import { briefPrompts, phases } from '../context/brief/phase.ts';
import { fileAt } from '../git/tree.ts';
import { suspicionOf } from '../knowledge/gate/injection.ts';
import { redact } from '../knowledge/redact/redact.ts';
import type { UsedPrompt } from '../schema/prompt.ts';
import { councilPrompts } from '../validation/council/prompt.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

/** A prompt in force, and where it comes from. */
export interface Prompt extends UsedPrompt {
  readonly text: string;
}

/** All prompts as they are shipped. */
const shipped: ReadonlyMap<string, string> = new Map([
  ...phases.map((phase) => [`brief-${phase}`, briefPrompts[phase]] as const),
  ['council-change', councilPrompts.change],
  ['council-question', councilPrompts.question],
]);

/** Characters; more is no prompt but a document, which a prompt can name. */
const longest = 8000;

const pathOf = (name: string) => `.agents/prompts/${name}.md`;

/**
 * The prompt of a name: that of the repository, else the one that is shipped.
 * @param commit reads it as it stands there, whatever lies around; null for the file
 * @throws ToolError E_CONFIG_INVALID for a file that is none
 */
export function promptNamed(
  { root, sharedDir }: Pick<Workspace, 'root' | 'sharedDir'>,
  name: string,
  commit: string | null = null,
): Prompt {
  const own = commit === null ? fileText(sharedDir, name) : fileAt(root, commit, pathOf(name));
  if (own === null) return promptOf(name, shippedText(name), 'shipped');
  const bare = own.replaceAll('\r\n', '\n').trim();
  if (bare === '') throw unusable(name, 'it is empty');
  if (bare.length > longest)
    throw unusable(name, `it has ${bare.length} characters, and a prompt has at most ${longest}`);
  const text = redact(bare);
  const suspicion = suspicionOf(text, 'user');
  if (suspicion?.certain) throw unusable(name, `it cannot be used: ${suspicion.reason}`);
  return promptOf(name, text, pathOf(name));
}

/** What records keep of a prompt. */
export function usedPrompt({ name, sha256: hash, from }: Prompt): UsedPrompt {
  return { name, sha256: hash, from };
}

export interface PromptList {
  readonly prompts: readonly Prompt[];
  /** Files that change nothing, with the reason. */
  readonly problems: readonly { readonly path: string; readonly line: number; readonly problem: string }[];
}

/** All prompts in force. @throws ToolError E_CONFIG_INVALID for a file that is none */
export function listPrompts(edge: Edge): PromptList {
  const workspace = openWorkspace(edge);
  const problems = files(join(workspace.sharedDir, 'prompts')).flatMap((file) => {
    const name = file.replace(/\.md$/, '');
    if (shipped.has(name)) return [];
    const near = nearestWord(name, [...shipped.keys()]);
    const problem = `there is no prompt of this name${near === null ? '' : `; did you mean ${near}.md?`}`;
    return [{ path: `.agents/prompts/${file}`, line: 1, problem }];
  });
  return { prompts: [...shipped.keys()].map((name) => promptNamed(workspace, name)), problems };
}

/** One prompt in force. @throws ToolError E_USAGE, E_CONFIG_INVALID */
export function showPrompt(edge: Edge, name: string): Prompt {
  refuseUnknown(name);
  return promptNamed(openWorkspace(edge), name);
}

/**
 * Copies a shipped prompt into the repository, to be changed there. One that is there is left as it is.
 * @throws ToolError E_USAGE, E_WRITE_FAILED, E_CONFIG_INVALID where a link leads elsewhere
 */
export function ownPrompt(edge: Edge, name: string): { readonly path: string; readonly written: boolean } {
  refuseUnknown(name);
  const { sharedDir } = openWorkspace(edge);
  const written = isMissing(sharedDir, name);
  if (written) writeFileAtomic(fileOf(sharedDir, name), `${shippedText(name)}\n`);
  return { path: pathOf(name), written };
}

function promptOf(name: string, text: string, from: string): Prompt {
  return { name, sha256: sha256(text), from, text };
}

function shippedText(name: string): string {
  const text = shipped.get(name);
  if (text === undefined) throw new Error(`no prompt ${name} is shipped`);
  return text;
}

function refuseUnknown(name: string): void {
  if (shipped.has(name)) return;
  const names = [...shipped.keys()];
  const near = nearestWord(name, names);
  throw new ToolError('E_USAGE', {
    problem: `There is no prompt \`${name}\`${near === null ? `; there are ${names.join(', ')}.` : `, did you mean \`${near}\`?`}`,
    command: 'prompts',
  });
}

function fileText(sharedDir: string, name: string): string | null {
  if (isMissing(sharedDir, name)) return null;
  const read = textOrProblem(fileOf(sharedDir, name));
  if ('problem' in read) throw unusable(name, read.problem);
  return read.text;
}

const fileOf = (sharedDir: string, name: string) => join(sharedDir, 'prompts', `${name}.md`);

/**
 * Whether a repository has no prompt of its own of this name. Links are not followed: one in a repository could point at anything on
 * the machine.
 * @throws ToolError E_CONFIG_INVALID for a link, and for what is neither file nor folder
 */
function isMissing(sharedDir: string, name: string): boolean {
  if (lstatSync(join(sharedDir, 'prompts'), { throwIfNoEntry: false })?.isSymbolicLink())
    throw new ToolError('E_CONFIG_INVALID', {
      path: '.agents/prompts',
      problem: 'it is a link, and links are not followed here.',
      fix: 'Put a folder in its place, or delete it: then the shipped prompts hold again.',
    });
  const stat = lstatSync(fileOf(sharedDir, name), { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) throw unusable(name, 'it is a link, and links are not followed here');
  if (stat && !stat.isFile() && !stat.isDirectory()) throw unusable(name, 'it is no file');
  return stat === undefined;
}

function unusable(name: string, problem: string): ToolError {
  return new ToolError('E_CONFIG_INVALID', {
    path: pathOf(name),
    problem: `${problem}.`,
    fix: `Mend it, or delete it: then the shipped one holds again, and \`twelvefold prompts ${name} --write\` writes it anew.`,
  });
}

function files(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}
