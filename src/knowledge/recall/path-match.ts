const memo = new Map<string, RegExp>();

/**
 * How closely a scope's path or glob fits a file: 1 the file itself, less the wider the glob, 0 not at all.
 * `*` stays within a folder, `**` crosses folders; a plain folder stands for everything below it.
 */
export function pathMatch(pattern: string, file: string): number {
  const scope = pattern.replace(/^\.\//u, '');
  if (scope === file) return 1;
  if (!/[*?{]/u.test(scope)) {
    if (file.endsWith(`/${scope}`) && scope.includes('/')) return 0.95;
    if (scope.endsWith(`/${file}`)) return 0.9;
    if (file.endsWith(`/${scope}`)) return 0.8;
    const folder = scope.endsWith('/') ? scope : `${scope}/`;
    return file.startsWith(folder) ? width(folder, file) : 0;
  }
  if (scope.length > 200 || !globExpression(scope).test(file)) return 0;
  return width(scope.replace(/[*?]+|\{[^}]*\}/gu, ''), file);
}

/** Share of the file's path that the scope spells out, between 0.2 and 0.8. */
function width(literal: string, file: string): number {
  return 0.2 + 0.6 * Math.min(1, literal.replace(/\/+/gu, '/').length / file.length);
}

function globExpression(glob: string): RegExp {
  let expression = memo.get(glob);
  if (!expression) {
    const source = glob.replace(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[.+^$()|[\]\\{}]/gu, (part) => {
      if (part === '**/') return '(?:[^/]+/){0,20}';
      if (part === '**') return '.{0,300}';
      if (part === '*') return '[^/]{0,120}';
      if (part === '?') return '[^/]';
      if (part.startsWith('{')) return `(?:${part.slice(1, -1).split(',').map(literally).join('|')})`;
      return `\\${part}`;
    });
    expression = new RegExp(`^${source}$`, 'u');
    if (memo.size > 500) memo.clear();
    memo.set(glob, expression);
  }
  return expression;
}

function literally(text: string): string {
  return text.replace(/[.+^$()|[\]\\{}*?]/gu, '\\$&');
}
