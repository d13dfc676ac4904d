/** How many queued messages are remembered until they arrive. */
const remembered = 32;

/**
 * What the user typed while the agent worked. It is recorded when typed and again when it reaches the agent, as a prompt
 * or as an attachment; here the second is recognised, so that nothing is said twice.
 */
export function createQueue(carried: readonly string[] | undefined) {
  const waiting: string[] = [...(carried ?? [])];
  return {
    /** @returns false when the content is none of the user's words (a notice of a background task, a bare command) */
    enqueue(content: string): boolean {
      const text = content.trim();
      if (text === '' || isNotice(text)) return false;
      waiting.push(text);
      if (waiting.length > remembered) waiting.shift();
      return true;
    },
    /** Takes what was queued out of an arriving prompt. @returns what is new in it */
    arrive(prompt: string): string {
      let text = prompt.trim();
      for (let i = 0; i < waiting.length; i++) {
        const queued = waiting[i] ?? '';
        if (text !== queued && !(queued.length >= 12 && text.includes(queued))) continue;
        text = text === queued ? '' : text.replace(queued, () => '').trim();
        waiting.splice(i--, 1);
        if (text === '') break;
      }
      return text;
    },
    carry: (): readonly string[] => [...waiting],
  };
}

function isNotice(text: string): boolean {
  return text.startsWith('<task-notification') || /^\{"task_id":/.test(text) || /^\/[\w:-]+$/.test(text);
}
