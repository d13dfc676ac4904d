import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { joinShown, readScriptOutput } from '../../../src/runtimes/codex/script-output.ts';
import { readScript } from '../../../src/runtimes/codex/script-source.ts';
import { codexReader } from '../../../src/runtimes/codex/transcript.ts';
import { temporaryFolder } from '../../setup/knowledge.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const inputs = (source: string) => readScript(source).calls.map(({ input }) => input);

describe('a script of code mode', () => {
  it.each([
    [
      'a string',
      'tools.exec_command({cmd:"echo \\"a\\" \\u00e9\\n", "workdir":\'/x\'})',
      { cmd: 'echo "a" é\n', workdir: '/x' },
    ],
    [
      'a constant',
      'const cmd = "ls -a"\nawait tools.exec_command({ cmd, yield_time_ms: 1_000 })',
      { cmd: 'ls -a', yield_time_ms: 1000 },
    ],
    [
      'a template',
      `const at = "/a"; tools.exec_command({cmd:\`ls \${at}/\${name} $HOME\`})`,
      { cmd: `ls /a/\${name} $HOME` },
    ],
    [
      'what was added up',
      'tools.exec_command({cmd: "gh api " + JSON.stringify(body) + " -i"})',
      { cmd: `gh api \${JSON.stringify(body)} -i` },
    ],
    ['a text that is raw', 'text(await tools.apply_patch(String.raw`+\\d\\n`))', '+\\d\\n'],
    [
      'lines that are joined',
      'const patch = ["*** Begin Patch", "*** End Patch"].join("\\n");\ntools.apply_patch(patch)',
      '*** Begin Patch\n*** End Patch',
    ],
    ['nothing that would have to be run', 'tools.exec_command({cmd: ok ? "a" : "b", x: "a".trim(), ...rest})', {}],
  ])('tells what a call is given: %s', (_, source, input) => expect(inputs(source)).toEqual([input]));

  it('takes what is no value for none', () =>
    expect(inputs('const a = 007; tools.a({ b: 1e999, c: 0x10, d: -, e: 08.5, f: undefined, g: true })')).toEqual([
      { e: 8.5, g: true },
    ]));

  it('tells the calls of a loop over a list that is written out', () => {
    expect(
      inputs(
        'const list = [["a", "ls"], ["b", "pwd"]]; for (const [name, cmd] of list) await tools.exec_command({ cmd });',
      ),
    ).toEqual([{ cmd: 'ls' }, { cmd: 'pwd' }]);
    expect(
      inputs('const all = [{ command: "ls" }, { command: "pwd" }]; all.map(async (one) => tools.shell_command(one))'),
    ).toEqual([{ command: 'ls' }, { command: 'pwd' }]);
    expect(inputs('const all = ["a", "b"]; for (const one of all) text(one); tools.exec_command({cmd: "ls"})')).toEqual(
      [{ cmd: 'ls' }],
    );
  });

  it('takes no call out of a text or a comment', () => {
    expect(
      readScript('// tools.exec_command({cmd:"a"})\nconst t = "tools.exec_command(1)"; /* tools.x( */ `tools.y(`')
        .calls,
    ).toEqual([]);
  });

  it.each(['`${', 'tools.x({a:', 'tools.x(`${', 'const a=[', 'const a="x"+', 'const a={a:`${', 'for(const a of a'])(
    'XII.3 is read in time that grows as it does: %s over and over',
    (piece) => {
      const before = process.cpuUsage();
      readScript(piece.repeat(60_000 / piece.length));
      // Some 0.1 s; in time that grows with the square it would be ten.
      expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    },
  );

  it('does not multiply what constants hold', () => {
    const doubled = Array.from(
      { length: 40 },
      (_, at) => `const b${at + 1} = b${at} + b${at}; const l${at + 1} = [l${at}, l${at}];`,
    );
    expect(
      inputs(`const b0 = "x"; const l0 = ["x"]; ${doubled.join(' ')} tools.a(b40); tools.b(l40.join(""));`),
    ).toEqual([null, null]);
  });
});

