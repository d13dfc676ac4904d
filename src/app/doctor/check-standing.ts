import { installers } from '../../runtimes/installers.ts';
import { askCodex } from '../install/codex-trust.ts';
import { detectAgents, servesEveryFolder, unreadBelow } from '../install/detect.ts';
import { installPlace, type Program } from '../install/targets.ts';
import type { Edge, Workspace } from '../workspace.ts';
import { advice, type Finding, fine, problem } from './finding.ts';
import type { InstalledAgent } from './installed.ts';

/** Whether agents will run what was installed: switched off, or waiting for a person's trust. */
export async function checkStanding(
  installed: readonly InstalledAgent[],
  workspace: Workspace,
  edge: Edge,
  program: Program,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { agent, scope } of installed) {
    const installer = installers.find((one) => one.agent === agent);
    const standing = installer?.standing?.(installPlace(workspace, edge, program, scope));
    if (!installer || !standing) continue;
    for (const text of standing.off)
      findings.push(
        problem(
          { check: 'off', agent },
          `${installer.title} runs no hooks: ${text}`,
          'Take that setting out, or live without hooks there.',
        ),
      );
    const todo = installer.trust(scope);
    if (agent === 'codex') findings.push(await codexFinding(workspace, edge, standing.trusted, todo));
    else if (standing.trusted === false)
      findings.push(
        problem(
          { check: 'trust', agent },
          `${installer.title} does not trust this folder, so it runs no hooks of it`,
          todo,
        ),
      );
    else if (standing.trusted === null && todo !== null)
      findings.push(
        advice({ check: 'trust', agent }, `${installer.title} does not say whether it trusts this folder`, todo),
      );
    else findings.push(fine({ check: 'trust', agent }, 'nothing stands in the way'));
  }
  return findings;
}

/** Settings of this repository that are not read where sessions are begun. */
export function checkFolders(installed: readonly InstalledAgent[], workspace: Workspace, edge: Edge): Finding[] {
  const everywhere = new Set(installed.flatMap(({ agent, scope }) => (scope === 'user' ? [agent] : [])));
  const here = new Set(installed.flatMap(({ agent, scope }) => (scope === 'project' ? [agent] : [])));
  return detectAgents(workspace, edge).flatMap((one) => {
    const { agent } = one.installer;
    const said = here.has(agent) && !everywhere.has(agent) ? unreadBelow(one) : null;
    return said === null ? [] : [advice({ check: 'folder', agent }, said, servesEveryFolder(agent))];
  });
}

async function codexFinding(
  workspace: Workspace,
  edge: Edge,
  trusted: boolean | null,
  todo: string | null,
): Promise<Finding> {
  const place = { check: 'trust', agent: 'codex' } as const;
  const { state, untrusted } = await askCodex(workspace, edge);
  if (state === 'trusted') return fine(place, 'Codex lists the hooks as trusted');
  if (state === 'untrusted')
    return problem(
      place,
      `Codex does not trust ${untrusted.length} of the hooks, so it skips them without a word`,
      todo,
    );
  if (trusted === false)
    return problem(place, 'Codex does not trust this folder, so it reads neither hooks nor servers of it', todo);
  if (state === 'unseen') return problem(place, 'Codex does not list the hooks', todo);
  return advice(place, 'Codex could not be asked whether it trusts the hooks (is `codex` on the PATH?)', todo);
}
