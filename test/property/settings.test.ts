import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { jsonValue } from '../../src/runtimes/settings/json-tree.ts';
import type { Part } from '../../src/runtimes/settings/part.ts';
import { addParts, hasPart, removeParts } from '../../src/runtimes/settings/parts-of-text.ts';
import { applyEdits, invertEdits } from '../../src/runtimes/settings/text-edit.ts';

const command = (event: string) => `NODE_EXTRA_CA_CERTS= /opt/node /opt/it/dist/hook.cjs claude-code ${event}`;
const hook = (event: string): Part => ({
  kind: 'element',
  path: ['hooks', event],
  value: { hooks: [{ type: 'command', command: command(event), timeout: 5 }] },
  mark: `claude-code ${event}`,
});
const jsonParts: Part[] = [
  { kind: 'default', path: ['version'], value: 1 },
  hook('SessionStart'),
  hook('Stop'),
  {
    kind: 'member',
    path: ['mcpServers', 'twelvefold'],
    value: { type: 'stdio', command: '/opt/node', args: ['/opt/it/bin/twelvefold.mjs', 'mcp'] },
  },
];
const tomlParts: Part[] = [
  {
    kind: 'table',
    path: ['mcp_servers', 'twelvefold'],
    value: { command: '/opt/node', args: ['/opt/it/bin/twelvefold.mjs', 'mcp'] },
  },
  {
    kind: 'table',
    path: ['hooks', 'state', '/home/a b/.codex/hooks.json:session_start:0:0'],
    value: { trusted_hash: 'sha256:00ff' },
  },
];

/** White space and comments that may stand between any two tokens. */
const gap = (eol: string) =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(' ', '  ', '\t', eol, `${eol}  `, '') },
        {
          weight: 1,
          arbitrary: fc.constantFrom(`// a "remark", {with} [signs]${eol}`, '/* inside */', `/* two${eol}lines */`),
        },
      ),
      { maxLength: 3 },
    )
    .map((pieces) => pieces.join(''));

const names = fc.oneof(
  fc.constantFrom('hooks', 'mcpServers', 'SessionStart', 'Stop', 'permissions', 'other', '__proto__', 'a"b', 'ü'),
  fc.string({ maxLength: 6 }),
);
const scalar = fc
  .oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean(), fc.constant(null))
  .map((v) => JSON.stringify(v));

/** JSON text with comments, odd white space and trailing commas; where our parts go there is nothing of another type. */
const jsonText = fc.constantFrom('\n', '\r\n').chain((eol) => {
  const space = gap(eol);
  const list = (items: fc.Arbitrary<string>) =>
    fc
      .tuple(space, fc.array(fc.tuple(items, space, space), { maxLength: 3 }), fc.boolean())
      .map(
        ([first, entries, trailing]) =>
          `[${first}${entries.map(([item, before, after], i) => `${item}${before}${i < entries.length - 1 || trailing ? ',' : ''}${after}`).join('')}]`,
      );
  const object = (member: (name: string) => fc.Arbitrary<string>, allowed: fc.Arbitrary<string>, least = 0) =>
    fc
      .tuple(space, fc.uniqueArray(allowed, { maxLength: 4, minLength: least }), fc.boolean())
      .chain(([first, keys, trailing]) =>
        fc
          .tuple(...keys.map((key) => fc.tuple(space, member(key), space, space)))
          .map(
            (entries) =>
              `{${first}${entries
                .map(
                  ([before, value, after, next], i) =>
                    `${JSON.stringify(keys[i])}${before}:${value}${after}${i < keys.length - 1 || trailing ? ',' : ''}${next}`,
                )
                .join('')}}`,
          ),
      );
  const value: fc.Arbitrary<string> = fc.oneof(
    { depthSize: 'small' },
    scalar,
    list(scalar),
    object(() => scalar, fc.string({ maxLength: 4 })),
  );
  const foreign = fc.constantFrom(
    '{"hooks":[{"type":"command","command":"./mine.sh"}]}',
    `{${eol}      "matcher": "Bash",${eol}      "hooks": [ { "type": "command", "command": "make check" } ]${eol}    }`,
  );
  const member = (key: string): fc.Arbitrary<string> =>
    key === 'hooks'
      ? object((event) => (['SessionStart', 'Stop'].includes(event) ? list(foreign) : value), names)
      : key === 'mcpServers'
        ? object(
            () => value,
            names.filter((name) => name !== 'twelvefold'),
          )
        : value;
  const root = object(member, names);
  return fc.tuple(space, root, space).map(([before, body, after]) => before + body + after);
});

