import { atMost } from '../base/clock.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../base/json-value.ts';

/** A model behind HTTP. */
export interface Endpoint {
  readonly kind: 'openai' | 'anthropic';
  /** What stands before `/chat/completions`, or before `/v1/messages`. */
  readonly url: string;
  readonly model: string;
  /** Null where it wants none. */
  readonly key: string | null;
}

export interface EndpointAnswer {
  readonly text: string;
  /** As the answer names it. */
  readonly model: string | null;
}

/** Bytes of a response; more is none. */
const mostBytes = 4 << 20;
const mostTokens = 16_000;

/**
 * Asks a model one thing, with an answer of a schema.
 * @throws Error that says why there is no answer: a status, a time-out, a connection that fails
 */
export async function askEndpoint(
  endpoint: Endpoint,
  prompt: string,
  schema: object,
  timeoutMs: number,
): Promise<EndpointAnswer> {
  const signal = AbortSignal.timeout(atMost(timeoutMs));
  const protocol = protocols[endpoint.kind];
  let { status, body } = await post(endpoint, protocol.request(endpoint.model, prompt, schema), signal);
  // Some servers of this kind know no schema; the prompt has it too.
  if (status === 400) ({ status, body } = await post(endpoint, protocol.request(endpoint.model, prompt, null), signal));
  if (status !== 200) throw new Error(`status ${status}${problemIn(body)}`);
  const text = protocol.text(body);
  if (text === null) throw new Error('its answer holds no text');
  return { text, model: textOf(body['model']) };
}

interface EndpointProtocol {
  readonly path: string;
  headers(key: string): Readonly<Record<string, string>>;
  request(model: string, prompt: string, schema: object | null): object;
  text(body: Fields): string | null;
}

const protocols: Readonly<Record<Endpoint['kind'], EndpointProtocol>> = {
  openai: {
    path: '/chat/completions',
    headers: (key) => ({ authorization: `Bearer ${key}` }),
    request: (model, prompt, schema) => ({
      model,
      messages: [{ role: 'user', content: prompt }],
      ...(schema === null
        ? {}
        : { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } }),
    }),
    text: (body) => textOf(fieldsOf(listOf(body['choices'])[0]?.['message'])['content']),
  },
  anthropic: {
    path: '/v1/messages',
    headers: (key) => ({ 'x-api-key': key }),
    request: (model, prompt, schema) => ({
      model,
      max_tokens: mostTokens,
      messages: [{ role: 'user', content: prompt }],
      ...(schema === null
        ? {}
        : {
            tools: [{ name: 'answer', description: 'Gives the answer.', input_schema: schema }],
            tool_choice: { type: 'tool', name: 'answer' },
          }),
    }),
    text(body) {
      const blocks = listOf(body['content']);
      const called = blocks.find(({ type }) => type === 'tool_use');
      return called ? JSON.stringify(called['input']) : textOf(blocks.find(({ type }) => type === 'text')?.['text']);
    },
  },
};

async function post(
  endpoint: Endpoint,
  request: object,
  signal: AbortSignal,
): Promise<{ status: number; body: Fields }> {
  const { path, headers } = protocols[endpoint.kind];
  const response = await fetch(endpoint.url.replace(/(?<!\/)\/+$/, '') + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(endpoint.kind === 'anthropic' ? { 'anthropic-version': '2023-06-01' } : {}),
      ...(endpoint.key === null ? {} : headers(endpoint.key)),
    },
    body: JSON.stringify(request),
    // Another host must not be handed the key.
    redirect: 'error',
    signal,
  });
  return { status: response.status, body: parsed(await bounded(response)) };
}

async function bounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(`it sent more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function problemIn(body: Fields): string {
  const said = textOf(fieldsOf(body['error'])['message']) ?? textOf(body['error']);
  return said === null ? '' : `: ${said.slice(0, 200)}`;
}
