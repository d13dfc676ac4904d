import { run } from '../process/run.ts';
import { identityFor } from './commit-paths.ts';
import { git } from './scratch-index.ts';

/** Whether git would take a name for a tag. `HEAD` would be taken for the commit that is checked out. */
export function isTagName(root: string, name: string): boolean {
  if (name.startsWith('-') || name === 'HEAD') return false;
  return run('git', ['check-ref-format', `refs/tags/${name}`], { cwd: root }).status === 0;
}

/** The commit that a tag of this name stands for; null where there is none. */
export function taggedCommit(root: string, name: string): string | null {
  const { status, stdout } = run('git', ['rev-parse', '--verify', '--quiet', `refs/tags/${name}^{commit}`], {
    cwd: root,
  });
  return status === 0 ? stdout.trim() : null;
}

/** A tag that keeps git from making one of this name: `v1` does where `v1/a` is wanted, and the other way round; null for none. */
export function tagInTheWay(root: string, name: string): string | null {
  const parts = name.split('/');
  const above = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  const asked = above.map((one) => `refs/tags/${one}`);
  const { stdout } = run('git', ['for-each-ref', '--format=%(refname)', ...asked], { cwd: root });
  const tags = stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.slice('refs/tags/'.length)]));
  return tags.find((tag) => above.includes(tag) || tag.startsWith(`${name}/`)) ?? null;
}

/** Makes an annotated tag. @throws ToolError E_GIT_FAILED */
export function annotateTag(root: string, name: string, commit: string, message: string): void {
  git(root, ['tag', '--annotate', '--cleanup=verbatim', '--file=-', name, commit], {
    input: message,
    env: identityFor(root),
  });
}
