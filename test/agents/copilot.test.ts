import { copilot } from './agents/copilot.ts';
import { tellStory } from './story.ts';

tellStory(copilot);
