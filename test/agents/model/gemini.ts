import { list, newId, type Protocol, parametersOf, type Reply, record, string, textOf } from './reply.ts';
import type { ModelMessage } from './scenario.ts';

/** Gemini's generateContent and streamGenerateContent. */
export const gemini: Protocol = {
  matches: (path) => /:(generate|streamGenerate)Content/.test(path),
  wantsStream: (_, path) => path.includes(':streamGenerateContent'),
  read: (body) => ({
    protocol: 'gemini',
    tools: list(body['tools'])
      .flatMap(({ functionDeclarations }) => list(functionDeclarations))
      .map((tool) => ({
        name: string(tool['name']),
        parameters: parametersOf(tool['parametersJsonSchema'] ?? tool['parameters']),
        isCustom: false,
        namespace: null,
      })),
    messages: [
      { role: 'system', text: textOf(body['systemInstruction']) },
      ...list(body['contents']).flatMap(({ role, parts }) => list(parts).map(fromPart(role))),
    ],
  }),
  schemaOf(body) {
    const config = record(body['generationConfig']);
    return config['responseJsonSchema'] ?? config['responseSchema'];
  },
  whole: (reply) => contentOf(reply),
  *stream(reply) {
    yield { data: contentOf(reply) };
  },
};

const fromPart =
  (role: unknown) =>
  (part: Record<string, unknown>): ModelMessage => {
    const { functionResponse, functionCall } = part;
    if (functionResponse !== undefined) return { role: 'tool', text: textOf(record(functionResponse)['response']) };
    if (functionCall !== undefined) return { role: 'assistant', text: JSON.stringify(record(functionCall)['args']) };
    return { role: role === 'model' ? 'assistant' : 'user', text: string(part['text']) };
  };

function contentOf({ model, say, call, inputTokens, outputTokens }: Reply) {
  const parts = [
    ...(say === '' ? [] : [{ text: say }]),
    ...(call === null ? [] : [{ functionCall: { name: call.tool.name, args: call.input } }]),
  ];
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
    usageMetadata: {
      promptTokenCount: inputTokens,
      candidatesTokenCount: outputTokens,
      totalTokenCount: inputTokens + outputTokens,
    },
    modelVersion: model,
    responseId: newId('r'),
  };
}
