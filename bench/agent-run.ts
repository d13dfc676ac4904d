import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { claudeCode } from '../test/agents/agents/claude-code.ts';
import { installAgent } from '../test/agents/harness/packages.ts';
import { createPlace, type StoryPlace } from '../test/agents/place.ts';
import { fillShop, firstPrompts, firstSession, secondPrompt, secondSession } from '../test/agents/shop.ts';
import type { BenchRow } from './row.ts';

const rounds = 15;

/**
 * The whole run of `claude -p` on the scripted model, with what `init` installs and without: six requests, five tool
 * calls, one of them a failing command and one an opened file. With hooks it is told what session one taught, at three points.
 */
export async function benchAgentRun(): Promise<BenchRow[]> {
  const installed = installAgent(claudeCode.package);
  if ('problem' in installed) {
    console.log(installed.problem);
    return [];
  }
  const place = await createPlace(claudeCode, installed.folder);
  try {
    fillShop(place);
    place.tool('init', '--yes', '--agent', 'claude-code');
    await place.session(firstPrompts, firstSession(place.repo));
    place.tool('forge', '--pending');
    const runs = { bare: [] as Times[], hooks: [] as Times[], all: [] as Times[] };
    // Taking turns, so that a busy machine counts for all alike; the first round only warms up.
    for (let round = 0; round <= rounds; round++) {
      place.tool('uninstall');
      const bare = await timesOf(place);
      place.tool('init', '--yes', '--agent', 'claude-code');
      const all = await timesOf(place);
      rmSync(join(place.repo, '.mcp.json'));
      const hooks = await timesOf(place);
      if (round === 0) continue;
      runs.bare.push(bare);
      runs.hooks.push(hooks);
      runs.all.push(all);
    }
    const variants = { 'as it is': runs.bare, 'with hooks': runs.hooks, 'with hooks and server': runs.all };
    return (['wall', 'cpu'] as const).flatMap((kind) =>
      Object.entries(variants).map(([name, times]): BenchRow => {
        const value = median(times, kind);
        const more = Math.round(value - median(runs.bare, kind));
        const note = more === 0 ? `median of ${rounds}` : `+${more} ms`;
        return { name: `claude -p ${name}, ${kind} time`, value, unit: 'ms', bound: null, sense: '<=', note };
      }),
    );
  } finally {
    place.remove();
  }
}

interface Times {
  readonly wall: number;
  readonly cpu: number;
}

async function timesOf(place: StoryPlace): Promise<Times> {
  rmSync(join(place.repo, 'build'), { recursive: true, force: true });
  const [run] = await place.session([secondPrompt], secondSession(place.repo, 'it'));
  if (run?.status !== 0) throw new Error(`claude -p ended with ${run?.status}: ${run?.stderr}`);
  return { wall: run.milliseconds, cpu: run.cpuMilliseconds };
}

function median(times: readonly Times[], kind: keyof Times): number {
  return times.map((one) => one[kind]).sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
