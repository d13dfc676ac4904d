import { isDeepStrictEqual } from 'node:util';
import { addJsonElement, removeJson, replaceJson } from './json-edit.ts';
import { type Json, type JsonPath, jsonValue, nodeAt, parseJson } from './json-tree.ts';
import { isMarked, type Part } from './part.ts';
import { applyEdits, SettingsProblem, type TextEdit } from './text-edit.ts';

type Element = Extract<Part, { kind: 'element' }>;

/** Where a hook of ours stands: an element of the list, or one of several hooks in a group that somebody shares with it. */
interface Found {
  readonly path: JsonPath;
  readonly value: Json;
  /** The shared group without its hooks; null for an element that is ours as a whole. */
  readonly group: Json | null;
}

/** Puts a hook into its list, once; what else stands in its group stays. */
export function setElement(text: string, { path, value, mark }: Element): TextEdit[] {
  const [first, ...surplus] = foundIn(text, path, mark);
  if (first === undefined) return addJsonElement(text, path, value);
  const edits: TextEdit[] = [];
  const apply = (make: (now: string) => TextEdit[]) => edits.push(...make(applyEdits(text, edits)));
  for (const { path: again } of surplus.toReversed()) apply((now) => removeJson(now, again));
  const wanted = first.group === null ? value : hooksOf(value)?.[0];
  if (first.group !== null && !isDeepStrictEqual(first.group, withoutHooks(value))) {
    // Its group is for other occasions by now.
    apply((now) => removeJson(now, first.path));
    apply((now) => addJsonElement(now, path, value));
  } else if (wanted !== undefined && !isDeepStrictEqual(first.value, wanted)) {
    apply((now) => replaceJson(now, first.path, wanted));
  }
  return edits;
}

/** Takes a hook out of its list, however often it is there; others in its group stay. */
export function removeElement(text: string, { path, mark }: Element): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const found of foundIn(text, path, mark).toReversed())
    edits.push(...removeJson(applyEdits(text, edits), found.path));
  return edits;
}

/** Whether a hook is in its list in any form. */
export function hasElement(text: string, { path, mark }: Element): boolean {
  return foundIn(text, path, mark).length > 0;
}

/** In the order in which they stand. */
function foundIn(text: string, path: readonly string[], mark: string): Found[] {
  const list = path.reduce<Json | undefined>((value, step) => memberOf(value, step), jsonValue(text));
  if (list === undefined) return [];
  if (!Array.isArray(list))
    throw new SettingsProblem(`\`${path.join('.')}\` is not a list`, nodeAt(parseJson(text), path)?.offset ?? 0);
  return list.flatMap((element: Json, index): Found[] => {
    const hooks = hooksOf(element);
    if (hooks === null || hooks.every((hook) => isMarked(hook, mark)))
      return isMarked(element, mark) ? [{ path: [...path, index], value: element, group: null }] : [];
    return hooks.flatMap((hook, at) =>
      isMarked(hook, mark) ? [{ path: [...path, index, 'hooks', at], value: hook, group: withoutHooks(element) }] : [],
    );
  });
}

function hooksOf(element: Json): readonly Json[] | null {
  const hooks = memberOf(element, 'hooks');
  return Array.isArray(hooks) ? hooks : null;
}

function withoutHooks(element: Json): Json {
  const { hooks: _, ...rest } = element as Record<string, Json>;
  return rest;
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, name) ? (value as Record<string, Json>)[name] : undefined;
}
