import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../../base/clock.ts';
import { fieldsOf } from '../../base/json-value.ts';
import { makeFolder } from '../../base/make-folder.ts';
import type { Workspace } from '../workspace.ts';

/** A push that was stopped because it would have forced or deleted a protected branch. */
export interface Refusal {
  readonly at: string;
  /** `person` or `agent:<name>`. */
  readonly by: string;
  readonly remote: string;
  readonly branch: string;
  readonly why: 'force' | 'delete';
}

const fileOf = ({ stateDir }: Workspace) => join(stateDir, 'refused-pushes.jsonl');

/** Notes a refused push, one line each; that it cannot be noted does not let it pass. */
export function noteRefusal(workspace: Workspace, refusal: Omit<Refusal, 'at'> & { readonly at: number }): void {
  // The remote may be an address with a password in it.
  const remote = refusal.remote.replace(/\/\/[^@/]+@/, '//');
  try {
    makeFolder(workspace.stateDir);
    appendFileSync(
      fileOf(workspace),
      `${JSON.stringify({ schema: 1, ...refusal, at: isoTime(refusal.at), remote })}\n`,
    );
  } catch {
    // It is refused all the same.
  }
}

/** All refused pushes of this clone, oldest first. */
export function readRefusals(workspace: Workspace): Refusal[] {
  let text: string;
  try {
    text = readFileSync(fileOf(workspace), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const { at, by, remote, branch, why } = fieldsOf(JSON.parse(line));
      if (why !== 'force' && why !== 'delete') return [];
      return [{ at: String(at), by: String(by), remote: String(remote), branch: String(branch), why }];
    } catch {
      return [];
    }
  });
}
