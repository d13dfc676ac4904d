const houses: readonly (readonly [pattern: RegExp, house: string])[] = [
  [/^claude/, 'anthropic'],
  [/^(?:gpt|chatgpt|codex|o\d)/, 'openai'],
  [/^(?:gemini|gemma)/, 'google'],
  [/^(?:llama|meta-llama)/, 'meta'],
  [/^(?:qwen|qwq)/, 'alibaba'],
  [/^(?:mistral|mixtral|codestral|devstral|magistral|ministral)/, 'mistral'],
  [/^deepseek/, 'deepseek'],
  [/^grok/, 'xai'],
  [/^glm/, 'zhipu'],
  [/^kimi/, 'moonshot'],
  [/^command/, 'cohere'],
  [/^phi/, 'microsoft'],
];

/** Who made a model, by its name; null for a name that does not tell. */
export function houseOf(model: string): string | null {
  const name = plainModel(model);
  return houses.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** A model's name without its way there, its date and its window: two names of one model are one. */
export function plainModel(model: string): string {
  const name = model.toLowerCase().split('/').at(-1) ?? '';
  return name
    .replace(/\[[^[\]]*\]$/, '')
    .replace(/^(?:[a-z]{2,6}\.)?(?:anthropic|openai|google|meta|mistral|cohere|deepseek|qwen|amazon)\./, '')
    .replace(/:(?:free|beta|extended|thinking|nitro|floor|online|latest)$/, '')
    .replace(/-v\d+:\d+$/, '')
    .replace(/[-@](?:latest|\d{8}|\d{4}-\d{2}-\d{2})$/, '');
}
