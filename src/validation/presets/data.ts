import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { lineAt, type PresetFile, type PresetFinding, type PresetResult } from './finding.ts';
import { readSchema, schemaIssues } from './small-schema.ts';

/**
 * Whether JSON files are JSON, and as a schema wants them.
 * @param schema a JSON Schema, or null
 * @throws Error for a schema that is none
 */
export function checkJson(files: readonly PresetFile[], schema: PresetFile | null): PresetResult {
  const wanted = schema === null ? null : readSchema(JSON.parse(schema.text));
  const findings = files.flatMap(({ path, text }): PresetFinding[] => {
    let value: unknown;
    try {
      value = JSON.parse(text.replace(/^\ufeff/, ''));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const offset = /at position (\d+)/.exec(reason)?.[1];
      const line = lineAt(text, offset === undefined ? text.length : Number(offset));
      return [{ path, line, text: `it is no JSON: ${reason}` }];
    }
    const issues = wanted === null ? [] : schemaIssues(wanted, value);
    const tree = issues.length > 0 ? parseTree(text) : undefined;
    return issues.map(({ path: steps, problem }) => {
      const where = steps.length === 0 ? '' : `${steps.join('.')}: `;
      return { path, line: tree ? lineAt(text, nearest(tree, steps).offset) : 1, text: `${where}${problem}` };
    });
  });
  return { checked: files.length, findings };
}

/** The node of a path, or of as much of it as there is. */
function nearest(tree: NonNullable<ReturnType<typeof parseTree>>, path: readonly (string | number)[]) {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node) return node;
  }
  return tree;
}

/**
 * Whether CSV files are tables: quotes that close, rows as long as the header, at least one row.
 * @param columns the header that is wanted, or null
 */
export function checkCsv(files: readonly PresetFile[], columns: readonly string[] | null): PresetResult {
  let checked = 0;
  const findings = files.flatMap(({ path, text }): PresetFinding[] => {
    const { rows, open } = rowsOf(text.replace(/^\ufeff/, ''));
    if (open !== null) return [{ path, line: open, text: 'a quote is opened and never closed' }];
    const [header, ...body] = rows;
    if (header === undefined) return [{ path, line: 1, text: 'it is empty' }];
    checked += body.length;
    const names = header.cells.map((name) => name.trim());
    const wrong = (line: number, problem: string) => ({ path, line, text: problem });
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    return [
      ...(columns !== null && columns.join('\0') !== names.join('\0')
        ? [wrong(1, `its columns are ${names.join(', ')}, not ${columns.join(', ')}`)]
        : []),
      ...(twice === undefined ? [] : [wrong(1, `the column ${twice} is there twice`)]),
      ...(body.length === 0 ? [wrong(1, 'it has a header and no row')] : []),
      ...body.flatMap(({ line, cells }) =>
        cells.length === names.length
          ? []
          : [
              wrong(
                line,
                `${cells.length} ${cells.length === 1 ? 'cell' : 'cells'} under ${names.length} ${names.length === 1 ? 'column' : 'columns'}`,
              ),
            ],
      ),
    ];
  });
  return { checked, findings };
}

interface Row {
  readonly line: number;
  readonly cells: string[];
}

/** The rows of a CSV text (RFC 4180), and the line of a quote that is never closed. */
function rowsOf(text: string): { rows: Row[]; open: number | null } {
  const rows: Row[] = [];
  let [cells, cell, line, begin]: [string[], string, number, number] = [[], '', 1, 1];
  let quoted: number | null = null;
  const endRow = () => {
    // An empty line is no row.
    if (cells.length > 0 || cell !== '') rows.push({ line: begin, cells: [...cells, cell] });
    [cells, cell, begin] = [[], '', line];
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\n') line++;
    if (quoted !== null) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = null;
    } else if (char === '"' && cell === '') quoted = line;
    else if (char === ',') [cells, cell] = [[...cells, cell], ''];
    else if (char === '\n') endRow();
    else if (char !== '\r' || text[at + 1] !== '\n') cell += char;
  }
  endRow();
  return { rows, open: quoted };
}
