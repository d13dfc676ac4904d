/**
 * The first value of a text field in raw JSON, without parsing the rest; for the beginnings of files, which may be cut.
 * Inside a string the quotes of a field would be escaped, so the words of a message cannot be taken for one.
 * @param key a plain name
 */
export function textField(json: string, key: string): string | null {
  const found = new RegExp(`"${key}":\\s?("(?:[^"\\\\]|\\\\.){1,4000}")`).exec(json);
  if (!found?.[1]) return null;
  try {
    return JSON.parse(found[1]) as string;
  } catch {
    return null;
  }
}
