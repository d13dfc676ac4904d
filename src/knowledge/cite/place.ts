/** Whether a path as an agent wrote it (often absolute) is a file that a learning names by path, folder or glob. */
export function isAtFile(path: string, place: string): boolean {
  const [given, wanted] = [path.replaceAll('\\', '/'), place.replace(/^\.\//, '').replace(/\/$/, '')];
  if (wanted === '') return false;
  if (/[*{]/.test(wanted)) return alternatives(wanted).some((glob) => matchesGlob(given, glob));
  return (
    given === wanted || given.endsWith(`/${wanted}`) || (wanted.includes('/') && `/${given}`.includes(`/${wanted}/`))
  );
}

/** `a.{ts,tsx}` → `a.ts`, `a.tsx`; only the first braces, which is what people write. */
function alternatives(glob: string): string[] {
  const braces = /^([^{}]*)\{([^{}]*)\}([^{}]*)$/.exec(glob);
  if (!braces) return [glob];
  const [, before = '', list = '', after = ''] = braces;
  return list.split(',').map((part) => before + part + after);
}

/** The glob may begin at any folder of the path, since agents write absolute paths. */
function matchesGlob(path: string, glob: string): boolean {
  const [names, parts] = [path.split('/').slice(-40), glob.split('/')];
  if (parts.filter((part) => part === '**').length > 3) return false;
  return names.some((_, from) => matchesParts(names.slice(from), parts));
}

function matchesParts(names: readonly string[], parts: readonly string[]): boolean {
  const [part, ...rest] = parts;
  if (part === undefined) return names.length === 0;
  if (part === '**') return names.some((_, from) => matchesParts(names.slice(from), rest)) || rest.length === 0;
  const [name, ...others] = names;
  return name !== undefined && matchesName(name, part) && matchesParts(others, rest);
}

/** `*` is any run of characters: the pieces between the stars must follow each other. */
function matchesName(name: string, pattern: string): boolean {
  const [first = '', ...pieces] = pattern.split('*');
  if (pieces.length === 0) return name === first;
  const last = pieces.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of pieces) {
    at = name.indexOf(piece, at);
    if (at < 0) return false;
    at += piece.length;
  }
  return at <= name.length - last.length;
}
