import { run } from '../process/run.ts';
import { identityFor } from './commit-paths.ts';
import { git } from './scratch-index.ts';

/** Whether git would take a name for a tag. */
export function isTagName(root: string, name: string): boolean {
  return !name.startsWith('-') && run('git', ['check-ref-format', `refs/tags/${name}`], { cwd: root }).status === 0;
}

/** The commit that a tag of this name stands for; null where there is none. */
export function taggedCommit(root: string, name: string): string | null {
  const { status, stdout } = run('git', ['rev-parse', '--verify', '--quiet', `refs/tags/${name}^{commit}`], {
    cwd: root,
  });
  return status === 0 ? stdout.trim() : null;
}

/** Makes an annotated tag. @throws ToolError E_GIT_FAILED */
export function annotateTag(root: string, name: string, commit: string, message: string): void {
  git(root, ['tag', '--annotate', '--cleanup=verbatim', '--file=-', name, commit], {
    input: message,
    env: identityFor(root),
  });
}
