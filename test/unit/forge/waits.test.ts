import { describe, expect, it } from 'vitest';
import { forgeSession } from '../../../src/knowledge/forge/forge.ts';
import { gateCandidate } from '../../../src/knowledge/gate/gate.ts';
import { session } from '../sessions/session-builder.ts';

type Built = ReturnType<typeof session>;
type Run = readonly [command: string, exitCode: number, printed: string];

/** The pool and the reasons of the first candidate a session teaches. */
const judged = (built: Built, rule?: string) => {
  const [found] = forgeSession(built.events).filter((one) => rule === undefined || one.rule === rule);
  if (found === undefined) throw new Error('nothing was forged');
  const { pool, reasons } = gateCandidate(found);
  return { pool, reasons: reasons.join('; '), statement: found.statement };
};
const runs = (...all: readonly Run[]) => {
  const built = session().info().user('go on');
  for (const [command, exitCode, printed] of all) built.runs(command, exitCode, printed);
  return built;
};
const missing: Run = ['npm test', 1, 'Error: grammar tables are missing (build/tables.json)'];
const green: Run = ['npm test', 0, 'ok: 12 passed'];

describe('ways out of a failure that wait for a person', () => {
  it.each<readonly [name: string, between: readonly Run[], reason: string]>([
    ['packages were installed', [['npm ci', 0, 'added 80 packages']], 'installing what is missing'],
    ['rights were given', [['chmod +x scripts/run.sh', 0, '']], 'this one machine or checkout'],
    [
      'several commands were run',
      [
        ['npm run generate', 0, ''],
        ['npm run build', 0, ''],
      ],
      'several commands were run',
    ],
    [
      'one file was formatted by its name',
      [['npx biome format --write src/cart.ts', 0, 'Formatted 1 file']],
      'it mends the one file that it names',
    ],
    ['the record it looks for was made', [['tracker create --id shop-7', 0, 'created']], 'order of the commands'],
  ])('VII.4 after which %s', (_, between, reason) => {
    const found = judged(runs(missing, ...between, green));
    expect(found.pool).toBe('review');
    expect(found.reasons).toContain(reason);
  });

  it('VII.2 uses unseen that a script of the project brings what the check misses', () => {
    const found = judged(runs(missing, ['npm run generate', 0, 'tables written'], green));
    expect(found.pool).toBe('observation');
    expect(found.statement).toContain('Run `npm run generate` first.');
  });

  it('VII.4 between which a person spoke', () => {
    const built = runs(missing)
      .user('I started the server')
      .runs('npm run generate', 0, '')
      .runs(...green);
    expect(judged(built)).toMatchObject({ pool: 'review' });
    expect(judged(built).reasons).toContain('a person spoke meanwhile');
  });

  it('VII.4 of a check that names nothing and is mended by its own fix', () => {
    const built = runs(['wrap bun run lint', 1, 'Some errors were emitted while running checks.'])
      .says('I run `bun run lint:fix`.')
      .runs('bun run lint:fix', 0, 'Fixed 2 files.')
      .runs('wrap bun run lint', 0, 'Checked 80 files.');
    const found = judged(built);
    expect(found.pool).not.toBe('observation');
    expect(found.reasons).toMatch(/mended by its own fix/);
  });

  it.each<readonly [name: string, failing: Run, working: Run, reason: string]>([
    [
      'that ran and failed at its work',
      ['shop sync --all', 1, 'Error: request to `index.json` timed out: HTTP 503'],
      ['shop sync --all --retry 3', 0, 'done'],
      'it ran and failed at its work',
    ],
    [
      'a test that misses a module',
      ['bun run test', 1, "error: Cannot find module 'next/navigation' from 'src/a.tsx'"],
      ['bun run test --timeout 9000', 0, ' 41 pass\n 0 fail'],
      'it ran and failed at its work',
    ],
    [
      'that leaves out more than the error speaks of',
      ['shop lint --no-config --only=names --out-format=line', 3, 'Error: unknown flag: --out-format'],
      ['shop lint', 0, ''],
      'it leaves out an option of which the error says nothing',
    ],
    [
      'that got further and then failed, too',
      ['golangci-lint run --enable=unused --disable-all ./cart/...', 3, 'Error: unknown flag: --disable-all'],
      ['golangci-lint run --enable=unused --no-config ./cart/...', 1, 'cart/a.go:3:2: value is not checked (errcheck)'],
      'what got further then failed at its work',
    ],
    [
      'a program guessed at a path elsewhere',
      ['~/.bun/lib/shop/bin/shop auth status', 127, 'zsh:1: no such file or directory: /home/u/.bun/lib/shop/bin/shop'],
      ['~/.bun/lib/shop/bin/shop.exe auth status', 0, 'logged in'],
      'a path outside the repository',
    ],
  ])('VII.4 another form of a command: %s', (_, failing, working, reason) => {
    const found = judged(runs(failing, working));
    expect(found.pool).toBe('review');
    expect(found.reasons).toContain(reason);
  });
});

