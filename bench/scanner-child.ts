// Digests one transcript in a process of its own and prints how much memory that took. Run by `scanner.ts`.
import { openTranscript } from '../src/app/open-transcript.ts';
import { digestSession } from '../src/sessions/digest.ts';

const began = performance.now();
const { reading } = openTranscript(process.argv[2] ?? '');
digestSession(reading.events);
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ rss: process.resourceUsage().maxRSS * 1024, seconds, lines: reading.report.lines }));
