import { claudeCodeHeadless } from './claude-code/headless.ts';
import { codexHeadless } from './codex/headless.ts';
import { copilotHeadless } from './copilot/headless.ts';
import { geminiHeadless } from './gemini/headless.ts';
import type { HeadlessAgent } from './headless.ts';
import { opencodeHeadless } from './opencode/headless.ts';
import { qwenHeadless } from './qwen/headless.ts';

/** The agents that can be asked without a person, in the order in which they are taken where none is named. */
export const headlessAgents: readonly HeadlessAgent[] = [
  claudeCodeHeadless,
  codexHeadless,
  geminiHeadless,
  copilotHeadless,
  opencodeHeadless,
  qwenHeadless,
];
