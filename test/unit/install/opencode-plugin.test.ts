import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pluginText } from '../../../src/runtimes/opencode/plugin-text.ts';
import { temporaryFolder } from '../../setup/knowledge.ts';

type Hook = (input: object, output?: object) => Promise<void>;
type Hooks = Record<
  'event' | 'chat.message' | 'tool.execute.after' | 'experimental.session.compacting' | 'dispose',
  Hook
>;

let folder: ReturnType<typeof temporaryFolder>;
let serial = 0;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** The plugin, with an executable in the hook's place that notes what it gets and answers `answer`. */
async function load(
  answer: string,
  directory = folder.path,
): Promise<{ hooks: Hooks; asked: () => { event: string; payload: Record<string, unknown> }[] }> {
  const [dist, log] = [join(folder.path, 'dist'), join(folder.path, 'log')];
  mkdirSync(dist, { recursive: true });
  writeFileSync(log, '');
  writeFileSync(
    join(dist, 'hook.cjs'),
    `const [, , agent, event] = process.argv;
const payload = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
require('node:fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify({ agent, event, payload, certificates: process.env.NODE_EXTRA_CA_CERTS }) + '\\n');
${answer}`,
  );
  const file = join(folder.path, `plugin-${serial++}.mjs`);
  writeFileSync(file, pluginText({ node: process.execPath, dist, platform: 'linux' }).replaceAll('* 1000', '* 100'));
  const { Twelvefold } = (await import(pathToFileURL(file).href)) as { Twelvefold: (input: object) => Promise<Hooks> };
  const asked = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { hooks: await Twelvefold({ directory }), asked };
}

const says = 'process.stdout.write(JSON.stringify({ context: "said at " + event, notice: null }));';
const message = () => ({
  message: {},
  parts: [
    { id: 'prt_202cebc10001ev9c83RX8OYGhx', sessionID: 'ses_1', messageID: 'msg_1', type: 'text', text: 'mend it' },
  ] as Record<'id' | 'sessionID' | 'messageID' | 'type' | 'text', string>[],
});

describe('the plugin of OpenCode', () => {
  it('puts what is known in front of the first message, once for the start and each time for the prompt', async () => {
    const { hooks, asked } = await load(says);
    await hooks.event({ event: { type: 'session.created', properties: { info: { id: 'ses_1' } } } });
    const [first, second] = [message(), message()];
    await hooks['chat.message']({ sessionID: 'ses_1' }, first);
    await hooks['chat.message']({ sessionID: 'ses_1' }, second);
    expect(first.parts.map(({ text }) => text)).toEqual(['said at session.created\n\nsaid at chat.message', 'mend it']);
    expect(first.parts[0]).toMatchObject({ synthetic: true, sessionID: 'ses_1', messageID: 'msg_1', type: 'text' });
    expect((first.parts[0]?.id ?? '') < (first.parts[1]?.id ?? '')).toBe(true);
    expect(second.parts.map(({ text }) => text)).toEqual(['said at chat.message', 'mend it']);
    expect(asked().map(({ event }) => event)).toEqual(['session.created', 'chat.message', 'chat.message']);
    expect(asked()[0]).toMatchObject({
      agent: 'opencode',
      certificates: '',
      payload: { directory: folder.path, resumed: false },
    });
    await hooks.dispose({});
  });

  it('says of a session that it did not see begin that it goes on, and of a sub-agent whose it is', async () => {
    const { hooks, asked } = await load(says);
    await hooks['chat.message']({ sessionID: 'ses_old' }, message());
    await hooks.event({
      event: { type: 'session.created', properties: { info: { id: 'ses_2', parentID: 'ses_old' } } },
    });
    await hooks['chat.message']({ sessionID: 'ses_2' }, message());
    const starts = asked().filter(({ event }) => event === 'session.created');
    expect(starts.map(({ payload }) => [payload['resumed'], payload['parentID']])).toEqual([
      [true, undefined],
      [false, 'ses_old'],
    ]);
    await hooks.dispose({});
  });

  it('adds to the result of a tool that touches files or runs commands, and asks about no other', async () => {
    const { hooks, asked } = await load(says);
    const [bash, other] = [{ output: 'exit 1' }, { output: 'x' }];
    await hooks['tool.execute.after']({ tool: 'bash', sessionID: 'ses_1', args: { command: 'make' } }, bash);
    await hooks['tool.execute.after']({ tool: 'webfetch', sessionID: 'ses_1' }, other);
    expect([bash.output, other.output]).toEqual(['exit 1\n\nsaid at tool.execute.after', 'x']);
    await hooks.event({ event: { type: 'session.idle', properties: { sessionID: 'ses_1' } } });
    await hooks.event({ event: { type: 'message.updated', properties: {} } });
    expect(asked().map(({ event }) => event)).toEqual(['tool.execute.after', 'session.idle']);
    await hooks.dispose({});
  });

  it.each([
    ['dies', 'process.exit(3);'],
    ['prints something else', 'process.stdout.write("<html>");'],
    ['says nothing', ''],
    ['hangs', 'setInterval(() => {}, 1000);'],
  ])('K.9 goes on unchanged when the hook %s', async (_, answer) => {
    const { hooks } = await load(answer);
    const output = message();
    const began = performance.now();
    await hooks['chat.message']({ sessionID: 'ses_1' }, output);
    expect(output.parts.map(({ text }) => text)).toEqual(['mend it']);
    expect(performance.now() - began).toBeLessThan(4000);
    await hooks.dispose({});
  });

  it('K.9 never throws, whatever OpenCode hands it or a Node that is gone', async () => {
    const { hooks } = await load(says);
    for (const broken of [undefined, null, {}, { event: null }, { sessionID: 1 }]) {
      for (const name of ['event', 'chat.message', 'tool.execute.after', 'experimental.session.compacting'] as const)
        await expect(hooks[name](broken as never, broken as never)).resolves.toBeUndefined();
    }
    await hooks.dispose({});
    const file = join(folder.path, `plugin-${serial++}.mjs`);
    writeFileSync(file, pluginText({ node: '/gone/node', dist: '/gone', platform: 'linux' }));
    const { Twelvefold } = (await import(pathToFileURL(file).href)) as {
      Twelvefold: (input: object) => Promise<Hooks>;
    };
    const gone = await Twelvefold({ directory: folder.path });
    const output = message();
    await gone['chat.message']({ sessionID: 'ses_1' }, output);
    expect(output.parts).toHaveLength(1);
    await gone.dispose({});
  });

  it('keeps still where it is loaded twice, for the person and for the project', async () => {
    const first = await load(says);
    const second = await load(says);
    expect(Object.keys(second.hooks)).toEqual([]);
    await first.hooks.dispose({});
    const third = await load(says);
    expect(Object.keys(third.hooks)).toContain('chat.message');
    await third.hooks.dispose({});
  });
});
