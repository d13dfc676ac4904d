import { list, newId, type Protocol, parametersOf, type Reply, record, string, textOf } from './reply.ts';
import type { ModelMessage, ModelTool } from './scenario.ts';

/** OpenAI Responses, as Codex speaks it: tools in namespaces and as an input item, custom tools that take text. */
export const responses: Protocol = {
  matches: (path) => /\/responses(\?|$)/.test(path),
  wantsStream: (body) => body['stream'] === true,
  read(body) {
    const input = typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : list(body['input']);
    const offered = input.filter(({ type }) => type === 'additional_tools').flatMap(({ tools }) => list(tools));
    return {
      protocol: 'responses',
      tools: [...list(body['tools']), ...offered].flatMap((tool) => flat(tool, null)),
      messages: [{ role: 'system', text: string(body['instructions']) }, ...input.flatMap(fromItem)],
    };
  },
  whole: (reply) => responseOf(reply),
  *stream(reply) {
    const response = responseOf(reply);
    let sequence = 0;
    const event = (type: string, data: object) => ({
      event: type,
      data: { type, sequence_number: sequence++, ...data },
    });
    yield event('response.created', { response: { ...response, status: 'in_progress', output: [], usage: null } });
    for (const [index, item] of response.output.entries()) {
      const place = { item_id: item.id, output_index: index };
      yield event('response.output_item.added', { output_index: index, item: { ...item, ...emptied(item) } });
      if (item.type === 'message') {
        const part = item.content[0];
        const { text } = part;
        const at = { ...place, content_index: 0 };
        yield event('response.content_part.added', { ...at, part: { ...part, text: '' } });
        yield event('response.output_text.delta', { ...at, delta: text });
        yield event('response.output_text.done', { ...at, text });
        yield event('response.content_part.done', { ...at, part });
      } else if (item.type === 'custom_tool_call') {
        yield event('response.custom_tool_call_input.delta', { ...place, delta: item.input });
        yield event('response.custom_tool_call_input.done', { ...place, input: item.input });
      } else {
        yield event('response.function_call_arguments.delta', { ...place, delta: item.arguments });
        yield event('response.function_call_arguments.done', { ...place, arguments: item.arguments });
      }
      yield event('response.output_item.done', { output_index: index, item });
    }
    yield event('response.completed', { response });
  },
};

function flat(tool: Record<string, unknown>, namespace: string | null): ModelTool[] {
  if (tool['type'] === 'namespace') return list(tool['tools']).flatMap((inner) => flat(inner, string(tool['name'])));
  return [
    {
      name: string(tool['name']) || string(tool['type']),
      parameters: parametersOf(tool['parameters']),
      isCustom: tool['type'] === 'custom',
      namespace,
    },
  ];
}

function fromItem(item: Record<string, unknown>): ModelMessage[] {
  const type = string(item['type']);
  if (type === 'additional_tools' || type === 'reasoning') return [];
  if (type.endsWith('_output')) return [{ role: 'tool', text: textOf(item['output']) }];
  if (type.endsWith('_call')) {
    return [{ role: 'assistant', text: string(item['input']) || string(item['arguments']) }];
  }
  // One agent of a team speaks to another.
  if (type === 'agent_message') return [{ role: 'user', text: textOf(item['content']) }];
  const role = item['role'] === 'user' || item['role'] === 'assistant' ? item['role'] : 'system';
  return [
    {
      role,
      text:
        list(item['content'])
          .map((part) => string(record(part)['text']))
          .join('\n') || textOf(item['content']),
    },
  ];
}

const emptied = (item: Item) =>
  item.type === 'message'
    ? { content: [], status: 'in_progress' }
    : item.type === 'custom_tool_call'
      ? { input: '', status: 'in_progress' }
      : { arguments: '', status: 'in_progress' };

type Item = ReturnType<typeof responseOf>['output'][number];

function responseOf({ model, say, call, inputTokens, outputTokens }: Reply) {
  const spoken = {
    type: 'message' as const,
    id: newId('msg_'),
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text: say, annotations: [] as string[] }] as const,
  };
  return {
    id: newId('resp_'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'completed',
    model,
    output: [...(say === '' ? [] : [spoken]), ...(call === null ? [] : [called(call)])],
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + outputTokens,
    },
    error: null,
    incomplete_details: null,
    parallel_tool_calls: false,
    tools: [],
    metadata: {},
  };
}

function called({ tool, input }: NonNullable<Reply['call']>) {
  const base = { call_id: newId('call_'), name: tool.name, status: 'completed' };
  if (typeof input === 'string') return { type: 'custom_tool_call' as const, id: newId('ctc_'), ...base, input };
  return {
    type: 'function_call' as const,
    id: newId('fc_'),
    ...base,
    ...(tool.namespace === null ? {} : { namespace: tool.namespace }),
    arguments: JSON.stringify(input),
  };
}
