import { join } from 'node:path';
import { ToolError } from '../../base/errors.ts';
import { redact } from '../../knowledge/redact/redact.ts';
import { readCouncils } from '../../validation/council/council-file.ts';
import { needsPerson } from '../../validation/level.ts';
import { treeStanding } from '../validation/standing.ts';
import { verdictsOf } from '../validation/verdicts.ts';
import type { Edge } from '../workspace.ts';
import type { CouncilOutcome } from './council.ts';
import { calledOn } from './matter.ts';

/**
 * The last council on a change as it stands now, or on a question. Writes nothing.
 * @throws ToolError E_COUNCIL where there was none; E_NO_GIT, E_NO_REVISION
 */
export function lastCouncil(edge: Edge, asked: string | null): CouncilOutcome {
  const { workspace, subject, question } = calledOn(edge, asked);
  const { councils, problems } = readCouncils(join(workspace.sharedDir, 'councils'));
  const stored = councils.findLast(({ council }) =>
    subject === null ? council.question === redact(question ?? '') : council.tree === subject.tree,
  );
  if (!stored)
    throw new ToolError('E_COUNCIL', {
      reason: [
        'none was called on this, or what it was about has changed since',
        ...problems.map(({ path, problem }) => `${path}: ${problem}`),
      ].join('; '),
      fix: 'Leave --show out to call one.',
    });
  if (subject === null) return { ...stored, verdict: null, standing: null, needsPerson: false };
  const standing = treeStanding(subject);
  const { verdicts } = verdictsOf(workspace);
  return {
    ...stored,
    verdict: verdicts.findLast(({ verdict }) => verdict['council'] === stored.id) ?? null,
    standing,
    needsPerson: needsPerson(subject.risk.level, new Set(standing.levels), subject.risk.human.length > 0),
  };
}