describe('what differs in more than the error speaks of', () => {
  it.each<readonly [name: string, failing: Run, working: Run, reason: string]>([
    [
      'another suite in another folder',
      ['npm --prefix ui test', 1, "npm error Missing script: 'test'"],
      ['npm test -- unit/components', 0, '12 passed'],
      'differ in more than what the error speaks of',
    ],
    [
      'another path, quoted',
      ['git add src/pages/[id].astro src/a.ts', 1, 'zsh:1: no matches found: src/pages/[id].astro'],
      ["git add 'src/pages/[slug].astro' src/a.ts", 0, ''],
      'differ in more than what the error speaks of',
    ],
    [
      'another file for one that is not there',
      ['cp old/CLAUDE.md CLAUDE.md', 1, "cp: cannot stat 'old/CLAUDE.md': No such file or directory"],
      ['cp old/README.md README.md', 0, ''],
      'the next one will be another',
    ],
    [
      'another subcommand for an unknown one',
      ['shop deacon logs', 1, 'Error: unknown command "logs" for "shop deacon"'],
      ['shop deacon status', 0, 'running'],
      'nothing shows that it does',
    ],
    [
      'a setting beside a wrapper that is not there',
      ['timeout 30 git fetch origin', 127, 'zsh: command not found: timeout'],
      ['GIT_TERMINAL_PROMPT=0 git fetch origin', 0, ''],
      'differ in more than what the error speaks of',
    ],
    [
      'a second filter for which there is no place',
      ['cargo test cart:: total::', 1, "error: unexpected argument 'total::' found"],
      ['cargo test cart::', 0, 'test result: ok. 3 passed'],
      'too many for the program',
    ],
    [
      'a command that says behind a pipe that one is missing',
      ['jupyter nbconvert --execute a.ipynb', 127, '/usr/bin/bash: line 1: jupyter: command not found'],
      ['python -m jupyter nbconvert --execute a.ipynb | tail -3', 0, 'Jupyter command `jupyter-nbconvert` not found.'],
      'does not show that it worked',
    ],
    [
      'a port of that day',
      [
        'curl -sS http://127.0.0.1:3000/api/board?type=all',
        1,
        'zsh:1: no matches found: http://127.0.0.1:3000/api/board?type=all',
      ],
      ["curl -sS 'http://127.0.0.1:3000/api/board?type=all'", 0, '[]'],
      'something of that day',
    ],
    [
      'an id of that day',
      ['npx shop@latest api GET /v1/prj_mdLQUCUQ0THOD6vCUjsWuj', 1, 'Error: unexpected argument: GET'],
      ['npx shop@latest api /v1/prj_mdLQUCUQ0THOD6vCUjsWuj', 0, '{}'],
      'something of that day',
    ],
  ])('VII.4 %s waits', (_, failing, working, reason) => {
    const found = judged(runs(failing, working));
    expect(found.pool).toBe('review');
    expect(found.reasons).toContain(reason);
  });
});

