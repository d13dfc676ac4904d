/** Commands of each tier that can be switched off. */
const commandsOf: Readonly<Record<string, readonly string[]>> = {
  workflow: [
    'research',
    'plan',
    'brief',
    'prompts',
    'validate',
    'council',
    'merge',
    'ratchet',
    'ledger',
    'gate',
    'protect',
  ],
  knowledge: ['look', 'forge', 'learn', 'pool', 'recall', 'inject', 'explain', 'cite', 'decay', 'flywheel'],
};

/**
 * Commands that help leaves out, because their tier is off here. They work all the same when somebody types them.
 * @param args the words of this process; only a call for help reads anything
 */
export async function hiddenRoutes(args: readonly string[]): Promise<Record<string, true>> {
  // A group of commands alone is a call for its help.
  const wantsHelp = args.length < 2 || args[0] === 'help' || args.some((word) => word === '--help' || word === '-h');
  if (!wantsHelp) return {};
  const { tiers } = await import('../app/tiers.ts');
  try {
    const off = tiers({ cwd: process.cwd(), home: process.env['HOME'] ?? '', env: process.env, now: Date.now }).filter(
      ({ on }) => !on,
    );
    return Object.fromEntries(
      off.flatMap(({ name }) => (commandsOf[name] ?? []).map((command) => [command, true as const])),
    );
  } catch {
    // A configuration that cannot be read is told by the commands; help is there all the same.
    return {};
  }
}
