import { claudeCodeInstaller } from './claude-code/install.ts';
import { clineInstaller } from './cline/install.ts';
import { codexInstaller } from './codex/install.ts';
import { copilotInstaller } from './copilot/install.ts';
import { cursorInstaller } from './cursor/install.ts';
import { droidInstaller } from './droid/install.ts';
import { geminiInstaller } from './gemini/install.ts';
import type { Installer } from './installer.ts';
import { opencodeInstaller } from './opencode/install.ts';
import { qwenInstaller } from './qwen/install.ts';

/** The installers of all agents that have hooks. */
export const installers: readonly Installer[] = [
  claudeCodeInstaller,
  codexInstaller,
  geminiInstaller,
  opencodeInstaller,
  copilotInstaller,
  cursorInstaller,
  qwenInstaller,
  droidInstaller,
  clineInstaller,
];