describe('what is no way out at all', () => {
  it.each<readonly [name: string, failing: Run, working: Run, reason: string]>([
    [
      'a filter that leaves the failing test out',
      ['pnpm test', 1, 'Error: Timeout of 2000ms exceeded. For async tests, ensure done() is called'],
      ["pnpm test --grep 'Cart|Total'", 0, '12 passing'],
      'asks for less',
    ],
    [
      'one file named where all were run',
      ['bun test', 1, "error: Cannot find module 'next/navigation' from 'src/a.tsx'"],
      ['bun test src/cart.test.ts', 0, ' 4 pass\n 0 fail'],
      'asks for less',
    ],
    [
      'code that was changed beside the folder',
      ['python -c "from code.loader import x"', 1, "ModuleNotFoundError: No module named 'code.loader'"],
      ['cd code && python -c "from loader import x"', 0, ''],
      'what makes the difference is left out',
    ],
    [
      'a line of a script of PowerShell',
      [
        "if (-not $key) { throw 'KEY not set' }",
        1,
        'throw : KEY not set\n+ CategoryInfo : OperationStopped: (KEY not set:String) [], RuntimeException',
      ],
      ["if (-not $url) { throw 'URL not set' }", 0, ''],
      'typed on the spot',
    ],
    [
      'the act itself where it was to be tried',
      ['gt deacon trigger --dry-run', 1, 'Error: unknown flag: --dry-run'],
      ['gt deacon trigger', 0, 'done'],
      'does in earnest',
    ],
    [
      'a narrower script of the same name',
      ['mise run test:e2e', 1, '# -- output does not contain substring --'],
      ['mise run test:e2e:cart', 0, ' 4 passed'],
      'asks for less',
    ],
    [
      'a look where it should have mended',
      ['npm run check -- --write', 1, "error: unknown option '--write'"],
      ['npm run check', 0, 'Checked 80 files.'],
      'does not do what the failing call was to do',
    ],
    [
      'another subcommand',
      ['herd pane wait p3 --match ready --timeout 9000', 1, 'timed out waiting for output match'],
      ['herd pane read p3 --lines 40', 0, 'ready'],
      'another command',
    ],
    [
      'another one of those that are numbered',
      ["mux capture '$209:0' -S -80", 1, 'error: No such file or directory (os error 2)'],
      ["mux capture '$210:0' -S -80", 0, 'pane'],
      'looks for something else',
    ],
    [
      'a program typed on the spot and typed anew',
      ['node <<EOF\nconst fs = require("fs"); await fs.x();\nEOF', 1, 'ReferenceError: Cannot determine module format'],
      ['node --input-type=module <<EOF\nimport fs from "node:fs"; await fs.x();\nEOF', 0, ''],
      'a text or code that is left out',
    ],
  ])('VII.7 %s', (_, failing, working, reason) => {
    const found = forgeSession(runs(failing, working).events).filter((one) => one.rule === 'error-fix');
    expect(found.filter((one) => one.doubts.length === 0)).toEqual([]);
    expect(found.flatMap((one) => one.doubts).join()).toContain(reason);
  });
});

