import { briefLine } from '../../context/brief/compose.ts';
import { commitsBetween } from '../../git/commits.ts';
import { cleanText } from '../../knowledge/clean-text.ts';
import { suspicionOf } from '../../knowledge/gate/injection.ts';
import type { WorkState } from '../../work/state.ts';
import type { PhaseView } from '../phases/documents.ts';
import { isRecord } from '../validation/record-folders.ts';
import { subjectOf } from '../validation/subject.ts';
import type { Edge } from '../workspace.ts';
import type { Gathered } from './gathered.ts';

const documentShare = 0.6;
const [mostCommits, mostFiles] = [20, 100];

/** The document that the phase before left behind. */
export function documentPart(heading: string, { path, body, stale }: PhaseView): Gathered {
  const suspicion = suspicionOf(body, 'agent');
  if (suspicion?.certain) return { part: null, leftOut: [{ name: path, reason: suspicion.reason }] };
  const why = 'what the phase before left behind';
  const changed = stale.length > 0 ? [`Changed since it was written: ${stale.slice(0, 10).join(', ')}.`] : [];
  const units = [...changed, ...linesOf(cleanText(body))].map((text) => ({ text: briefLine(text), name: path, why }));
  return { part: { heading, why, units, share: documentShare, file: path }, leftOut: [] };
}

/** What building left behind: the commits and the files that they changed. @throws ToolError E_NO_GIT */
export function implementedPart(edge: Edge, state: WorkState): Gathered {
  const { root, base, commit, diff } = subjectOf(edge, state.item.id);
  const why = 'what the phase before left behind';
  const commits = commitsBetween(root, base, commit, mostCommits).map((line) => `- ${line}`);
  const files = diff
    .filter(({ path }) => !isRecord(path))
    .slice(0, mostFiles)
    .map(({ path, status, added, removed }) => `- ${path}: ${status}, +${added.length} −${removed.length}`);
  const units = [...commits, ...files].map((text) => ({ text: briefLine(cleanText(text)), name: commit, why }));
  const safe = units.filter(({ text }) => !suspicionOf(text, 'agent')?.certain);
  return { part: { heading: 'Change', why, units: safe, share: documentShare, file: null }, leftOut: [] };
}

/** Without its title, the questions of the template and blank lines; headings stand one level below ours. */
function linesOf(body: string): string[] {
  let fenced = false;
  return body
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .split('\n')
    .flatMap((line) => {
      if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
      if (line.trim() === '' || (!fenced && /^# /.test(line))) return [];
      return [!fenced && line.startsWith('## ') ? `#${line}` : line];
    });
}
