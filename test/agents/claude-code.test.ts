import { claudeCode } from './agents/claude-code.ts';
import { tellStory } from './story.ts';

tellStory(claudeCode);
