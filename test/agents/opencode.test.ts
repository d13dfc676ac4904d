import { opencode } from './agents/opencode.ts';
import { tellStory } from './story.ts';

tellStory(opencode);
