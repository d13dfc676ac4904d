const quoted = /`([^`\n]{2,120})`/g;
const path = /^(?:\.{0,2}\/)?(?:[\w.@*{},+-]+\/)*[\w.@*{},+-]+$/;
const limit = 8;

/** Paths and globs that a statement names in backquotes: what it is about when nobody said so. */
export function scopeOf(statement: string): string[] {
  const found = new Set<string>();
  for (const [, text = ''] of statement.matchAll(quoted)) {
    const looksLikeAPath =
      path.test(text) && (text.includes('/') || /\.[a-z][a-z0-9]{0,5}$/i.test(text)) && !/^\d+(?:\.\d+)*$/.test(text);
    if (looksLikeAPath && found.size < limit) found.add(text.replace(/^\.\//, ''));
  }
  return [...found];
}
