import { existsSync, readdirSync } from 'node:fs';
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
  const text = redact(own.replaceAll('\r\n', '\n').trim());
  const problem =
    text === ''
      ? 'it is empty'
      : text.length > longest
        ? `it has ${text.length} characters, and a prompt has at most ${longest}`
        : suspicionOf(text, 'user')?.certain
          ? `it cannot be used: ${suspicionOf(text, 'user')?.reason}`
          : null;
  if (problem !== null) throw unusable(name, problem);
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
 * @throws ToolError E_USAGE, E_WRITE_FAILED
 */
export function ownPrompt(edge: Edge, name: string): { readonly path: string; readonly written: boolean } {
  refuseUnknown(name);
  const file = join(openWorkspace(edge).sharedDir, 'prompts', `${name}.md`);
  const written = !existsSync(file);
  if (written) writeFileAtomic(file, `${shippedText(name)}\n`);
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
  const file = join(sharedDir, 'prompts', `${name}.md`);
  if (!existsSync(file)) return null;
  const read = textOrProblem(file);
  if ('problem' in read) throw unusable(name, read.problem);
  return read.text;
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
