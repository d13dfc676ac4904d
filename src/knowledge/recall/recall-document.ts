import type { Learning } from '../../schema/learning.ts';
import { termsOf } from './terms.ts';

/** A learning as recall sees it: taken apart once, when it is indexed. */
export interface RecallDocument {
  /** Stems of title and statement in their order, identifiers taken apart: what phrases are looked for in. */
  readonly text: readonly string[];
  /** Distinct stems of tags, scope and anchors that the text does not hold. */
  readonly words: readonly string[];
  /** How many distinct stems it has in all. */
  readonly size: number;
  /** Distinct whole identifiers, file names and paths. */
  readonly ids: readonly string[];
  /** Paths and globs it applies to. */
  readonly paths: readonly string[];
  /** Commands it applies to, as lower-case words. */
  readonly commands: readonly (readonly string[])[];
  /** Normalised signatures of the errors it answers. */
  readonly symptoms: readonly string[];
}

type Source = Pick<Learning, 'title' | 'statement' | 'scope' | 'anchors' | 'symptoms' | 'tags'>;

/** Takes a learning apart for recall. Pure; the same learning always gives the same document. */
export function recallDocument(learning: Source): RecallDocument {
  const files = learning.anchors.filter((anchor) => anchor.type !== 'command').map((anchor) => anchor.target);
  const commands = learning.anchors.filter((anchor) => anchor.type === 'command').map((anchor) => anchor.target);
  const scope = [...new Set([...learning.scope, ...files, ...commands])];
  const symbols = learning.anchors.flatMap((anchor) => anchor.symbol ?? []);
  const title = learning.statement.startsWith(learning.title.replace(/…$/u, '')) ? '' : learning.title;
  const said = termsOf(`${title}\n${learning.statement}`);
  const around = termsOf([learning.tags.join(' '), ...scope, ...symbols].join('\n'));
  const text = said.filter((term) => term.class !== 'id').map((term) => term.term);
  const known = new Set(text);
  const words = new Set(around.filter((term) => term.class !== 'id' && !known.has(term.term)).map((term) => term.term));
  const ids = new Set([...said, ...around].filter((term) => term.class === 'id').map((term) => term.term));
  // A file that was there when it was anchored is a path whatever its name looks like: `Makefile`, `my notes.md`.
  const paths = scope.filter((item) => files.includes(item) || isPath(item));
  return {
    text,
    words: [...words],
    size: known.size + words.size,
    ids: [...ids],
    paths,
    commands: scope
      .filter((item) => !paths.includes(item))
      .map((item) => item.toLowerCase().split(/\s+/u).filter(Boolean)),
    symptoms: learning.symptoms,
  };
}

/** Whether an item of a scope is a path or a glob rather than a command. */
export function isPath(item: string): boolean {
  // Folders may hold spaces; a command is a program by its name and then paths: `node src/a.js`, `./run src/a.js`.
  if (/\s/u.test(item)) return /^[^\s./~-]\S*\/\S*\s.*(?:[/\\*]\S*|\.[a-z][a-z0-9]{0,9})$/iu.test(item);
  return /[/\\*]/u.test(item) || /^[\w@.-]*\.[a-z][a-z0-9]{0,9}$/iu.test(item);
}
