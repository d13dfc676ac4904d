import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { eachOnce } from '../../knowledge/inject/each-once.ts';
import type { Offer } from '../../knowledge/inject/offer.ts';
import type { recalledOffers } from '../../knowledge/inject/recalled.ts';
import { saidIn } from '../../knowledge/journal/record-injection.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { nothing, type Told } from './at-start.ts';
import type { HookContext } from './hook-call.ts';
import { formerNames, readMoved } from './moved.ts';
import { hearingFor } from './say.ts';

/** Of a call that names many files, the first few are looked up. */
const mostFiles = 3;
/** No system takes a longer one. */
const longestPath = 4096;

/** A prompt, before the model reads it. */
export function tellPrompt(context: HookContext): Told {
  const text = stripInjected(context.occasion.prompt).trim();
  if (text === '') return nothing;
  return tell(context, 'prompt', [{ text, file: null, signatures: [] }]);
}

/** A tool that is about to run, or has ended: a failure, or the files at hand. */
export function tellTool(context: HookContext): Told {
  const { tool } = context.occasion;
  if (tool === null) return nothing;
  if (tool.output === null) return tellFiles(context, filesOf(context));
  const reader = context.call.parts.failure();
  const failure = reader.readFailure(tool);
  if (failure !== null) return tell(context, 'error', [{ ...failure, file: null }]);
  const read = tool.command === null ? filesOf(context) : relativePaths(context, reader.filesRead(tool.command));
  return tellFiles(context, read);
}

/** The files that a tool names, from the repository's root; those outside are nobody's business here. */
export function filesOf(context: HookContext, most = mostFiles): string[] {
  return relativePaths(context, context.occasion.tool?.paths ?? [], most);
}

function tellFiles(context: HookContext, files: readonly string[]): Told {
  if (files.length === 0) return nothing;
  const moved = readMoved(context.places.cacheDir, context.checkout);
  const names = files.flatMap((file) => [file, ...formerNames(moved, file)]);
  return tell(
    context,
    'file',
    names.map((file) => ({ text: file, file, signatures: [] })),
  );
}

type Question = Omit<Parameters<typeof recalledOffers>[2], 'kind'>;

function tell(context: HookContext, point: 'prompt' | 'error' | 'file', questions: readonly Question[]): Told {
  const { call, places } = context;
  const recall = call.parts.recall();
  const index = recall.readIndex(join(places.cacheDir, 'index.db'), places.root);
  if (index === null) return nothing;
  let offers: Offer[];
  try {
    offers = questions.flatMap((question) =>
      recall.recalledOffers(index, places.root, { ...question, kind: point }, call.now()),
    );
  } finally {
    index.db.close();
  }
  // The journal is read only where there is something to say.
  if (offers.length === 0) return nothing;
  const hearing = hearingFor(context, point);
  const each = eachOnce(offers);
  const injection = hearing.commit(each, hearing.compose(each));
  return injection === null ? nothing : { text: injection.text, said: saidIn(injection) };
}

function relativePaths({ occasion, places }: HookContext, paths: readonly string[], most = mostFiles): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    if (found.size >= most) break;
    if (path.length > longestPath) continue;
    const inside = relative(places.root, real(isAbsolute(path) ? path : resolve(occasion.cwd, path)));
    if (inside !== '' && !inside.startsWith('..') && !isAbsolute(inside)) found.add(inside.split(sep).join('/'));
  }
  return [...found];
}

/** The path without links in its folders; the file itself may not exist yet. */
function real(path: string): string {
  try {
    return join(realpathSync(dirname(path)), path.slice(dirname(path).length + 1));
  } catch {
    return path;
  }
}
