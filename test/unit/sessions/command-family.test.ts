import { describe, expect, it } from 'vitest';
import {
  checkOf,
  commandFamilies,
  commandFamily,
  mainCommand,
  onlyLooks,
  splitCommand,
} from '../../../src/sessions/command-family.ts';

const families: readonly (readonly [string, string])[] = [
  ['cd web && FOO=1 sudo git push origin main 2>&1 | tail -5', 'git push'],
  ["bash -lc 'bun run test --filter cart'", 'bun run test'],
  ['cat <<EOF > notes.txt\nhello; git push\nEOF\ngo test ./...', 'go test'],
  ['timeout 30 npx vitest run', 'vitest'],
  ['(cd api; make test)', 'make test'],
  ['for f in a b; do go vet $f; done', 'go vet'],
  ['git -C /srv/shop push', 'git push'],
  ['gh pr create --title "x; y" --body "$(cat <<\'EOF\'\nfoo (bar)\nEOF\n)"', 'gh pr create'],
  ['pnpm --filter @shop/web run build', 'pnpm run build'],
  ['/usr/local/bin/python3.12 -m pytest -q', 'python -m pytest'],
  ['node_modules/.bin/tsc --noEmit', 'tsc'],
  ['C:\\tools\\go.exe test ./...', 'go test'],
  ['uv run pytest -x', 'pytest'],
  ['docker compose -f dev.yml up -d', 'docker compose up'],
  ['npm run-script lint', 'npm run lint'],
  ['echo done', 'echo'],
  ['if ! npm test; then echo failed; fi', 'npm test'],
];

describe('command families', () => {
  it.each(families)('VII.2 names the family of %s', (line, family) => {
    expect(commandFamily(line)).toBe(family);
  });

  it('VII.2 takes a compound line apart in order, with what joins its commands and where output goes', () => {
    const commands = splitCommand('git add a.ts && git commit -m "a && b" > log.txt; git push || echo no');
    expect(commands.map((command) => command.words.join(' '))).toEqual([
      'git add a.ts',
      'git commit -m a && b',
      'git push',
      'echo no',
    ]);
    expect(commands.map((command) => command.after)).toEqual(['', '&&', ';', '||']);
    expect(commands[1]?.redirect).toBe('log.txt');
  });

  it('VII.2 lists every family of a line once, without cd and echo', () => {
    expect(commandFamilies('cd x && npm run lint && npm run lint && npm test; echo ok')).toEqual([
      'npm run lint',
      'npm test',
    ]);
  });

  it('VII.2 knows checks by tool and by the name of the project script', () => {
    const kinds = [
      'go test ./...',
      'cargo clippy',
      'bun run typecheck',
      'make build',
      'prettier --check .',
      'git push',
    ];
    expect(
      kinds.map((line) => checkOf(mainCommand(line) ?? { words: [], env: [], after: '', redirect: null })),
    ).toEqual(['test', 'lint', 'typecheck', 'build', 'format', null]);
  });

  it('VII.2 tells lines that only look from lines that do something', () => {
    expect(onlyLooks("rg -n 'error' src | head -20")).toBe(true);
    expect(onlyLooks('git diff HEAD~1 -- src')).toBe(true);
    expect(onlyLooks("Get-Content a.log | Where-Object { $_ -match 'x' } | Select-Object -First 20")).toBe(true);
    expect(onlyLooks("sed -i 's/a/b/' src/a.ts")).toBe(false);
    expect(onlyLooks('npm ci')).toBe(false);
  });

  it('never fails and ends in time on broken or huge lines', () => {
    for (const line of [
      'echo "open',
      "a 'b",
      '$(',
      '((((',
      'cat <<EOF\nno end',
      '\\',
      '`',
      ' '.repeat(5000),
      'x'.repeat(1e6),
    ]) {
      expect(() => splitCommand(line)).not.toThrow();
    }
    expect(splitCommand('')).toEqual([]);
  });
});