describe("users' words that wait for a person", () => {
  const corrected = (text: string, opening = false) => {
    const built = session().info();
    if (!opening) built.user('build it').edit('/repo/src/plan.ts').says('Done.');
    return built.user(text).says("You're right.").edit('/repo/src/plan.ts');
  };

  it.each([
    ['a change to the product', 'the lift off should be more celebratory', 'a change that was asked for and made'],
    ['what its functions take', '`listCarts` in `cart.ts` must accept a user id', 'a change that was asked for'],
    ['half a question', "support images in the terminal don't we", 'a change that was asked for'],
    ['one thing of the product', 'the map should get coordinates, not a device name', 'a change that was asked for'],
    ['a look', 'do not animate the tiles of the cart', 'how something looks or is worded'],
    [
      'a mode of the product',
      'we should always be in the read-only mode when we click on a cart',
      'a change that was asked',
    ],
    ['a case', 'when the cart is empty, use the welcome page', 'a change that was asked for'],
    ['a label', 'use the title "Tool: NAME" instead of "TOOL EXECUTION"', 'how something looks or is worded'],
    ['a file to be left', 'keep a `plan.md` of what we are building', 'a change that was asked for and made'],
  ])('VII.4 %s', (_, text, reason) => {
    const found = judged(corrected(text), 'correction');
    expect(found.pool).toBe('review');
    expect(found.reasons).toContain(reason);
  });

  it('VII.7 what is to be written down in a plan is over when it stands there', () => {
    const said =
      "in the plan, capture the fact that we'll also need to do work so that undo works nicely with comments";
    expect(forgeSession(corrected(said).events).filter((one) => one.doubts.length === 0)).toEqual([]);
  });

  it('VII.4 what the agent wrote into the instructions of every session', () => {
    const built = session().info().user('build it').edit('/repo/src/plan.ts').says('Done.');
    const found = judged(
      built.user('never run the slow tests unasked, they cost money').says("You're right.").edit('/repo/CLAUDE.md'),
      'correction',
    );
    expect(found.pool).toBe('review');
    expect(found.reasons).toContain('every session reads it there');
  });

  it('VII.4 several numbered demands of one task', () => {
    const demands =
      'what we want here:\n1. if the error is silent, do not print anything\n2. if there is an error, always exit with 1\n3. default: just print it';
    const found = judged(corrected(demands), 'correction');
    expect(found.pool).toBe('review');
    expect(found.reasons).toContain('one of several demands of one task');
  });

  it.each([
    ['what holds for ever', 'the totals should always be rounded down'],
    ['a tool and not another', 'use `bun run`, not npm, for the scripts'],
    ['a reason', 'the tests should use real files because mocks hide encodings'],
    ['a prohibition', 'do not mock the database in the tests'],
    ['where a kind of thing lives', 'fixtures should live in `test/fixtures`'],
    ['what is not to be touched', 'do not edit the tables in `src/tables.ts` by hand'],
    ['what is alike everywhere', 'the totals should be rounded down, to be consistent with the ledger'],
  ])('VII.4 but not %s', (_, text) => {
    expect(judged(corrected(text), 'correction')).toMatchObject({ pool: 'observation' });
  });

  it('VII.4 a rule among the words of the first task, unless it is said to hold', () => {
    const first = judged(
      corrected('use a binary search in `find.ts`, not a sort after every push, because carts are long', true),
      'correction',
    );
    expect(first.pool).toBe('review');
    expect(first.reasons).toContain('said with the first task');
    expect(
      judged(corrected('we always sign the commits of this repository, not only the tags', true), 'correction'),
    ).toMatchObject({
      pool: 'observation',
    });
  });

  it('VII.4 a prompt written beforehand', () => {
    const found = judged(
      corrected('You are a reviewer. Target files are those given. Always compare them with `git diff HEAD~1`.'),
      'correction',
    );
    expect(found.pool).not.toBe('observation');
    expect(found.reasons).toContain('a prompt written beforehand');
  });

  it('VII.7 rejects a form that was not filled in', () => {
    const found = judged(corrected('Target files are ``. If none are supplied, always use `git diff HEAD~1`.'));
    expect(found).toMatchObject({ pool: 'rejected', reasons: 'a form that was not filled in' });
  });
});

