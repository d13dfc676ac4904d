import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeCanonicalYaml } from '../../base/canonical-yaml.ts';
import { lineOfKey, readFrontMatter } from '../../base/front-matter.ts';
import { readUnlessDevice } from '../../base/text-file.ts';
import { type PhaseFields, phaseFieldsSchema } from '../../schema/phase.ts';
import { type DocumentProblem, mend } from './form.ts';

/** What a phase leaves behind, by its name. */
export type PhaseDocumentKind = 'research' | 'plan';

/** Where the documents of a kind lie, inside `.agents`. */
export const phaseFolder: Readonly<Record<PhaseDocumentKind, string>> = { research: 'research', plan: 'plans' };

export interface PhaseDocument {
  /** Null where the front matter cannot be used; then `problems` say why. */
  readonly fields: PhaseFields | null;
  readonly body: string;
  /** 1-based line of the file on which the body begins. */
  readonly bodyLine: number;
  readonly problems: readonly DocumentProblem[];
}

export function writePhaseDocument(fields: PhaseFields, body: string): string {
  return `---\n${writeCanonicalYaml({ ...fields }, ['schema', 'item', 'commit', 'at', 'by'])}---\n\n${body}`;
}

/** Reads a document of a phase. Never throws. */
export function readPhaseDocument(text: string): PhaseDocument {
  const { fields, body, bodyLine, problem } = readFrontMatter(text);
  const broken = (line: number, what: string): PhaseDocument => ({
    ...{ fields: null, body, bodyLine },
    problems: [
      mend(line, what, 'It begins with `item:` and `commit:` between two lines `---`, as the template has them.'),
    ],
  });
  if (problem) return broken(problem.line, problem.problem);
  const checked = phaseFieldsSchema.safeParse(fields ?? {});
  if (checked.success) return { fields: checked.data, body, bodyLine, problems: [] };
  const key = String(checked.error.issues[0]?.path[0] ?? '');
  return broken(lineOfKey(text, key), `\`${key}\` is missing in the front matter, or not as expected`);
}

/** The document of an item, with its file's name; null where there is none. */
export function documentFor(folder: string, item: string): { readonly name: string; readonly text: string } | null {
  return documentsIn(folder).find(({ text }) => readPhaseDocument(text).fields?.item === item) ?? null;
}

/** All documents of a folder, by name. What cannot be read is passed over. */
export function documentsIn(folder: string): { readonly name: string; readonly text: string }[] {
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith('.md') && !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      return [{ name, text: readUnlessDevice(join(folder, name)).toString('utf8') }];
    } catch {
      return [];
    }
  });
}
