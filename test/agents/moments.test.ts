import { claudeCode } from './agents/claude-code.ts';
import { codex } from './agents/codex.ts';
import { tellMoments } from './moments.ts';

tellMoments(claudeCode);
tellMoments(codex);
