import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { chat } from './chat.ts';
import { gemini } from './gemini.ts';
import { messages } from './messages.ts';
import { type Protocol, type Reply, record, string } from './reply.ts';
import { responses } from './responses.ts';
import { nextStep, type Scenario } from './scenario.ts';
import { toolCall } from './tool-call.ts';

const protocols: readonly Protocol[] = [messages, responses, chat, gemini];

/** A request to the model as it stands on disk. */
export interface CapturedFile {
  readonly at: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/**
 * A model that follows a scenario, on loopback. Writes every request that asks for words into `folder`, in order.
 * What it does not know is answered with 404 and written down too, so that a test can show it.
 */
export function startModel(scenario: Scenario, folder: string, port: number): Promise<Server> {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? '';
      const body = await bodyOf(request);
      const name = `${String(++count).padStart(3, '0')}.json`;
      writeFileSync(
        join(folder, name),
        JSON.stringify({ at: new Date().toISOString(), path, body } satisfies CapturedFile),
      );
      answer(scenario, request.method ?? '', path, body, response);
    })().catch(() => response.destroy());
  });
  return new Promise((done, failed) => {
    server.on('error', failed);
    server.listen(port, '127.0.0.1', () => done(server));
  });
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const unpack = { gzip: gunzipSync, br: brotliDecompressSync, zstd: zstdDecompressSync }[
    string(request.headers['content-encoding'])
  ];
  try {
    return record(JSON.parse((unpack === undefined ? raw : unpack(raw)).toString('utf8')));
  } catch {
    return {};
  }
}

function answer(
  scenario: Scenario,
  method: string,
  path: string,
  body: Record<string, unknown>,
  response: ServerResponse,
) {
  if (path.includes('/count_tokens')) return json(response, 200, { input_tokens: 100 });
  if (path.includes(':countTokens')) return json(response, 200, { totalTokens: 100 });
  if (method === 'GET' && /\/models(\?|$)/.test(path)) {
    return json(response, 200, { object: 'list', data: [{ id: 'scripted', object: 'model' }], models: [] });
  }
  const protocol = method === 'POST' ? protocols.find((one) => one.matches(path)) : undefined;
  if (protocol === undefined) return json(response, 404, { error: { type: 'not_found', message: `no route ${path}` } });
  const { wait, takes = 0 } = nextStep(scenario, protocol.read(body));
  if (!wait) setTimeout(speak, takes, protocol, replyTo(scenario, protocol, body), path, body, response);
}

function speak(
  protocol: Protocol,
  reply: Reply,
  path: string,
  body: Record<string, unknown>,
  response: ServerResponse,
) {
  if (!protocol.wantsStream(body, path)) return json(response, 200, protocol.whole(reply));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const { event, data } of protocol.stream(reply)) {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    response.write(`${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`);
  }
  response.end();
}

function replyTo(scenario: Scenario, protocol: Protocol, body: Record<string, unknown>): Reply {
  const request = protocol.read(body);
  const step = nextStep(scenario, request);
  const call = toolCall(step, request);
  const schema = request.tools.length === 0 ? protocol.schemaOf?.(body) : undefined;
  const characters = request.messages.reduce((sum, { text }) => sum + text.length, 0);
  return {
    model: string(body['model']) || 'scripted',
    say:
      step.answer && !call ? JSON.stringify(step.answer) : schema ? JSON.stringify(filled(schema)) : (step.say ?? ''),
    call,
    inputTokens: Math.ceil(characters / 4),
    outputTokens: 30,
  };
}

/** The smallest value that fits a JSON schema: side requests (Gemini's router) ask for their answer in one. */
function filled(schema: unknown): unknown {
  const { type, enum: allowed, properties } = record(schema);
  if (Array.isArray(allowed)) return allowed[0];
  switch (string(type).toLowerCase()) {
    case 'object':
      return Object.fromEntries(Object.entries(record(properties)).map(([key, value]) => [key, filled(value)]));
    case 'array':
      return [];
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return false;
    default:
      return 'ok';
  }
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
