import { isDeepStrictEqual } from 'node:util';

/** The part of JSON Schema that is understood; anything else is refused, because what is passed over checks nothing. */
interface SmallSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SmallSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SmallSchema;
  readonly items?: SmallSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** One thing that is not as a schema wants it. */
export interface SchemaIssue {
  readonly path: readonly (string | number)[];
  readonly problem: string;
}

type Kind = 'text' | 'texts' | 'count' | 'number' | 'schema' | 'schemas' | 'list' | 'any';
const keywords: Readonly<Record<keyof SmallSchema, readonly Kind[]>> = {
  type: ['text', 'texts'],
  enum: ['list'],
  const: ['any'],
  properties: ['schemas'],
  required: ['texts'],
  additionalProperties: ['schema'],
  items: ['schema'],
  minItems: ['count'],
  maxItems: ['count'],
  minLength: ['count'],
  maxLength: ['count'],
  pattern: ['text'],
  minimum: ['number'],
  maximum: ['number'],
};
const remarks = ['$schema', '$id', '$comment', 'title', 'description', 'examples', 'default'];
const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** Reads a schema. @throws Error for what is no schema, and for a keyword that is not understood */
export function readSchema(value: unknown, where = 'the schema'): SmallSchema {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${where} is no object`);
  for (const [name, inner] of Object.entries(value)) {
    if (remarks.includes(name)) continue;
    const kinds = Object.hasOwn(keywords, name) ? keywords[name as keyof SmallSchema] : undefined;
    if (kinds === undefined)
      throw new Error(`${where} uses \`${name}\`; understood are ${Object.keys(keywords).join(', ')}`);
    if (!kinds.some((kind) => isKind(kind, inner, `${where}.${name}`)))
      throw new Error(`${where}.${name} cannot be read`);
  }
  const schema = value as SmallSchema;
  const unknown = [schema.type ?? []].flat().find((type) => !types.includes(type));
  if (unknown !== undefined) throw new Error(`${where}.type: there is no type ${unknown}`);
  if (schema.pattern !== undefined) new RegExp(schema.pattern, 'u');
  return schema;
}

function isKind(kind: Kind, value: unknown, where: string): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'texts':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    case 'count':
      return Number.isInteger(value) && Number(value) >= 0;
    case 'number':
      return typeof value === 'number';
    case 'list':
      return Array.isArray(value);
    case 'schema':
      return typeof value === 'boolean' ? where.endsWith('additionalProperties') : Boolean(readSchema(value, where));
    case 'schemas':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      for (const [name, one] of Object.entries(value)) readSchema(one, `${where}.${name}`);
      return true;
    case 'any':
      return true;
  }
}

/** Everything in a value that is not as a schema wants it. */
export function schemaIssues(schema: SmallSchema, value: unknown, path: SchemaIssue['path'] = []): SchemaIssue[] {
  const wanted = schema.type === undefined ? null : [schema.type].flat();
  if (wanted !== null && !wanted.some((type) => isType(type, value)))
    return [{ path, problem: `it is ${typeOf(value)}, not ${wanted.join(' or ')}` }];
  const issues: SchemaIssue[] = [];
  const wrong = (fails: boolean | undefined, problem: string) => {
    if (fails) issues.push({ path, problem });
  };
  wrong(schema.enum && !schema.enum.some((one) => isDeepStrictEqual(one, value)), 'it is none of the values allowed');
  wrong(Object.hasOwn(schema, 'const') && !isDeepStrictEqual(schema.const, value), 'it is not the value wanted');
  if (typeof value === 'string') {
    wrong(value.length < (schema.minLength ?? 0), `it is shorter than ${schema.minLength}`);
    wrong(value.length > (schema.maxLength ?? Number.POSITIVE_INFINITY), `it is longer than ${schema.maxLength}`);
    wrong(
      schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value),
      `it does not fit ${schema.pattern}`,
    );
  } else if (typeof value === 'number') {
    wrong(value < (schema.minimum ?? Number.NEGATIVE_INFINITY), `it is less than ${schema.minimum}`);
    wrong(value > (schema.maximum ?? Number.POSITIVE_INFINITY), `it is more than ${schema.maximum}`);
  } else if (Array.isArray(value)) {
    wrong(value.length < (schema.minItems ?? 0), `it has fewer than ${schema.minItems} items`);
    wrong(value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY), `it has more than ${schema.maxItems} items`);
    const { items } = schema;
    if (items) issues.push(...value.flatMap((item, index) => schemaIssues(items, item, [...path, index])));
  } else if (typeof value === 'object' && value !== null) {
    for (const name of schema.required ?? []) wrong(!Object.hasOwn(value, name), `${name} is missing`);
    for (const [name, inner] of Object.entries(value)) {
      const own = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties?.[name] : undefined;
      const rule = own ?? schema.additionalProperties ?? true;
      if (rule === false) issues.push({ path: [...path, name], problem: 'there is no such field' });
      else if (rule !== true) issues.push(...schemaIssues(rule, inner, [...path, name]));
    }
  }
  return issues;
}

function isType(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return typeOf(value) === type;
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
