// Forges one transcript in a process of its own and prints how much memory that took. Run by `scanner.ts`.
import { openTranscript } from '../src/app/open-transcript.ts';
import { forgeSession } from '../src/knowledge/forge/forge.ts';

const began = performance.now();
const { reading } = openTranscript(process.argv[2] ?? '');
forgeSession(reading.events);
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ rss: process.resourceUsage().maxRSS * 1024, seconds, lines: reading.report.lines }));