describe('choices that wait for a person', () => {
  const chose = (question: string, options: readonly string[], answer: string) => {
    const built = session()
      .info()
      .user('plan it')
      .call('AskUserQuestion', 'ask', { detail: `${question}\n[Tables] ${options.join(' | ')}` })
      .result();
    built.events.push({
      type: 'user',
      line: 20,
      at: 1_000,
      sidechain: false,
      channel: 'answer',
      text: answer,
      pasted: '',
      question,
      callId: 'x',
    });
    return judged(built.edit('/repo/src/plan.ts'), 'choice');
  };
  it.each([
    ['an option that was recommended', ['Stream (Recommended)', 'Write'], 'Stream (Recommended)'],
    ['an option', ['Stream', 'Write'], 'Write'],
    ['an option with a reason', ['Stream', 'Write'], 'Write, because it is smaller'],
  ])('VII.5 %s', (_, options, answer) => {
    const found = chose('Should `exportTables` write into `build/` or stream the tables?', options, answer);
    expect(found.pool).toBe('review');
    expect(found.reasons).toContain('a choice made for the work at hand');
  });

  it("VII.5 words run on from an option's name are the user's own: they rule out no other option", () => {
    const code = 'Should `exportTables` write into `build/` or stream the tables?';
    expect(chose(code, ['Stream', 'Write'], 'Write look at how the importer does it').statement).not.toContain('not:');
    expect(chose(code, ['Stream', 'Write'], 'Write, because it is smaller').statement).toContain('(not: Stream)');
  });
});

