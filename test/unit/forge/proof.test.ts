import { describe, expect, it } from 'vitest';
import { forgeSession } from '../../../src/knowledge/forge/forge.ts';
import { gateCandidate } from '../../../src/knowledge/gate/gate.ts';
import { session } from '../sessions/session-builder.ts';

type Run = readonly [command: string, exitCode: number, printed: string];

/** What a failing command and the ones after it teach. */
const taught = (...runs: readonly Run[]) => {
  const built = session().info().user('go on');
  for (const [command, exitCode, printed] of runs) built.runs(command, exitCode, printed);
  return forgeSession(built.events);
};

describe('what proves a way out of a failure', () => {
  it.each<readonly [name: string, failing: Run, working: Run, reason: string]>([
    [
      'one of several alternatives',
      ['docker ps', 127, 'zsh: command not found: docker'],
      ['which docker || /usr/local/bin/docker ps || echo "none on PATH"', 0, 'none on PATH'],
      'one of several alternatives',
    ],
    [
      'another program where a flag was wrong',
      ['golangci-lint run --disable-all ./cmd/...', 3, 'Error: unknown flag: --disable-all'],
      ['staticcheck ./cmd/...', 0, ''],
      'another command',
    ],
    [
      'a call that only asks for help',
      ['shop depoly', 1, "Unknown command 'depoly' for 'shop'"],
      ['shop --help', 0, 'Usage: shop'],
      'only asks for help',
    ],
    [
      'a file of this one run',
      ['go run ./cmd/probe', 1, 'go: cannot find main module'],
      ['go run /tmp/probe.go', 0, ''],
      'holds for this one run',
    ],
    [
      'a call that leaves out what it was about',
      ["shop --print --tools '' 'say hello'", 1, 'Error: input must be provided on stdin'],
      ["echo 'say hello' | shop --print --tools ''", 0, ''],
      'asks for less',
    ],
    [
      'another name asked of a test filter',
      ['go test ./cart -run TestList', 0, 'ok  shop/cart 0.3s [no tests to run]'],
      ["go test ./cart -run 'TestCart|TestTotal'", 0, 'ok  shop/cart 0.4s'],
      'looks for something else',
    ],
    [
      'a script on another machine that is not shown',
      [
        `ssh -i ~/.ssh/deploy -o StrictHostKeyChecking=yes deploy@shop.test "cd /opt/shop && docker compose ps web && docker compose logs web --tail 30 && docker compose exec web printenv"`,
        1,
        'no configuration file provided: not found',
      ],
      [
        `ssh -i ~/.ssh/deploy -o StrictHostKeyChecking=yes deploy@shop.test "ls /opt/shop/docker/"`,
        0,
        'docker-compose.yml',
      ],
      'another command',
    ],
    [
      'a folder that the shell was not in',
      ['cd cmd/shop && go test -v ./...', 1, '(eval):cd:1: no such file or directory: cmd/shop'],
      ['go test -v ./cmd/shop', 0, 'ok  shop 0.3s'],
      "shell's own slip",
    ],
    [
      'a path seen from another folder',
      ['md5sum shop/cart', 1, 'md5sum: shop/cart: No such file or directory'],
      ['md5sum cart', 0, '16b3201b  cart'],
      'folder that the shell was in',
    ],
    [
      'a check that passes over what failed',
      ['bun test', 1, 'SQLiteError: table tasks has no column named shape\n(fail) cart > lists'],
      ["bun test --filter '!prompt'", 0, ' 41 pass\n 0 fail'],
      'asks for less',
    ],
    [
      'another program on another machine',
      [
        "ssh shop.test 'ls -la /etc/apache2/sites-enabled/'",
        2,
        "ls: cannot access '/etc/apache2/sites-enabled/': No such file or directory",
      ],
      ["ssh shop.test 'cat /etc/systemd/system/shop.service'", 0, '[Unit]'],
      'another command',
    ],
    [
      'the state of the checkout',
      ['git checkout -b feat/cart', 128, "fatal: a branch named 'feat/cart' already exists"],
      ['git checkout feat/cart', 0, "Switched to branch 'feat/cart'"],
      'how the checkout stood',
    ],
    [
      'a run that only says more',
      ['mise run check', 1, 'fatal: Could not read from remote repository'],
      ['mise run check -- -v', 0, 'all good'],
      'only says more',
    ],
    [
      'the error of another command',
      ['git add e2e/ && git commit --fixup HEAD', 129, "error: unknown option `cached'"],
      ['git add e2e.yml', 0, ''],
      'of another command',
    ],
    [
      'the same asked of another thing',
      ['wm capture remove-workers', 1, "Error: No agent running in worktree 'remove-workers'"],
      ['wm capture create-beads', 0, 'pane 3'],
      'looks for something else',
    ],
    [
      'the state of the remote',
      ['gh pr create --base feat/cart', 1, "pull request create failed: GraphQL: Head sha can't be blank"],
      ['gh pr create --base main', 0, 'https://github.test/shop/pull/7'],
      'how the checkout stood',
    ],
    [
      'what was not there, left out',
      ['git add README.md skills/scope', 128, "fatal: pathspec 'skills/scope' did not match any files"],
      ['git add README.md', 0, ''],
      'what was not there was left out',
    ],
    [
      'another program for one that is not there',
      ['shellcheck deploy.sh', 127, '/bin/bash: line 1: shellcheck: command not found'],
      ['bash -n deploy.sh', 0, ''],
      'another command',
    ],
    [
      'an assignment that the shell took for a program',
      ['PORT=5433 python3 seed.py', 127, '/bin/bash: line 1: PORT=5433: command not found'],
      ['python3 seed.py', 0, 'seeded'],
      "shell's own slip",
    ],
    [
      'a line that is no error',
      ['./build.sh', 1, 'Get:1 http://deb.example.test trixie InRelease [138 kB]'],
      ['BUILD_TYPE=full ./build.sh', 0, 'built'],
      'says nothing of an error',
    ],
    [
      'who commits on this machine',
      ['git commit -m fix', 128, "fatal: unable to auto-detect email address (got 'u@host.(none)')"],
      ['git commit --author "U <u@shop.test>" -m fix', 0, '[main 3f2] fix'],
      'how the checkout stood',
    ],
    [
      'a line for another shell, without that shell',
      ['gradlew tasks --all', 127, '/usr/bin/bash: line 1: gradlew: command not found'],
      ['cmd /c "gradlew.bat tasks --all"', 0, 'Microsoft Windows [Version 10.0]'],
      'what makes the difference is left out',
    ],
    [
      'an assignment of PowerShell',
      [
        "$all='C:/shop/config.toml'; $home=Join-Path $env:USERPROFILE '.shop/config.toml'; $there=Join-Path $home x",
        1,
        'At line:2 char:67\n+ CategoryInfo : WriteError: (HOME:String) [], SessionStateUnauthorizedAccessException',
      ],
      [
        "$all='C:/shop/config.toml'; $own=Join-Path $env:USERPROFILE '.shop/config.toml'; $there=Join-Path $own x",
        0,
        'model = "x"',
      ],
      'a line of a script',
    ],
    [
      'the error of what a shell makes of `cd`',
      ['cd web && yarn shopkit@latest add cart', 1, 'z:1: command not found: __zoxide_z'],
      ['npx shopkit@latest add cart', 0, 'Created 1 file'],
      'of another command',
    ],
    [
      'the whole where a part was not there',
      ['bun test src/canvas/', 1, "The following filters did not match any test files in --cwd='.':\n src/canvas/"],
      ['bun test --timeout 60000', 0, ' 41 pass\n 0 fail'],
      'what was not there was left out',
    ],
    [
      'another script of the same line',
      ['bun run build && bun run typecheck', 1, '$ turbo run build\nerror: Script not found "typecheck"'],
      ['cd packages/shop && bun run build && bun run check', 0, 'checked'],
      '',
    ],
    [
      'a slip of the keys',
      ['shop logs --max-byces 5000', 1, "error: unknown option '--max-byces'"],
      ['shop logs --max-bytes 5000', 0, 'a line'],
      'a slip of the keys',
    ],
    [
      'two letters swapped',
      ['shop stauts --all', 1, "error: unknown command 'stauts'"],
      ['shop status --all', 0, 'up'],
      'a slip of the keys',
    ],
    [
      'a file that was moved for it',
      [
        'chmod +x tools/calendar.py && python3 tools/calendar.py',
        1,
        "AttributeError: module 'calendar' has no attribute 'TextCalendar' (consider renaming 'tools/calendar.py')",
      ],
      ['mv tools/calendar.py tools/widget.py && chmod +x tools/widget.py && python3 tools/widget.py', 0, 'ok'],
      'another command',
    ],
    [
      'a call that was fed its answers',
      ['npx shopkit add cart --overwrite=false', 1, "error: unknown option '--overwrite=false'"],
      ['echo n | npx shopkit add cart', 0, 'cart.tsx already exists. Overwrite? (y/N)'],
      'what makes the difference is left out',
    ],
    [
      'a call in a folder of its own that was fed its answers',
      ['npx shopkit add /repo/cart --overwrite=false', 1, "error: unknown option '--overwrite=false'"],
      ['echo n | npx shopkit add /repo/cart', 0, 'cart.tsx already exists. Overwrite? (y/N)'],
      'what makes the difference is left out',
    ],
    [
      'the check of another part of the repository',
      ['cd packages/types && pnpm tsc --noEmit', 2, "error TS2688: Cannot find type definition file for 'parse-path'."],
      ['cd apps/shop && pnpm tsc --noEmit', 0, ''],
      'no way out is known',
    ],
    [
      'a folder above the one that the shell stood in',
      ['docker stack deploy -c compose.yml shop', 1, 'open compose.yml: no such file or directory'],
      ['cd .. && docker stack deploy -c compose.yml shop', 0, 'Updating service shop_web'],
      '',
    ],
    [
      'a push that came too late',
      ['git push', 1, '! [rejected] main -> main (fetch first)\nerror: failed to push some refs'],
      ['git pull --rebase && git push', 0, 'main -> main'],
      'how the checkout stood',
    ],
  ])('VII.7 is not %s', (_, failing, working, reason) => {
    const found = taught(failing, working);
    expect(found.filter((one) => one.doubts.length === 0)).toEqual([]);
    expect(found.flatMap((one) => one.doubts).join('\n')).toContain(reason);
  });

  it.each<readonly [name: string, failing: Run, working: Run, shown: string]>([
    [
      'without the wrapper',
      ['rtk bun run test', 2, "error: unrecognized subcommand 'bun'"],
      ['bun run test', 0, ' 41 pass\n 0 fail'],
      '`bun run test`',
    ],
    [
      'through the package that has the program',
      ['npx playwright test cart.spec.ts', 127, 'sh: playwright: command not found'],
      ['pnpm --filter e2e test -- cart.spec.ts', 0, '8 passed (4s)'],
      '`pnpm --filter e2e test -- cart.spec.ts`',
    ],
    [
      'without the flag that the error names',
      ['shop status --detailed --json', 1, 'none of the flags in the group [detailed json] can be set together'],
      ['shop status --detailed', 0, 'enabled'],
      '`shop status --detailed`',
    ],
  ])('VII.2 is the same call %s', (_, failing, working, shown) => {
    const [found] = taught(failing, working);
    expect(found?.doubts).toEqual([]);
    expect(found?.statement).toContain(`What worked: ${shown}`);
  });

  it('VII.7 does not take a check for passed of which only a count or a part was shown', () => {
    const found = taught(
      ['markdownlint-cli2 docs/a.md', 1, 'docs/a.md:3:81 error MD013/line-length Line length'],
      ['markdownlint-cli2 --config .mdlint.yaml docs/a.md 2>&1 | grep -c error', 0, '26'],
    );
    expect(found).toEqual([]);
    const part = taught(
      ['bun run test', 1, "error: Cannot find module 'next/navigation' from 'tmp/clone/a.test.ts'"],
      ['bun test src/ 2>&1 | grep -E "^src/" | head -20', 0, 'src/cart.test.ts:\nsrc/total.test.ts:'],
    );
    expect(part).toEqual([]);
  });

  it('VII.7 does not call what went well an error', () => {
    const found = taught(
      ['bun run test', 1, ' 41 pass\n 0 skip\nerror: script "test" exited with code 1'],
      ['bun run lint:fix && bun run test', 0, ' 41 pass\n 0 fail'],
    );
    expect(found.filter((one) => one.doubts.length === 0 && one.statement.includes('fails with "41 pass'))).toEqual([]);
  });

  it('VII.4 lets wait a call that ran and failed at its work, though another form of it worked', () => {
    const [found] = taught(
      ['curl -L --fail -o out.zip https://shop.test/a.zip', 22, 'curl: (22) The requested URL returned error: 503'],
      ['curl -L --fail --retry 3 -o out.zip https://shop.test/a.zip', 0, ''],
    );
    if (found !== undefined) expect(gateCandidate(found).pool).not.toBe('observation');
  });

  it('VII.2 adds to a command that worked no sentence about something else', () => {
    const built = session()
      .info()
      .user('run the tests')
      .runs('rtk bun run test', 2, "error: unrecognized subcommand 'bun'")
      .says('The engine receives only `localPath`, because the clone is patched before `evaluateImpact` runs.')
      .runs('bun run test', 0, ' 41 pass\n 0 fail');
    expect(forgeSession(built.events)[0]?.statement).toBe(
      '`rtk bun run test` fails with "error: unrecognized subcommand \'bun\'". What worked: `bun run test`.',
    );
  });

  it('VII.4 lets wait for review what was mended in files: why, only the agent says', () => {
    const built = session()
      .info()
      .user('add the column')
      .runs('bun run test', 1, 'SQLiteError: no such column: is_imported\n(fail) history > lists imports')
      .says('The test creates its table by hand without the `is_imported` column: it does not run the migrations.')
      .call('Edit', 'edit', { paths: ['/repo/src/history.test.ts'], detail: 'is_imported INTEGER DEFAULT 0,' })
      .result()
      .runs('bun run test', 0, ' 41 pass\n 0 fail');
    const [found] = forgeSession(built.events);
    expect(found).toMatchObject({ tier: 'agent', doubts: [] });
    if (found !== undefined) expect(gateCandidate(found).pool).toBe('review');
  });
});

