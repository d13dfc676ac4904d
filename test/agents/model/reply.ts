import { randomBytes } from 'node:crypto';
import type { ModelRequest } from './scenario.ts';
import type { ToolCall } from './tool-call.ts';

/** What the model answers, before a protocol puts it into its own words. */
export interface Reply {
  readonly model: string;
  readonly say: string;
  readonly call: ToolCall | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** One way of speaking to a model. */
export interface Protocol {
  /** Whether a request to this path is its own. */
  matches(path: string): boolean;
  read(body: Record<string, unknown>): ModelRequest;
  /** The whole answer as JSON, and the same as a stream of server-sent events. */
  whole(reply: Reply): object;
  stream(reply: Reply): Iterable<ServerEvent>;
  wantsStream(body: Record<string, unknown>, path: string): boolean;
  /** What a request without tools wants instead of plain words, where it says so. */
  schemaOf?(body: Record<string, unknown>): unknown;
}

export interface ServerEvent {
  /** The event's name, where the protocol gives it one. */
  readonly event?: string;
  readonly data: object | string;
}

export const newId = (prefix: string): string => prefix + randomBytes(8).toString('hex');

/** A text in pieces, as a model would send it. */
export const pieces = (text: string): readonly string[] => text.match(/.{1,24}/gs) ?? [];

export const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

export const list = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value)
    ? value.map((item) => record(typeof item === 'string' ? { type: 'text', text: item } : item))
    : [];

export const string = (value: unknown): string => (typeof value === 'string' ? value : '');

/** All texts below a value, joined: content comes as a string, as blocks, or as blocks within blocks. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textOf).filter(Boolean).join('\n');
}

/** Names of a tool's parameters, by its JSON schema. */
export const parametersOf = (schema: unknown): string[] => Object.keys(record(record(schema)['properties']));
