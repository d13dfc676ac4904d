import { CORE_SCHEMA, load, YAMLException } from 'js-yaml';
import { readCanonicalYaml } from './canonical-yaml.ts';

/** A markdown file split into its front matter and its body. */
export interface FrontMatter {
  /** Null where the file has no front matter at all. */
  readonly fields: Readonly<Record<string, unknown>> | null;
  readonly body: string;
  /** 1-based line of the file on which the body starts. */
  readonly bodyLine: number;
  /** Why the front matter could not be read, with its 1-based line; null when it could. */
  readonly problem: { readonly line: number; readonly problem: string } | null;
}

/**
 * Splits a text that starts with a `---` line. Parsing never throws: what cannot be read is a problem with its line.
 * Files in the form this program writes take a fast path; everything else is read as YAML 1.2.
 */
export function readFrontMatter(text: string): FrontMatter {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const opening = /^---[ \t]*\r?\n/.exec(source);
  if (!opening) return { fields: null, body: source, bodyLine: 1, problem: null };
  const closing = /^---[ \t]*(?:\r?\n|$)/m;
  const rest = source.slice(opening[0].length);
  const end = closing.exec(rest);
  if (!end)
    return {
      fields: null,
      body: source,
      bodyLine: 1,
      problem: { line: 1, problem: 'the front matter opened by `---` is never closed' },
    };
  const yaml = rest.slice(0, end.index);
  const body = rest.slice(end.index + end[0].length);
  const bodyLine = 3 + countNewlines(yaml);
  try {
    const fields = isBlankYaml(yaml) ? {} : (readCanonicalYaml(yaml) ?? load(yaml, { schema: CORE_SCHEMA }));
    if (fields === null || fields === undefined) return { fields: {}, body, bodyLine, problem: null };
    if (typeof fields !== 'object' || Array.isArray(fields)) {
      return {
        fields: null,
        body,
        bodyLine,
        problem: { line: 2, problem: 'the front matter is not a list of `key: value` lines' },
      };
    }
    return { fields: fields as Record<string, unknown>, body, bodyLine, problem: null };
  } catch (error) {
    return {
      fields: null,
      body,
      bodyLine,
      problem: {
        line: 2 + Math.min(yamlLine(error), Math.max(0, countNewlines(yaml) - 1)),
        problem: `the front matter is not YAML: ${yamlReason(error)}`,
      },
    };
  }
}

/** Whether a YAML text holds nothing but space and comments. */
export function isBlankYaml(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(?:#|$)/.test(line));
}

/** The 1-based line of a file on which a top-level key of its front matter stands; 1 where it does not. */
export function lineOfKey(text: string, key: string): number {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${key}:`) || line.startsWith(`"${key}":`));
  return at < 0 ? 1 : at + 1;
}

function yamlLine(error: unknown): number {
  return error instanceof YAMLException && error.mark ? error.mark.line : 0;
}

function yamlReason(error: unknown): string {
  return error instanceof YAMLException ? error.reason : String(error);
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
