/** What a commit's message may tell whoever reads the history, and the question that each answers. */
const sections = {
  Context: 'what was the case, and for whom',
  Solution: 'what this does about it',
  Learning: 'what was not known before',
  Impact: 'what changes for others, and how that was checked',
} as const;

/** The line below which git drops everything. */
const scissors = /^# -+ >8 -+$/;

/**
 * The headings as comments, above what git shows in its editor; a message that was begun comes first. Where git cuts the message off
 * at a line, it keeps what stands above it: there the text is left as it is.
 */
export function withTemplate(text: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith('#'));
  if (scissors.test(lines[at] ?? '')) return text;
  const template = Object.entries(sections).map(([name, question]) => `# ${name}: ${question}`);
  const before = at < 0 ? lines : lines.slice(0, at);
  const after = at < 0 ? [] : lines.slice(at);
  return [...(before.length === 0 ? [''] : before), ...template, '#', ...after].join('\n');
}

/** What a message that begins to answer leaves open; nothing for one that does not use the headings. */
export function openSections(message: string): string[] {
  const said = new Map<string, boolean>();
  let current: string | null = null;
  for (const line of message.split('\n')) {
    if (line.startsWith('#')) continue;
    const heading = /^(?:\*\*)?(Context|Solution|Learning|Impact)(?:\*\*)?:(?:\*\*)?(.*)$/.exec(line);
    if (heading) current = heading[1] ?? null;
    const text = (heading ? heading[2] : line) ?? '';
    if (current !== null) said.set(current, said.get(current) === true || text.trim() !== '');
  }
  return said.size === 0 ? [] : Object.keys(sections).filter((name) => said.get(name) !== true);
}