describe('the output of a script', () => {
  const read = (tellsEnds: boolean, ...texts: string[]) =>
    joinShown(
      readScriptOutput(
        ['Script completed\nWall time 1.0 seconds\nOutput:\n', ...texts].map((text) => ({ type: 'input_text', text })),
        tellsEnds,
      ).shown,
    );

  it.each([
    [
      'a result',
      ['{"chunk_id":"a","wall_time_seconds":1,"exit_code":3,"original_token_count":1,"output":"boom\\n"}'],
      'boom\n',
      3,
    ],
    ['an indented result', ['{\n  "chunk_id": "a",\n  "exit_code": 0,\n  "output": "fine"\n}'], 'fine', 0],
    [
      'a result of which the middle was cut',
      [
        'Warning: truncated output (original token count: 9)\nTotal output lines: 1\n\n{"chunk_id":"a","exit_code":1,"original_token_count":9,"output":"a\\n\\u00…9 tokens truncated…b\\n"}',
      ],
      'a\n\\u00…9 tokens truncated…b\n',
      1,
    ],
    [
      'a result without its output, and the output',
      ['{"chunk_id":"a","exit_code":2,"original_token_count":1}', 'boom'],
      'boom',
      2,
    ],
    [
      'both, run together where they were cut',
      ['{"chunk_id":"a","exit_code":2,"original_token_count":9}\nboom'],
      'boom',
      2,
    ],
    ['a text with a header', ['Exit code: 1\nWall time: 0.2 seconds\nTotal output lines: 2\nOutput:\nboom'], 'boom', 1],
    [
      'the same as JSON under a line of the script',
      ['## lint\n"Exit code: 1\\nWall time: 0.2 seconds\\nOutput:\\nboom"'],
      'boom',
      1,
    ],
    ['an end in words of the script', ['boom\n', 'EXIT=4'], 'boom\n', 4],
    ['an end beside the output', ['--- lint: exit 4 ---\nboom'], '--- lint: exit 4 ---\nboom', 4],
    ['an end that was not yet', ['going on', 'exit_code=undefined'], 'going on', null],
  ] as const)('is taken apart: %s', (_, texts, text, exitCode) =>
    expect(read(true, ...texts)).toMatchObject({ text, exitCode, failed: exitCode === null ? null : exitCode !== 0 }),
  );

  it('is not believed where the script does not tell how commands ended', () =>
    expect(read(false, 'EXIT=4')).toEqual({ text: 'EXIT=4', failed: null, exitCode: null, running: null }));

  it('names the command that runs on', () => {
    expect(read(true, '> test\n', 'SESSION_ID=70210')).toMatchObject({ text: '> test\n', running: '70210' });
    expect(read(false, '{"chunk_id":"a","session_id":70210,"output":""}')).toMatchObject({
      text: '',
      running: '70210',
    });
  });
});

it.each(['code-mode', 'completed-items', 'response-items'])('reads %s in pieces as it does whole', (name) => {
  const lines = readFileSync(`test/fixtures/codex/${name}.jsonl`, 'utf8').split(/(?<=\n)/);
  const whole = join(folder.path, `rollout-${name}.jsonl`);
  writeFileSync(whole, lines.join(''));
  const expected = [...codexReader.read(whole).events];
  const growing = join(folder.path, `rollout-${name}-grows.jsonl`);
  writeFileSync(growing, '');
  let from: Parameters<typeof codexReader.read>[1];
  const found = lines.flatMap((line) => {
    appendFileSync(growing, line);
    const { events, report } = codexReader.read(growing, from);
    const told = [...events];
    from = JSON.parse(JSON.stringify(report.cursor));
    return told;
  });
  expect(found).toEqual(expected);
});

describe('a command of Codex', () => {
  const results = (...records: object[]) => {
    const path = join(folder.path, `rollout-${Math.random().toString(36).slice(2)}.jsonl`);
    const line = (payload: object) =>
      `${JSON.stringify({ timestamp: '2026-01-05T10:00:00Z', type: 'response_item', payload })}\n`;
    writeFileSync(path, records.map(line).join(''));
    return [...codexReader.read(path).events].filter((event) => event.type === 'tool_result');
  };
  const call = (call_id: string, name: string, input: object) => ({
    type: 'function_call',
    name,
    arguments: JSON.stringify(input),
    call_id,
  });
  const output = (call_id: string, text: string) => ({ type: 'function_call_output', call_id, output: text });
  const header = (state: string) => `Chunk ID: a\nWall time: 1.0 seconds\n${state}\nOutput:\n`;

  it('that runs on says so until it has ended', () => {
    expect(
      results(
        call('a', 'exec_command', { cmd: 'npm test' }),
        output('a', `${header('Process running with session ID 7')}one\n`),
        call('b', 'write_stdin', { session_id: 7, chars: '' }),
        output('b', `${header('Process exited with code 1')}two\n`),
      ),
    ).toMatchObject([
      { callId: 'a', running: true, failed: null, exitCode: null },
      { callId: 'a', failed: true, exitCode: 1 },
    ]);
  });

  it('that failed in the sandbox has its exit code and what it printed', () => {
    const shown =
      'failed in sandbox LinuxSeccomp with execution error: sandbox denied exec error, exit code: 2, stdout: E   boom\n, stderr: ';
    const [result, ...rest] = results(
      call('a', 'shell', { command: ['bash', '-lc', 'pytest -q'] }),
      output('a', shown),
    );
    expect(rest).toEqual([]);
    expect(result).toMatchObject({ failed: true, exitCode: 2 });
    expect(result?.type === 'tool_result' && result.text).toMatch(/^E {3}boom/);
  });
});
