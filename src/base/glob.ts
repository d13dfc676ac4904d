/** One step of a glob: a character, or a wildcard. */
type Step = { readonly char: string } | { readonly wild: 'one' | 'name' | 'any' };

const alternativeLimit = 16;

/**
 * Whether a glob fits a whole path: `?` one character, `*` any within a folder, `**` any across folders (`**` + `/` also none),
 * `{a,b}` either. All ways are followed at once, so the time is bounded by the product of both lengths whatever the glob.
 */
export function globMatches(glob: string, path: string): boolean {
  return alternatives(glob).some((plain) => fits(plain, path));
}

function fits(glob: string, path: string): boolean {
  const { steps, skips } = stepsOf(glob);
  let here = reach(new Set([0]), steps, skips);
  for (const char of path) {
    const next = new Set<number>();
    for (const at of here) {
      const step = steps[at];
      if (!step) continue;
      if ('char' in step) {
        if (step.char === char) next.add(at + 1);
      } else if (step.wild === 'any') next.add(at);
      else if (char !== '/') next.add(step.wild === 'one' ? at + 1 : at);
    }
    if (next.size === 0) return false;
    here = reach(next, steps, skips);
  }
  return here.has(steps.length);
}

/** All places that can be reached without reading a character. */
function reach(from: Set<number>, steps: readonly Step[], skips: ReadonlyMap<number, number>): Set<number> {
  for (const at of from) {
    const step = steps[at];
    if (step && 'wild' in step && step.wild !== 'one') from.add(at + 1);
    const skip = skips.get(at);
    if (skip !== undefined) from.add(skip);
  }
  return from;
}

function stepsOf(glob: string): { steps: Step[]; skips: Map<number, number> } {
  const steps: Step[] = [];
  const skips = new Map<number, number>();
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] ?? '';
    if (char === '?') steps.push({ wild: 'one' });
    else if (char !== '*') steps.push({ char });
    else if (glob[i + 1] !== '*') steps.push({ wild: 'name' });
    else {
      const folders = glob[i + 2] === '/';
      // `**/` may stand for no folder at all: then its slash is skipped too.
      if (folders) skips.set(steps.length, steps.length + 2);
      steps.push({ wild: 'any' });
      if (folders) steps.push({ char: '/' });
      i += folders ? 2 : 1;
    }
  }
  return { steps, skips };
}

/** The glob with each of its braces replaced by each of its choices. */
function alternatives(glob: string): string[] {
  let found = [glob];
  for (let round = 0; round < 4; round++) {
    const next = found.flatMap((one) => {
      const brace = /\{([^{}]{0,200})\}/u.exec(one);
      if (!brace) return [one];
      const [before, after] = [one.slice(0, brace.index), one.slice(brace.index + brace[0].length)];
      return (brace[1] ?? '').split(',').map((choice) => `${before}${choice}${after}`);
    });
    if (next.length > alternativeLimit) return found;
    found = next;
  }
  return found;
}
