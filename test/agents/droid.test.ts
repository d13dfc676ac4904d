import { droid } from './agents/droid.ts';
import { tellStory } from './story.ts';

tellStory(droid);