describe('what a lesson from a failure must not get wrong', () => {
  const statements = (built: ReturnType<typeof session>) =>
    forgeSession(built.events)
      .filter((one) => one.rule === 'error-fix' && one.doubts.length === 0)
      .map((one) => one.statement);

  it('VII.2 keeps the quotes that made the difference', () => {
    const built = session()
      .info()
      .user('format it')
      .runs(
        'biome check --write src/pages/\\\\[id\\\\]/page.tsx',
        1,
        '(eval):1: no matches found: src/pages/\\[id\\]/page.tsx',
      )
      .runs('biome check --write "src/pages/[id]/page.tsx"', 0, 'Checked 1 file. Fixed 1 file.');
    expect(statements(built).join()).toContain("`biome check --write 'src/pages/[id]/page.tsx'`");
  });

  it('VII.2 tells what brought the program in the same line, and how it is called then', () => {
    const built = session()
      .info()
      .user('make the docs')
      .runs('swag init -g cmd/rest.go', 127, '/bin/bash: line 1: swag: command not found')
      .runs('go install github.com/swaggo/swag/cmd/swag@latest && ~/go/bin/swag init -g cmd/rest.go', 0, 'done');
    expect(statements(built).join()).toContain('Run `go install github.com/swaggo/swag/cmd/swag@latest` first.');
    expect(statements(built).join()).toContain('`~/go/bin/swag init -g cmd/rest.go`');
  });

  it('VII.2 takes no refused call for one that worked', () => {
    const built = session()
      .info()
      .user('search it')
      .runs('entire search intent --json', 1, "could not find 'origin' remote: remote not found")
      .call('Bash', 'shell', { command: "entire search intent --json --repo '*'" })
      .result({ failed: true, text: "The user doesn't want to proceed with this tool use." });
    expect(statements(built)).toEqual([]);
  });
});
