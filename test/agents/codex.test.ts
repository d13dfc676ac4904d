import { codex } from './agents/codex.ts';
import { tellStory } from './story.ts';

tellStory(codex);
