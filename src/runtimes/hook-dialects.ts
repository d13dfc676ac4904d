import { claudeCodeHooks } from './claude-code/hooks.ts';
import { clineHooks } from './cline/hooks.ts';
import { codexHooks } from './codex/hooks.ts';
import { copilotHooks } from './copilot/hooks.ts';
import { cursorHooks } from './cursor/hooks.ts';
import { droidHooks } from './droid/hooks.ts';
import { geminiHooks } from './gemini/hooks.ts';
import type { HookDialect } from './hook-dialect.ts';
import { opencodeHooks } from './opencode/hooks.ts';
import { qwenHooks } from './qwen/hooks.ts';

/** The hooks of all agents that have some. */
export const hookDialects: readonly HookDialect[] = [
  claudeCodeHooks,
  codexHooks,
  geminiHooks,
  opencodeHooks,
  copilotHooks,
  cursorHooks,
  qwenHooks,
  droidHooks,
  clineHooks,
];