const tomlText = fc.constantFrom('\n', '\r\n').chain((eol) => {
  const line = fc.constantFrom(
    'model = "gpt"',
    'approval_policy = "never" # as agreed',
    '# a remark',
    '',
    '  ',
    'list = [1, 2,',
    'text = """',
    "raw = '''",
  );
  const pieces = line.map((head) =>
    head.endsWith(',')
      ? `${head}${eol}  3, # three${eol}]`
      : head.endsWith('"""')
        ? `${head}${eol}[mcp_servers.twelvefold]${eol}command = "no"${eol}"""`
        : head.endsWith("'''")
          ? `${head}${eol}# no remark${eol}[x]${eol}'''`
          : head,
  );
  const tables = fc.constantFrom(
    '[mcp_servers.other]',
    '[projects."/home/a b"]',
    '[[profiles]]',
    '[mcp_servers]',
    '[hooks.state."/x:stop:0:0"]',
    '[ tui ]',
  );
  const keysOnce = (lines: readonly string[]) => {
    const seen = new Set<string>();
    return lines.filter((text) => {
      const key = /^(\w+) =/.exec(text)?.[1];
      return key === undefined || (!seen.has(key) && seen.add(key));
    });
  };
  const body = fc.array(pieces, { maxLength: 5 }).map(keysOnce);
  return fc
    .tuple(
      body,
      fc.uniqueArray(fc.tuple(tables, body), { maxLength: 4, selector: ([name]) => name }),
      fc.constantFrom('', eol, `${eol}${eol}`),
    )
    .map(([first, rest, end]) => [...first, ...rest.flatMap(([name, lines]) => [name, ...lines])].join(eol) + end)
    .filter((text) => {
      try {
        parseToml(text);
        return true;
      } catch {
        return false;
      }
    });
});

const remarks = (text: string) => text.match(/\/\/ a "remark".*|\/\* (?:inside|two\r?\nlines) \*\//g) ?? [];

describe('settings with comments', () => {
  it('JSON: what was put in is taken back to the byte, and putting it in twice changes nothing', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const { text: after, edits, made } = addParts(text, jsonParts);
        for (const part of jsonParts) expect(hasPart(after, part)).toBe(true);
        expect(addParts(after, jsonParts).text).toBe(after);
        expect(applyEdits(after, invertEdits(edits))).toBe(text);
        expect(remarks(after)).toEqual(remarks(text));
        // Without the record of the edits the same meaning comes back, with every remark.
        const taken = removeParts(after, jsonParts, made).text;
        expect(jsonValue(taken)).toEqual(jsonValue(text));
        expect(remarks(taken)).toEqual(remarks(text));
      }),
      { numRuns: 600 },
    );
  });

  it('JSON: what others added after us stays when ours goes', () => {
    fc.assert(
      fc.property(jsonText, fc.nat(), (text, n) => {
        const installed = addParts(text, jsonParts);
        const theirs: Part[] = [
          { kind: 'member', path: ['permissions', `allow${n}`], value: ['Bash(make:*)'] },
          {
            kind: 'element',
            path: ['hooks', 'Stop'],
            value: { hooks: [{ command: `./theirs-${n}` }] },
            mark: 'nobody',
          },
        ];
        const value = jsonValue(text) as Record<string, unknown>;
        fc.pre(value['permissions'] === undefined || isPlainObject(value['permissions']));
        const edited = addParts(installed.text, theirs).text;
        const taken = removeParts(edited, jsonParts, installed.made).text;
        expect(jsonValue(taken)).toEqual(jsonValue(addParts(text, theirs).text));
        expect(remarks(taken)).toEqual(remarks(text));
      }),
      { numRuns: 300 },
    );
  });

  it('TOML: what was put in is taken back to the byte, and putting it in twice changes nothing', () => {
    fc.assert(
      fc.property(tomlText, (text) => {
        const { text: after, edits } = addParts(text, tomlParts);
        for (const part of tomlParts) expect(hasPart(after, part)).toBe(true);
        expect(addParts(after, tomlParts).text).toBe(after);
        expect(applyEdits(after, invertEdits(edits))).toBe(text);
        expect(after.startsWith(text)).toBe(true);
        const taken = removeParts(after, tomlParts, []).text;
        expect(taken.startsWith(text.trimEnd())).toBe(true);
        expect(taken.trimEnd()).toBe(text.trimEnd());
      }),
      { numRuns: 600 },
    );
  });
});

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isDeepStrictEqual(value, null);
}
