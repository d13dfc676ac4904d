import { readCanonicalYaml, writeCanonicalYaml } from '../../base/canonical-yaml.ts';
import { textOf } from '../../base/json-value.ts';

/** The front matter of a handoff that this program wrote. A file written by hand needs none. */
export interface HandoffFields {
  readonly schema: number;
  /** ISO 8601. */
  readonly at: string;
  /** `person`, `agent:<name>`, or `draft` for what the program drew up from a transcript by itself. */
  readonly by: string;
  /** The session it hands over. */
  readonly session: string | null;
  readonly agent: string | null;
  readonly branch: string | null;
}

/** A handoff as it lies on disk. */
export interface Handoff {
  /** Null for a file written by hand. */
  readonly fields: HandoffFields | null;
  /** The lines for the next session, without front matter. */
  readonly body: string;
}

const order = ['schema', 'at', 'by', 'session', 'agent', 'branch'];
const frontMatter = /^\uFEFF?---[ \t]*\n([\s\S]*?\n)---[ \t]*(?:\n|$)/;

export function writeHandoffFile(fields: HandoffFields, body: string): string {
  return `---\n${writeCanonicalYaml({ ...fields }, order)}---\n${body.trim()}\n`;
}

/** Reads a handoff, for hooks too: no YAML parser. Front matter of another form is left out and counts as none. */
export function readHandoffFile(text: string): Handoff {
  const unix = text.replaceAll('\r\n', '\n');
  const found = frontMatter.exec(unix);
  const body = (found ? unix.slice(found[0].length) : unix).trim();
  const fields = found?.[1] === undefined ? null : readCanonicalYaml(found[1]);
  const at = textOf(fields?.['at']);
  if (!fields || at === null || Number.isNaN(Date.parse(at))) return { fields: null, body };
  return {
    fields: {
      schema: Number(fields['schema'] ?? 1),
      at,
      by: textOf(fields['by']) ?? 'person',
      session: textOf(fields['session']),
      agent: textOf(fields['agent']),
      branch: textOf(fields['branch']),
    },
    body,
  };
}
