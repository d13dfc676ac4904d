import type { TranscriptReader } from '../sessions/reader.ts';
import { aiderReader } from './aider/transcript.ts';
import { claudeCodeReader } from './claude-code/transcript.ts';
import { clineReader } from './cline/transcript.ts';
import { codexReader } from './codex/transcript.ts';
import { copilotReader } from './copilot/transcript.ts';
import { cursorReader } from './cursor/transcript.ts';
import { droidReader } from './droid/transcript.ts';
import { geminiReader } from './gemini/transcript.ts';
import { neutralReader } from './neutral/transcript.ts';
import { opencodeReader } from './opencode/transcript.ts';
import { piReader } from './pi/transcript.ts';
import { qwenReader } from './qwen/transcript.ts';
import { specStoryReader } from './specstory/transcript.ts';
import { sweAgentReader } from './swe-agent/transcript.ts';

/** The readers of all agents whose transcripts twelvefold reads. */
export const readers: readonly TranscriptReader[] = [
  claudeCodeReader,
  clineReader,
  codexReader,
  copilotReader,
  droidReader,
  geminiReader,
  neutralReader,
  opencodeReader,
  piReader,
  qwenReader,
  cursorReader,
  aiderReader,
  specStoryReader,
  sweAgentReader,
];
