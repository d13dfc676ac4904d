import { qwen } from './agents/qwen.ts';
import { tellStory } from './story.ts';

tellStory(qwen);
