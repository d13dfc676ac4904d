import { z } from 'zod';

/** The name that the first line of a neutral transcript gives itself. */
export const sessionFormat = 'twelvefold-session/1';

const common = {
  at: z
    .union([z.iso.datetime({ offset: true }), z.number().positive()])
    .optional()
    .describe('When: ISO 8601 with a zone, or milliseconds since the epoch.'),
  id: z.string().optional().describe('The record in your own store; a copy of it in another file counts once.'),
  sidechain: z.boolean().optional().describe('True for the work of a helper inside this session.'),
};
const paths = z.array(z.string().min(1)).describe('Files, absolute or from the folder of the session.');
const words = z.string();

/**
 * One line of a neutral transcript: how any agent or automation, of code or of prose, hands its sessions over. Fields that are
 * not named here are passed over, and so are lines of another `type`.
 */
export const sessionLineSchema = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('session'),
      format: z
        .literal(sessionFormat)
        .optional()
        .describe('Needed in the first line: that is what the file is known by.'),
      agent: z.string().optional().describe('Who worked. Left out: `neutral`.'),
      version: z.string().optional(),
      cwd: z.string().optional().describe('The folder it worked in, absolute.'),
      branch: z.string().optional(),
      commit: z.string().optional(),
      parent: z.string().optional().describe('The session that this one was forked from or is a helper of.'),
      lacks: z
        .array(z.enum(['times', 'tokens', 'the model', 'tool results', 'exit codes', 'the folder']))
        .optional()
        .describe('What these records never say, so that its absence is not taken for a zero.'),
      ...common,
      id: z.string().min(1).describe('The session; the same in every file of it.'),
    })
    .describe('Who and where; first, and again when the folder or the branch changes.'),
  z
    .object({
      type: z.literal('user'),
      text: words.describe('What the person said, in their own words.'),
      channel: z
        .enum(['prompt', 'queued', 'answer', 'rejection'])
        .optional()
        .describe('How it came: as a prompt (left out), while the agent worked, as an answer, with a refusal.'),
      pasted: words.optional().describe('What the person pasted or attached; it is not taken for what they said.'),
      question: words.optional().describe('For an answer: what was asked.'),
      call: z.string().optional().describe('For a refusal or an answer: the call.'),
      ...common,
    })
    .describe('What a person said. Nothing that a program put into their message belongs here.'),
  z
    .object({
      type: z.literal('assistant'),
      text: words,
      edited: paths.optional().describe('Files that were written or changed with this message; enough for prose.'),
      ...common,
    })
    .describe('What the agent said.'),
  z.object({ type: z.literal('thought'), text: words, ...common }).describe('What the agent noted for itself.'),
  z
    .object({
      type: z.literal('tool_call'),
      call: z.string().min(1).describe('Ties the result to the call.'),
      tool: z.string().describe('The name of the tool.'),
      action: z
        .enum(['shell', 'read', 'edit', 'write', 'search', 'fetch', 'agent', 'ask', 'other'])
        .optional()
        .describe('Left out: `shell` where there is a command, else `other`.'),
      command: z.string().optional().describe('The command line.'),
      paths: paths.optional(),
      detail: words.optional().describe('New text of an edit, search pattern, question.'),
      ...common,
    })
    .describe('A tool was used.'),
  z
    .object({
      type: z.literal('tool_result'),
      call: z.string().min(1),
      text: words.optional().describe('What the tool printed.'),
      failed: z.boolean().optional(),
      exitCode: z.number().int().optional(),
      ...common,
    })
    .describe('How it ended.'),
  z
    .object({
      type: z.literal('usage'),
      model: z.string().optional(),
      input: z.number().nonnegative().optional().describe('Fresh input tokens, without the cache.'),
      output: z.number().nonnegative().optional(),
      cacheRead: z.number().nonnegative().optional(),
      cacheWrite: z.number().nonnegative().optional(),
      context: z.number().nonnegative().optional().describe('Tokens in the window after it. Left out: their sum.'),
      window: z.number().positive().optional().describe("Size of the model's window."),
      ...common,
    })
    .describe('Tokens of one message of the model; each once.'),
  z
    .object({
      type: z.literal('compaction'),
      trigger: z.string().optional(),
      tokensBefore: z.number().nonnegative().optional(),
      ...common,
    })
    .describe('The agent shortened its context.'),
  z.object({ type: z.literal('interrupt'), ...common }).describe('The person stopped the agent.'),
]);

export type SessionLine = z.infer<typeof sessionLineSchema>;
