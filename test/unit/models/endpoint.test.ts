import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askEndpoint } from '../../../src/models/endpoint.ts';

interface Seen {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}
type Reply = (response: ServerResponse, seen: Seen) => void;

const schema = { type: 'object' };
const json =
  (status: number, body: unknown): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
const openai = (content: string | null, model?: string) => json(200, { model, choices: [{ message: { content } }] });

describe('a model behind HTTP', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function serve(reply: Reply): Promise<{ url: string; seen: Seen[] }> {
    const seen: Seen[] = [];
    const started = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk));
      request.on('end', () => {
        const one = { url: request.url ?? '', headers: request.headers, body: JSON.parse(text || '{}') };
        seen.push(one);
        reply(response, one);
      });
    });
    server = started;
    await new Promise<void>((done) => started.listen(0, '127.0.0.1', done));
    return { url: `http://127.0.0.1:${(started.address() as AddressInfo).port}`, seen };
  }

  it('V.12 OpenAI-compatible: one prompt, the schema, the key, and the model that the answer names', async () => {
    const { url, seen } = await serve(openai('{"a":1}', 'gpt-6-2026-05-01'));
    const endpoint = { kind: 'openai', url: `${url}/v1/`, model: 'gpt-6', key: 'k-1' } as const;
    expect(await askEndpoint(endpoint, 'Review', schema, 5000)).toEqual({ text: '{"a":1}', model: 'gpt-6-2026-05-01' });
    expect(seen).toMatchObject([
      {
        url: '/v1/chat/completions',
        headers: { authorization: 'Bearer k-1' },
        body: {
          model: 'gpt-6',
          messages: [{ role: 'user', content: 'Review' }],
          response_format: { type: 'json_schema', json_schema: { strict: true, schema } },
        },
      },
    ]);
  });

  it('V.12 Anthropic-compatible: the answer is a call of a tool with the schema', async () => {
    const content = [
      { type: 'text', text: 'Here.' },
      { type: 'tool_use', name: 'answer', input: { a: 1 } },
    ];
    const { url, seen } = await serve(json(200, { model: 'claude-opus-5-5', content }));
    const endpoint = { kind: 'anthropic', url, model: 'claude-opus', key: 'k-2' } as const;
    expect(await askEndpoint(endpoint, 'Review', schema, 5000)).toEqual({ text: '{"a":1}', model: 'claude-opus-5-5' });
    expect(seen).toMatchObject([
      {
        url: '/v1/messages',
        headers: { 'x-api-key': 'k-2', 'anthropic-version': '2023-06-01' },
        body: { tool_choice: { type: 'tool', name: 'answer' }, tools: [{ input_schema: schema }] },
      },
    ]);
  });

  it('asks again without the schema where the server knows none, and sends no key that there is not', async () => {
    const { url, seen } = await serve((response, one) =>
      'response_format' in one.body ? json(400, {})(response, one) : openai('words')(response, one),
    );
    const answer = await askEndpoint({ kind: 'openai', url, model: 'm', key: null }, 'Review', schema, 5000);
    expect(answer).toEqual({ text: 'words', model: null });
    expect(seen).toHaveLength(2);
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['a status', json(401, { error: { message: 'no such key' } }), /^status 401: no such key$/],
    ['no text', openai(null), /holds no text/],
    ['what is no JSON', ((response) => response.end('<html>')) as Reply, /holds no text/],
    ['too much', ((response) => response.end('x'.repeat(5 << 20))) as Reply, /sent more than 4194304 bytes/],
    ['nothing at all', (() => {}) as Reply, /timeout|aborted/i],
    ['a connection that breaks', ((response) => response.destroy()) as Reply, /fetch failed|terminated/],
  ])('V.15 %s is no answer, and it says so', async (what, reply, problem) => {
    const { url } = await serve(reply);
    const patience = what === 'nothing at all' ? 500 : 20_000;
    await expect(
      askEndpoint({ kind: 'openai', url, model: 'm', key: null }, 'Review', schema, patience),
    ).rejects.toThrow(problem);
  });

  it('follows nobody to another host with the key', async () => {
    const { url, seen } = await serve((response, one) => {
      if (one.url === '/elsewhere') openai('{}')(response, one);
      else response.writeHead(307, { location: '/elsewhere' }).end();
    });
    await expect(askEndpoint({ kind: 'openai', url, model: 'm', key: 'k' }, 'Review', schema, 5000)).rejects.toThrow(
      'fetch failed',
    );
    expect(seen.map((one) => one.url)).toEqual(['/chat/completions']);
  });
});
