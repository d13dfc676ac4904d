/** Where the hook keeps what Node compiled of it: the folders from the person's cache folder down, the last one its own. */
export function codeCache(env: Readonly<Record<string, string | undefined>>): readonly [string, string, string] | null {
  const home = env['HOME'] || env['USERPROFILE'];
  const cache = env['XDG_CACHE_HOME']?.startsWith('/') ? env['XDG_CACHE_HOME'] : home && `${home}/.cache`;
  return cache ? [cache, `${cache}/twelvefold`, `${cache}/twelvefold/code`] : null;
}