describe('what could not begin', () => {
  it.each<readonly [name: string, failing: Run, working: Run, shown: string]>([
    [
      'a program by its path',
      ['go build ./cmd/shop', 127, '/bin/bash: line 1: go: command not found'],
      ['/usr/local/go/bin/go build ./cmd/shop', 0, ''],
      '`/usr/local/go/bin/go build ./cmd/shop`',
    ],
    [
      'a program by a path that has to be given first',
      ['go test ./...', 127, '/usr/bin/bash: line 1: go: command not found'],
      ['PATH="$PATH:/c/Program Files/Go/bin" go test ./...', 0, 'ok  shop 0.3s'],
      '`PATH="$PATH:/c/Program Files/Go/bin" go test ./...`',
    ],
    [
      'a wrapper that the system does not have',
      ['timeout 180 go run ./cmd/bench', 127, 'zsh: command not found: timeout'],
      ['go run ./cmd/bench', 0, 'done'],
      '`go run ./cmd/bench`',
    ],
    [
      'an option for what the package does not have',
      ['cargo test cart --lib', 101, 'error: no library targets found in package `shop`'],
      ['cargo test --bin shop cart', 0, 'test result: ok. 3 passed; 0 failed'],
      '`cargo test --bin shop cart`',
    ],
    [
      'the one of several commands whose program is not there',
      ['gh auth status && python fetch.py --repo .', 127, 'zsh:1: command not found: python'],
      ['gh auth status && python3 fetch.py --repo .', 0, '{}'],
      '`python fetch.py --repo .` ',
    ],
    [
      'a program of a folder, with the folder',
      ['cd /repo/agents && python3 -c "import shop"', 1, "ModuleNotFoundError: No module named 'httpx'"],
      ['cd /repo/agents && .venv/bin/python -c "import shop"', 0, 'ok'],
      '`.venv/bin/python -c CODE`, run in `agents`.',
    ],
    [
      'a word that the shell has to see',
      ['git add "src/pages/*.ts" src/a.ts', 128, "fatal: pathspec 'src/pages/*.ts' did not match any files"],
      ['git add src/pages/*.ts src/a.ts', 0, ''],
      "`git add 'src/pages/*.ts' src/a.ts`",
    ],
  ])('VII.2 %s is used unseen', (_, failing, working, shown) => {
    const found = judged(runs(failing, working));
    expect(found).toMatchObject({ pool: 'observation' });
    expect(found.statement).toContain(shown);
  });

  it('VII.4 git in another folder waits: it may be another repository', () => {
    const found = judged(
      runs(
        ['git push origin main', 128, "fatal: repository 'https://example.org/shop.git/' not found"],
        ['cd shop && git push origin main', 0, ''],
      ),
    );
    expect(found).toMatchObject({ pool: 'review' });
    expect(found.reasons).toContain('the folder in which the shell stood');
  });

  it('VII.4 files that were copied wait', () => {
    const found = judged(
      runs(
        ['cp -r "rules/common/*" lib/', 1, "cp: cannot stat 'rules/common/*': No such file or directory"],
        ['cp -r rules/common/* lib/', 0, ''],
      ),
    );
    expect(found).toMatchObject({ pool: 'review' });
    expect(found.reasons).toContain('files were moved about');
  });

  it.each<readonly [name: string, failing: Run, working: Run]>([
    [
      'an option of another meaning',
      ['python tools/orchestrate.py --status', 2, 'orchestrate.py: error: unrecognized arguments: --status'],
      ['python tools/orchestrate.py --initialize', 0, 'ready'],
    ],
    [
      'another script of its kind',
      ['npm run test:e2e:comprehensive', 1, "npm error Missing script: 'test:e2e:comprehensive'"],
      ['npm run test:e2e:smoke -s', 0, '4 passed'],
    ],
    [
      'a subcommand that does less',
      ['shop mcp list-tools', 1, "error: unknown command 'list-tools'"],
      ['shop mcp list', 0, 'cart: connected'],
    ],
  ])('VII.4 waits where what worked is %s', (_, failing, working) => {
    const found = judged(runs(failing, working));
    expect(found).toMatchObject({ pool: 'review' });
    expect(found.reasons).toContain('was meant to do');
  });

  it.each<readonly [name: string, failing: Run, working: Run]>([
    [
      'an option',
      ['shop table list --app-token abc', 1, 'Error: unknown flag: --app-token'],
      ['shop table list --base-token abc', 0, 'orders'],
    ],
    [
      'a script',
      ['npm run typecheck', 1, 'npm error Missing script: "typecheck"'],
      ['npm run type-check', 0, 'checked'],
    ],
  ])('VII.2 uses unseen %s of another name', (_, failing, working) => {
    expect(judged(runs(failing, working)).pool).toBe('observation');
  });

  it('VII.4 waits where only the rights of another user were added', () => {
    const failing: Run = [
      'pip uninstall shopkit -y',
      1,
      "PermissionError: [Errno 13] Permission denied: '/usr/local/x'",
    ];
    const found = judged(runs(failing, ['sudo pip uninstall shopkit -y', 0, 'Successfully uninstalled']));
    expect(found.reasons).toContain('rights on this one machine');
  });

  it('VII.4 waits where something on a server goes by another name', () => {
    const found = judged(
      runs(
        ['docker service ps shop_frontend --no-trunc', 1, 'no such service: shop_frontend'],
        ['docker service ps shop-raw_frontend --no-trunc', 0, 'x3 shop-raw_frontend.1 Running'],
      ),
    );
    expect(found).toMatchObject({ pool: 'review' });
    expect(found.reasons).toContain('at that moment');
  });

  it.each<readonly [name: string, between: Run, again: Run]>([
    [
      'a script that failed behind a pipe',
      ['pnpm prepare 2>&1 | head -20', 0, '> husky install\n\ncommand not found: husky\n ELIFECYCLE  Command failed.'],
      ['git commit -m fix', 0, '[main 3f2] fix'],
    ],
    [
      'a commit that tells its hooks to pass',
      ['pnpm run setup', 0, 'done'],
      ['CI=true git commit -m fix', 0, '[main 3f2] fix'],
    ],
  ])('VII.7 takes %s for no way out', (_, between, again) => {
    const built = runs(
      ['git commit -m fix', 1, '.husky/pre-commit: line 5: .husky/_/husky.sh: No such file or directory'],
      between,
      again,
    );
    expect(forgeSession(built.events).filter((one) => gateCandidate(one).pool === 'observation')).toEqual([]);
  });

  it('VII.4 a form that is only shorter and had worked before waits', () => {
    const deploy: Run = ['docker stack deploy -c stack.yml shop', 0, 'Updating service shop_web'];
    const forced: Run = ['docker stack deploy --force-update -c stack.yml shop', 125, 'unknown flag: --force-update'];
    expect(judged(runs(deploy, forced, deploy)).reasons).toContain('it had worked before');
    expect(judged(runs(forced, deploy)).pool).toBe('observation');
    const bare: Run = ['bun run test', 0, ' 41 pass\n 0 fail'];
    const wrapped: Run = ['rtk bun run test', 2, "error: unrecognized subcommand 'bun'"];
    expect(judged(runs(bare, wrapped, bare)).pool).toBe('observation');
  });

  it('VII.4 a form that failed afterwards as often as not waits, a check that did does not', () => {
    const absent = (line: string): Run => [line, 127, `bash: ${line.split(' ')[0]}: command not found`];
    const later = judged(
      runs(absent('python load.py'), ['python3 load.py', 0, '12 rows'], ['python3 serve.py', 1, 'SyntaxError: bad']),
    );
    expect(later).toMatchObject({ pool: 'review' });
    expect(later.reasons).toContain('failed afterwards as often as not');
    const kept = runs(
      absent('python load.py'),
      ['python3 load.py', 0, '12 rows'],
      ['python3 sum.py', 0, ''],
      ['python3 serve.py', 1, 'SyntaxError: bad'],
      ['python3 list.py', 0, ''],
    );
    expect(judged(kept)).toMatchObject({ pool: 'observation' });
    const check = runs(
      absent('pytest -q'),
      ['python3 -m pytest -q', 0, '3 passed in 0.1s'],
      ['python3 -m pytest -q', 1, '1 failed'],
    );
    expect(judged(check)).toMatchObject({ pool: 'observation' });
  });

  it('VII.2 a command that runs on has worked when it has ended, by what it printed then', () => {
    const begun = (exitCode: number, text: string) =>
      runs(['go test ./...', 127, '/usr/bin/bash: line 1: go: command not found'])
        .call('Bash', 'shell', { command: '/opt/go/bin/go test ./...' })
        .result({ failed: null, exitCode: null, running: true })
        .result({ failed: null, exitCode: null, running: true, text: 'compiling\n' })
        .result({ failed: exitCode !== 0, exitCode, text });
    expect(judged(begun(0, 'ok  shop 0.3s'))).toMatchObject({ pool: 'observation' });
    expect(judged(begun(1, '--- FAIL: TestCart'))).toMatchObject({ pool: 'review' });
    const left = runs(['go test ./...', 127, '/usr/bin/bash: line 1: go: command not found'])
      .call('Bash', 'shell', { command: '/opt/go/bin/go test ./...' })
      .result({ failed: null, exitCode: null, running: true });
    expect(forgeSession(left.events).filter((one) => one.doubts.length === 0)).toEqual([]);
  });

  it('says that no error code came only where it is known', () => {
    const shown = (parts: { failed: boolean | null; exitCode: number | null }) =>
      judged(
        session()
          .info()
          .user('go on')
          .call('Bash', 'shell', { command: 'hk check' })
          .result({ ...parts, text: 'zsh:1: command not found: hk' })
          .runs('./target/debug/hk check', 0, 'done'),
      ).statement;
    expect(shown({ failed: false, exitCode: 0 })).toContain('ends without an error code but prints');
    expect(shown({ failed: null, exitCode: null })).toContain('fails with');
  });

  it('VII.2 a subcommand that means the same is used unseen', () => {
    const found = judged(
      runs(
        ['shop models delete old', 1, 'Error: unknown command "delete" for "shop models"'],
        ['shop models rm old', 0, 'deleted old'],
      ),
    );
    expect(found).toMatchObject({ pool: 'observation' });
  });

  it('VII.4 a program that was installed meanwhile waits', () => {
    const found = judged(
      runs(
        ['uv sync --all-extras', 127, 'zsh: command not found: uv'],
        ['curl -LsSf https://install.example.test/uv.sh | sh', 0, 'installed uv'],
        ['~/.local/bin/uv sync --all-extras', 0, 'Resolved 80 packages'],
      ),
    );
    expect(found).toMatchObject({ pool: 'review' });
  });

  it('VII.7 a call that found nothing to do, or only lists, is no way out', () => {
    const nothing = forgeSession(
      runs(
        ['hk fix -S format', 127, 'zsh:2: command not found: hk'],
        ['target/debug/hk fix -S format', 0, 'hk no files to run'],
      ).events,
    );
    expect(nothing.filter((one) => one.doubts.length === 0)).toEqual([]);
    const listed = judged(
      runs(['npm run typecheck', 1, "npm error Missing script: 'typecheck'"], ['npm run', 0, 'lint\n  eslint .']),
    );
    expect(listed.pool).toBe('rejected');
    expect(listed.reasons).toContain('only asks for help or looks around');
  });

  it('VII.4 says no sentence beside a command that explains nothing of its error', () => {
    const built = session()
      .info()
      .user('go on')
      .runs('cargo test cart::totals cart::taxes', 1, "error: unexpected argument 'cart::taxes' found")
      .says('The exact `cart` repro works: it exports `TAXES_V1` and prints `TOTALS`.')
      .runs('cargo test cart::totals', 0, 'test result: ok. 3 passed; 0 failed');
    expect(judged(built).statement).toMatch(/What worked: `cargo test cart::totals`\.$/);
  });
});

