import { countOf, type Fields, fieldsOf } from '../base/json-value.ts';

/** The object that a text is; one without fields where it is none. */
export function fieldsIn(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The objects of a text that has one a line; other lines are passed over. */
export const linesIn = (text: string): readonly Fields[] => text.split('\n').map(fieldsIn);

/**
 * The model that wrote the most: agents ask small ones on the side.
 * @param models counts by the name of the model
 * @param path where in them the tokens it wrote are
 */
export function busiestOf(models: unknown, path: readonly string[]): string | null {
  const written = (counts: unknown) => countOf(path.reduce((value, key) => fieldsOf(value)[key], counts));
  const [first] = Object.entries(fieldsOf(models)).toSorted(([, one], [, other]) => written(other) - written(one));
  return first?.[0] ?? null;
}
