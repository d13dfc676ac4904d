import type { Part } from '../../runtimes/settings/part.ts';

/** The hooks of git that are used. */
export const gitHookNames = ['prepare-commit-msg', 'commit-msg', 'pre-push', 'post-merge'] as const;
export type GitHookName = (typeof gitHookNames)[number];

/** What the name of a hook gets that is no shell script and runs after ours. */
export const chainedSuffix = '.before-twelvefold';

/**
 * The lines in a hook that call ours. They name no path of this machine, so that a hook that is shared through git holds good
 * for everybody, and do nothing where twelvefold was not put. What the hook reads on its standard input is read and put back.
 * @param chained whether the hook that was there lies beside it and runs afterwards
 */
export function hookBlock(name: GitHookName, chained: boolean): Part {
  const find = 'tf_hook=$(git rev-parse --git-common-dir 2>/dev/null)/twelvefold/state/git-hook || :';
  // Whoever gives a message another way has no use for a template.
  const unasked = name === 'prepare-commit-msg' ? ` && [ -z "\${2-}" ]` : '';
  const call =
    name === 'pre-push'
      ? // husky's older stubs run the file twice.
        `if [ -x "$tf_hook" ] && [ -z "\${husky_skip_init-}" ]; then
  tf_refs=$(cat)
  printf '%s\\n' "$tf_refs" | "$tf_hook" pre-push "$@" || exit
  if [ -n "$tf_refs" ]; then
    exec <<tf_end
$tf_refs
tf_end
  else
    exec </dev/null
  fi
fi`
      : `if [ -x "$tf_hook" ] && [ -z "\${husky_skip_init-}" ]${unasked}; then "$tf_hook" ${name} "$@" </dev/null || :; fi`;
  const after = `[ ! -x "$0${chainedSuffix}" ] || exec "$0${chainedSuffix}" "$@"`;
  return {
    kind: 'block',
    script: true,
    open: '# twelvefold: begin (`twelvefold protect --remove` takes it out)',
    close: '# twelvefold: end',
    body: [find, call, ...(chained ? [after] : [])].join('\n'),
  };
}

/** The program that all hooks of a repository call. Where Node or twelvefold is gone it does nothing. */
export function hookProgram(node: string, root: string): Part {
  const content = `#!/bin/sh
# Written by \`twelvefold protect --hooks\`: what its lines in this repository's hooks call.
node=${quoted(node)}
root=${quoted(root)}
[ -x "$node" ] && [ -f "$root/bin/twelvefold.mjs" ] && [ -f "$root/dist/main.mjs" ] || exit 0
# Git tells hooks where it is at work; what a check starts elsewhere must not hear of it.
unset $(git rev-parse --local-env-vars)
NODE_EXTRA_CA_CERTS= exec "$node" "$root/bin/twelvefold.mjs" git-hook "$@"
`;
  return { kind: 'file', content, executable: true };
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Whether lines of `sh` may stand at the head of a hook. */
export function isShellScript(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  const first = bytes.toString('utf8').split('\n', 1)[0] ?? '';
  // Without an interpreter git falls back to the shell.
  return (
    !first.startsWith('#!') ||
    /^#!\s*(?:\S*\/)?(?:env\s+(?:-S\s+)?(?:\S*\/)?)?(?:ba|da|k|mk|z|a)?sh(?:\s|$)/.test(first)
  );
}