describe("a user's words that wait for a person", () => {
  const said = (text: string) =>
    judged(
      session()
        .info()
        .user('build the form')
        .edit('/repo/src/form.ts')
        .says('Done.')
        .user(text)
        .edit('/repo/src/form.ts')
        .says('Done again.'),
      'correction',
    );

  it.each<readonly [words: string, reason: string]>([
    ['the changelog should always list the first commit and then the last 9?', 'put as a question'],
    ['each panel should support a specific portion of the printer settings', 'the code says it by now'],
    ['use essa abordagem e atualize os arquivos e o readme agora', 'do not read by themselves'],
    ['always use `main` as the base, that could help', 'do not read by themselves'],
    ['the guide in `docs/setup.md` should be moved to the wiki pages', 'a task'],
    [
      'try again, nothing in there works for me right now. we must use the production `supabase` database for all tests. the mock one is broken and I want to see the real rows',
      'one sentence of several',
    ],
    ['never commit without signing. use ps GPG alt', 'do not read by themselves'],
    ['never re-invent a helper, reuse what we have in the tests', 'do not read by themselves'],
    ['always do both in either mode in the tests', 'do not read by themselves'],
    ['use the idea of a migration that doubles as an initialization of the tests', 'it says too little'],
    ['do not make such mistakes in `src/form.ts` in the future', 'do not read by themselves'],
    ['`tasks.md` should always use that normal format', 'do not read by themselves'],
    ['always show all options that can be clicked', 'the code says it by now'],
    ["we don't need the auto strategy test", 'without a reason'],
    ['no auto strategy tests needed', 'without a reason'],
    ['use the `main.py`', 'it says too little'],
  ])('VII.4 %s', (words, reason) => {
    const found = said(words);
    expect(found.pool).not.toBe('observation');
    expect(found.reasons).toContain(reason);
  });

  it.each<readonly [words: string, rule: string]>([
    ['never make draft prs', 'Never make draft prs.'],
    ['use pnpm, not npm. run the install again please', 'Use pnpm, not npm.'],
    ['use uv as the package manager', 'Use uv as the package manager.'],
    ['we always use class based views here, please change it', 'Always use class based views'],
    ["don't write migrations by hand, run python manage.py makemigrations", 'Do not write migrations by hand'],
  ])('VII.2 %s is a rule', (words, rule) => {
    const found = said(words);
    expect(found.statement).toContain(rule);
    expect(found.pool).toBe('observation');
  });
});
