import { globMatches } from '../../base/glob.ts';

/** Folders and file names that say nothing of what a glob is about. */
const generic = /^(?:src|lib|app|apps|packages?|pkg|internal|source|test|tests|[a-z]{1,4})$/;

/**
 * How closely a scope's path or glob fits a file: 1 the file itself, 0.6 to 0.8 its test or a telling glob, 0.2 a glob that fits
 * nearly everything (`src/**` + `/*.ts`), 0 not at all. `*` stays within a folder, `**` crosses folders; a plain folder stands
 * for everything below it.
 */
export function pathMatch(pattern: string, file: string): number {
  const scope = pattern.replace(/^\.\//u, '');
  if (scope === file) return 1;
  if (!/[*?{]/u.test(scope)) {
    if (scope.includes('/') ? file.endsWith(`/${scope}`) : file.split('/').at(-1) === scope) return 0.9;
    if (scope.endsWith(`/${file}`)) return 0.9;
    if (subject(scope) === subject(file)) return 0.7;
    const folder = scope.endsWith('/') ? scope : `${scope}/`;
    return file.startsWith(folder) ? telling(folder, file) : 0;
  }
  return scope.length <= 200 && globMatches(scope, file) ? telling(scope, file) : 0;
}

/** The path without what makes it a test of something. */
function subject(path: string): string {
  return path
    .replace(/(?:^|\/)(?:__tests__|tests?|spec)\//u, '/')
    .replace(/(?:[._-](?:test|spec|tests))(?=\.\w+$)/u, '');
}

function telling(scope: string, file: string): number {
  const literal = scope.split(/[/*?.,{}_-]+/u).filter(Boolean);
  const special =
    literal.filter((part) => !generic.test(part.toLowerCase())).length +
    (/[._-](?:test|spec)s?\./.test(scope.toLowerCase()) ? 1 : 0);
  if (special === 0) return 0.2;
  return 0.6 + 0.2 * Math.min(1, scope.replace(/[*?]+/gu, '').length / file.length);
}
