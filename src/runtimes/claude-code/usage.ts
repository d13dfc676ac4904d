import { setBounded } from '../../base/bounded-map.ts';
import { countOf, type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import type { Usage } from '../../sessions/event.ts';

interface Counted {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}

interface Message extends Counted {
  /** True once a line of the message said why it stopped: then its numbers are final. */
  final: boolean;
  /** Characters of text, thought and tool input. */
  characters: number;
  told: Counted | null;
}

interface Pending {
  readonly id: string;
  readonly model: string | null;
  readonly message: Message;
  line: number;
  at: number | null;
  sidechain: boolean;
}

export type UsageCarry = readonly (readonly [string, Message])[];

/** How many messages are remembered for lines of theirs that come late. */
const remembered = 64;

/** Characters of a token, for versions that keep only a placeholder; about four for English and code. */
const charactersOfToken = 4;

/**
 * Counts the tokens of each message once. Claude Code writes a line per content block and repeats the usage on each, in
 * old versions a streaming placeholder: the largest numbers of a message count, told when the next message begins; a
 * line that comes later only adds what is more.
 */
export function createUsageCounter(carried: UsageCarry | undefined) {
  const known = new Map<string, Message>(carried?.map(([id, message]) => [id, { ...message }]));
  let pending: Pending | null = null;

  const flush = (): readonly Usage[] => {
    if (!pending) return [];
    const { id, model, message, line, at, sidechain } = pending;
    pending = null;
    const guess = Math.ceil(message.characters / charactersOfToken);
    const estimated = !message.final && guess > message.output * 1.5 + 20;
    const { input, cacheRead, cacheWrite } = message;
    const total: Counted = { input, cacheRead, cacheWrite, output: estimated ? guess : message.output };
    const added = difference(total, message.told ?? nothing);
    const first = message.told === null;
    message.told = total;
    if (!first && added.input + added.cacheRead + added.cacheWrite + added.output === 0) return [];
    // As Claude Code itself counts it: what the model had before it. Old versions do not record the output truly.
    const context = input + cacheRead + cacheWrite;
    const window = model?.endsWith('[1m]') ? 1_000_000 : null;
    return [{ type: 'usage', line, at, sidechain, id, model, ...added, context, window, estimated }];
  };

  return {
    /** Takes the usage of one line. @returns the usage of the message before, when this line begins another */
    add(content: Fields, where: { line: number; at: number | null; sidechain: boolean }): readonly Usage[] {
      const id = textOf(content['id']);
      if (!id || content['usage'] === undefined) return [];
      const done = pending && pending.id !== id ? flush() : [];
      const { line, at, sidechain } = where;
      if (!pending) {
        const message: Message = known.get(id) ?? { ...nothing, final: false, characters: 0, told: null };
        setBounded(known, id, message, remembered);
        pending = { id, model: textOf(content['model']), message, line, at, sidechain };
      }
      const { message } = pending;
      const usage = fieldsOf(content['usage']);
      message.input = Math.max(message.input, countOf(usage['input_tokens']));
      message.cacheRead = Math.max(message.cacheRead, countOf(usage['cache_read_input_tokens']));
      message.cacheWrite = Math.max(message.cacheWrite, countOf(usage['cache_creation_input_tokens']));
      message.output = Math.max(message.output, countOf(usage['output_tokens']));
      message.final ||= typeof content['stop_reason'] === 'string';
      if (!message.final) message.characters += charactersOf(content['content']);
      pending.line = line;
      pending.at = at;
      pending.sidechain = sidechain;
      return done;
    },
    /** The usage of the message that is still open: its next line, if one comes, only adds. */
    flush,
    carry: (): UsageCarry => [...known],
  };
}

const nothing: Counted = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

function difference(a: Counted, b: Counted): Counted {
  const more = (x: number, y: number) => Math.max(0, x - y);
  return {
    input: more(a.input, b.input),
    cacheRead: more(a.cacheRead, b.cacheRead),
    cacheWrite: more(a.cacheWrite, b.cacheWrite),
    output: more(a.output, b.output),
  };
}

function charactersOf(content: unknown): number {
  let sum = 0;
  for (const block of listOf(content)) {
    sum += (textOf(block['text']) ?? textOf(block['thinking']) ?? '').length;
    if (block['input'] !== undefined) sum += lengthOf(block['input']);
  }
  return sum;
}

/** About as long as the value is as JSON. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 4;
  let sum = 2;
  for (const [key, inner] of Object.entries(value)) sum += key.length + 4 + lengthOf(inner);
  return sum;
}
