import { cline } from './agents/cline.ts';
import { tellStory } from './story.ts';

tellStory(cline);
