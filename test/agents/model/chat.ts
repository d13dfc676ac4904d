import { list, newId, type Protocol, parametersOf, pieces, type Reply, record, string, textOf } from './reply.ts';

/** OpenAI Chat Completions, as most other agents speak it. */
export const chat: Protocol = {
  matches: (path) => /\/chat\/completions(\?|$)/.test(path),
  wantsStream: (body) => body['stream'] === true,
  read: (body) => ({
    protocol: 'chat',
    tools: list(body['tools']).map(({ function: tool }) => ({
      name: string(record(tool)['name']),
      parameters: parametersOf(record(tool)['parameters']),
      isCustom: false,
      namespace: null,
    })),
    messages: list(body['messages']).map(({ role, content, tool_calls }) => ({
      role: role === 'user' || role === 'assistant' || role === 'tool' ? role : 'system',
      text: [textOf(content), ...list(tool_calls).map((call) => string(record(call['function'])['arguments']))].join(
        '\n',
      ),
    })),
  }),
  schemaOf: (body) => record(record(body['response_format'])['json_schema'])['schema'],
  whole(reply) {
    const { id, created, model, calls, usage, finish } = completionOf(reply);
    const message = { role: 'assistant', content: reply.say || null, ...(calls === null ? {} : { tool_calls: calls }) };
    return {
      id,
      created,
      model,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: finish }],
      usage,
    };
  },
  *stream(reply) {
    const { id, created, model, calls, usage, finish } = completionOf(reply);
    const base = { id, created, model, object: 'chat.completion.chunk' };
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      data: { ...base, choices: [{ index: 0, delta, finish_reason }] },
    });
    yield chunk({ role: 'assistant', content: '' });
    for (const content of pieces(reply.say)) yield chunk({ content });
    if (calls !== null) yield chunk({ tool_calls: calls });
    yield chunk({}, finish);
    yield { data: { ...base, choices: [], usage } };
    yield { data: '[DONE]' };
  },
};

function completionOf({ model, call, inputTokens, outputTokens }: Reply) {
  return {
    id: newId('chatcmpl-'),
    created: Math.floor(Date.now() / 1000),
    model,
    calls:
      call === null
        ? null
        : [
            {
              index: 0,
              id: newId('call_'),
              type: 'function',
              function: { name: call.tool.name, arguments: JSON.stringify(call.input) },
            },
          ],
    finish: call === null ? 'stop' : 'tool_calls',
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      prompt_tokens_details: { cached_tokens: 0 },
    },
  };
}
