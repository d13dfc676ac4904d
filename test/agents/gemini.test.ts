import { gemini } from './agents/gemini.ts';
import { tellStory } from './story.ts';

tellStory(gemini);
