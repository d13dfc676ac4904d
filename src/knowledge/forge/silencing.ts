import type { Act } from './moments.ts';

const bypassFlags =
  /(?:--no-verify|--no-gpg-sign|--force(?!-(?:with-lease|recreate|reinstall|rebuild))\b|(?<=\s)-f\b(?=.*push)|(?<=push.{0,60}\s)-f\b|--skip-\w+|--ignore-scripts|--allow-\w+|--no-check|--no-strict|\|\|\s*(?:true|:)(?:\s|$)|\bSKIP(?:_\w+)?=|HUSKY=0|LEFTHOOK=0|\bCI=(?:1|true) git (?:commit|push)\b|core\.hooksPath|--passWithNoTests|--pass-with-no-tests|--legacy-peer-deps|-DskipTests|-Dmaven\.test\.skip|-x test\b|--exclude-task test|--deselect|--ignore-platform-reqs|--ignore=|--no-cov|--disable-warnings|--insecure|(?<=curl.{0,60}\s)-k\b|--trusted-host|strict-ssl false|sslVerify false|NODE_TLS_REJECT_UNAUTHORIZED|--max-warnings|\b(?:twelvefold|12f)\b.{0,80}(?:ratchet accept\b|work allow\b|--override\b|--accept\b|tier \w+ off\b))/;
const silencers =
  /(?:@ts-(?:ignore|nocheck|expect-error)|eslint-disable|biome-ignore|#\s?noqa|#\s?type:\s?ignore|nolint|\b(?:it|test|describe)\.(?:skip|todo)\(|\bx(?:it|describe)\(|t\.Skip\(|@pytest\.mark\.(?:skip|xfail)|#\[ignore\]|@Disabled|@Ignore|markTestSkipped|\bskip\b.{0,20}(?:do|:)\s*$|as any\b|pragma: no cover|rubocop:disable|@SuppressWarnings|#\[allow\()/m;

/** Whether a command line looks away: skips, forces or swallows what failed. */
export function isBypass(line: string): boolean {
  return bypassFlags.test(line);
}

/** Success that only looked away: the check was skipped, forced or silenced. */
export function bypasses(success: Act, failing: Act, edits: readonly Act[]): boolean {
  const flag = bypassFlags.exec(success.command ?? '')?.[0];
  if (flag !== undefined && !(failing.command ?? '').includes(flag)) return true;
  return edits.length > 0 && edits.every((edit) => silencers.test(edit.detail));
}
