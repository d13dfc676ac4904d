import { list, newId, type Protocol, parametersOf, pieces, type Reply, record, string, textOf } from './reply.ts';
import type { ModelMessage } from './scenario.ts';

/** Anthropic Messages, as Claude Code speaks it. */
export const messages: Protocol = {
  matches: (path) => /\/messages(\?|$)/.test(path),
  wantsStream: (body) => body['stream'] === true,
  read: (body) => ({
    protocol: 'messages',
    tools: list(body['tools']).map((tool) => ({
      name: string(tool['name']),
      parameters: parametersOf(tool['input_schema']),
      isCustom: false,
      namespace: null,
    })),
    messages: [
      { role: 'system', text: textOf(body['system']) },
      ...list(body['messages']).flatMap(({ role, content }): ModelMessage[] =>
        typeof content === 'string' ? [{ role: roleOf(role), text: content }] : list(content).map(fromBlock(role)),
      ),
    ],
  }),
  whole: (reply) => messageOf(reply),
  *stream(reply) {
    const message = messageOf(reply);
    const event = (type: string, data: object) => ({ event: type, data: { type, ...data } });
    yield event('message_start', { message: { ...message, content: [], stop_reason: null } });
    for (const [index, block] of message.content.entries()) {
      if (block.type === 'text') {
        yield event('content_block_start', { index, content_block: { type: 'text', text: '' } });
        for (const text of pieces(block.text))
          yield event('content_block_delta', { index, delta: { type: 'text_delta', text } });
      } else {
        yield event('content_block_start', { index, content_block: { ...block, input: {} } });
        const json = JSON.stringify(block.input);
        yield event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: json } });
      }
      yield event('content_block_stop', { index });
    }
    const { stop_reason, stop_sequence, usage } = message;
    yield event('message_delta', { delta: { stop_reason, stop_sequence }, usage });
    yield event('message_stop', {});
  },
};

const roleOf = (role: unknown): ModelMessage['role'] =>
  role === 'assistant' ? 'assistant' : role === 'system' ? 'system' : 'user';

const fromBlock =
  (role: unknown) =>
  (block: Record<string, unknown>): ModelMessage => {
    if (block['type'] === 'tool_result') return { role: 'tool', text: textOf(block['content']) };
    if (block['type'] === 'tool_use') return { role: 'assistant', text: JSON.stringify(record(block['input'])) };
    return { role: roleOf(role), text: string(block['text']) };
  };

function messageOf({ model, say, call, inputTokens, outputTokens }: Reply) {
  return {
    id: newId('msg_'),
    type: 'message',
    role: 'assistant',
    model,
    content: [
      ...(say === '' ? [] : [{ type: 'text' as const, text: say }]),
      ...(call === null
        ? []
        : [{ type: 'tool_use' as const, id: newId('toolu_'), name: call.tool.name, input: call.input }]),
    ],
    stop_reason: call === null ? 'end_turn' : 'tool_use',
    stop_sequence: null,
    usage: {
      input_tokens: inputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: outputTokens,
    },
  };
}
