import { join, relative } from 'node:path';
import { guidanceLine, guidanceLines } from '../knowledge/inject/guidance.ts';
import type { Telling } from '../knowledge/inject/telling.ts';
import { redact } from '../knowledge/redact/redact.ts';
import { readKnowledge } from '../knowledge/store.ts';
import { installers } from '../runtimes/installers.ts';
import { agentsInstalled } from './install/record.ts';
import { settingsPlace } from './install/targets.ts';
import { type Edge, knowledgeRoots, type Workspace } from './workspace.ts';

/**
 * The lines of guidance for a checkout's files of instructions. They are everybody's, so they follow from what is published and from
 * nothing else: two people who write them write the same.
 */
export function publishedGuidance(workspace: Workspace): string[] {
  const nowhere = join(workspace.cacheDir, 'nothing');
  const published = { ...knowledgeRoots(workspace), local: nowhere, personal: nowhere };
  return guidanceLines(readKnowledge(published).entries, redact);
}

/**
 * Tells which file of instructions says a learning word for word, where all agents that are installed here read it in theirs: then it
 * need not be told.
 * @returns for a learning the name of such a file, or null
 */
export function guidanceWritten(workspace: Workspace, edge: Edge): (telling: Telling) => string | null {
  const place = settingsPlace(workspace, edge, 'project');
  const agents = new Set(agentsInstalled(workspace));
  const files = installers.flatMap((one) => (agents.has(one.agent) ? [one.instructions(place)] : []));
  const texts = [...new Set(files)].map((path) => ({ path, text: (path && place.read(path)) ?? '' }));
  return (telling) => {
    const path = texts[0]?.path ?? null;
    const line = guidanceLine(telling);
    if (path === null || line === null) return null;
    return texts.every(({ text }) => text.includes(line)) ? relative(workspace.root, path) : null;
  };
}
