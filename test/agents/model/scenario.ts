/** What the scripted model does next. One of `run`, `open`, `edit`, `call` makes a tool call; none ends the turn. */
export interface Step {
  readonly say?: string;
  /** A command for the agent's shell tool. */
  readonly run?: string;
  /** A file for the agent's reading tool, or for its editing tool where it has no other; an absolute path. */
  readonly open?: string;
  /** A whole line that is put in place of another, with the agent's editing tool; an absolute path. */
  readonly edit?: { readonly path: string; readonly from: string; readonly to: string };
  /** It never answers. */
  readonly wait?: true;
  /** Milliseconds that it thinks. */
  readonly takes?: number;
  /** An answer in the form that was asked for, beside `run` where no shell is offered: by the tool that takes it where one is offered, else as text. */
  readonly answer?: object;
  /** A tool by name (a name that ends so is enough: agents put the server's name before it) and its input. */
  readonly call?: { readonly tool: string; readonly input: Readonly<Record<string, unknown>> };
}

/** What the model does from one prompt of the user to the next. */
export interface Turn {
  /** Stands in the user's prompt; the last turn whose prompt is in the request is the one at hand. */
  readonly prompt: string;
  readonly steps: readonly Step[];
  /** Only for those who speak this; all where it is not said. */
  readonly protocol?: ModelRequest['protocol'];
}

/** A whole session as data. */
export type Scenario = readonly Turn[];

/** A request to the model, whatever protocol it came by. */
export interface ModelRequest {
  readonly protocol: 'messages' | 'responses' | 'chat' | 'gemini';
  readonly tools: readonly ModelTool[];
  /** In order, with the texts of tool results as `tool`. */
  readonly messages: readonly ModelMessage[];
}

export interface ModelTool {
  readonly name: string;
  /** Names of its parameters. */
  readonly parameters: readonly string[];
  /** Takes free text instead of JSON (Codex's code mode). */
  readonly isCustom: boolean;
  /** Codex keeps the tools of an MCP server in a namespace of their own. */
  readonly namespace: string | null;
}

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text: string;
}

/**
 * The step that answers a request: of the turn at hand as many steps are done as there are tool results since its prompt.
 * Requests that offer no tools (titles, routers, summaries) are none of the scenario's, unless it has an answer for them.
 */
export function nextStep(scenario: Scenario, request: ModelRequest): Step {
  const step = stepAtHand(scenario, request);
  return request.tools.length === 0 && step.answer === undefined ? { say: 'ok', takes: step.takes ?? 0 } : step;
}

function stepAtHand(scenario: Scenario, request: ModelRequest): Step {
  let at = { message: -1, steps: [] as readonly Step[] };
  for (const { prompt, steps, protocol } of scenario) {
    if (protocol !== undefined && protocol !== request.protocol) continue;
    const message = request.messages.findLastIndex(({ role, text }) => role === 'user' && text.includes(prompt));
    if (message > at.message) at = { message, steps };
  }
  const results = request.messages.slice(at.message + 1).filter(({ role }) => role === 'tool').length;
  return at.steps[results] ?? { say: 'Done.' };
}
