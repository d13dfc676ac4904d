import { describe, expect, it } from 'vitest';
import { gateCandidate } from '../../../src/knowledge/gate/gate.ts';
import { agents, edit, fails, forgeStory, type Step, says, user, works } from './story.ts';

/** A story, and what its lesson must say. */
type Lesson = readonly [name: string, steps: readonly Step[], facts: readonly string[]];

const lessons: readonly Lesson[] = [
  // A command between failure and success is the way out.
  [
    'a missing Python module',
    [
      fails('python tools/load.py', '  File "tools/load.py", line 3\nModuleNotFoundError: No module named \'yaml\''),
      works('pip install pyyaml', 'Successfully installed pyyaml-6.0'),
      works('python tools/load.py', 'loaded 120 rows'),
    ],
    ['`python tools/load.py` fails', "No module named 'yaml'", 'Run `pip install pyyaml` first'],
  ],
  [
    'a database that is not up',
    [
      fails(
        'go test ./integration/...',
        'dial tcp 127.0.0.1:5432: connect: connection refused\nFAIL\tx/integration\t0.2s',
      ),
      works('docker compose up -d db', 'Container db-1  Started'),
      works('go test ./integration/...', 'ok  \tx/integration\t3.1s'),
    ],
    ['connection refused', 'Run `docker compose up -d db` first'],
  ],
  [
    'a generated table out of date',
    [
      edit('grammar/rules.y'),
      fails('make test', 'parser_test: FAIL: grammar table out of date\nmake: *** [test] Error 1'),
      works('make regen', 'wrote grammar/table.c'),
      works('make test', 'ok 31 tests passed'),
    ],
    ['grammar table out of date', 'Run `make regen` first'],
  ],
  [
    'packages that are not installed',
    [
      fails('npm test', 'sh: 1: vitest: not found'),
      works('npm ci', 'added 412 packages in 9s'),
      works('npm test', 'Tests  42 passed (42)'),
    ],
    ['`npm test` fails', 'vitest: not found', 'Run `npm ci` first'],
  ],
  [
    'a build that the tests need',
    [
      fails('pnpm test', "Error: Cannot find module '../dist/index.js'"),
      works('ls dist', ''),
      works('pnpm run build', 'built in 2s'),
      works('pnpm test', 'Tests  12 passed (12)'),
    ],
    ["Cannot find module '../dist/index.js'", 'Run `pnpm run build` first'],
  ],
  [
    'a Prisma client that was not generated',
    [
      fails(
        'npx tsc --noEmit',
        "src/db.ts(1,10): error TS2305: Module '\"@prisma/client\"' has no exported member 'PrismaClient'.",
      ),
      works('npx prisma generate', 'Generated Prisma Client'),
      works('npx tsc --noEmit', ''),
    ],
    ['TS2305', 'Run `npx prisma generate` first'],
  ],
  [
    'migrations that were not run',
    [
      fails(
        'bundle exec rspec spec/models',
        'ActiveRecord::PendingMigrationError: Migrations are pending. Run `bin/rails db:migrate`',
      ),
      works('bin/rails db:migrate RAILS_ENV=test', '== CreateUsers: migrated'),
      works('bundle exec rspec spec/models', '12 examples, 0 failures'),
    ],
    ['PendingMigrationError', 'Run `bin/rails db:migrate RAILS_ENV=test` first'],
  ],
  [
    'a plugin that Terraform has not fetched',
    [
      fails(
        'terraform validate',
        'Error: Missing required provider\n\nThis configuration requires provider hashicorp/aws',
      ),
      works('terraform init -backend=false', 'Terraform has been successfully initialized!'),
      works('terraform validate', 'Success! The configuration is valid.'),
    ],
    ['Missing required provider', 'Run `terraform init -backend=false` first'],
  ],
  [
    'a submodule that was not fetched',
    [
      fails('cmake --build build', 'fatal error: third_party/fmt/core.h: No such file or directory'),
      works('git submodule update --init --recursive', "Submodule path 'third_party/fmt': checked out"),
      works('cmake --build build', '[100%] Built target app'),
    ],
    ['third_party/fmt/core.h', 'Run `git submodule update --init --recursive` first'],
  ],
  [
    'files kept in LFS',
    [
      fails('cargo test', 'error: invalid image header in assets/logo.png: version https://git-lfs.github.com/spec/v1'),
      works('git lfs pull', 'Downloading LFS objects: 100%'),
      works('cargo test', 'test result: ok. 12 passed; 0 failed'),
    ],
    ['invalid image header', 'Run `git lfs pull` first'],
  ],
  [
    'a script that may not be executed',
    [
      fails('./scripts/seed.sh', 'bash: ./scripts/seed.sh: Permission denied'),
      works('chmod +x scripts/seed.sh', ''),
      works('./scripts/seed.sh', 'seeded'),
    ],
    ['Permission denied', 'Run `chmod +x scripts/seed.sh` first'],
  ],
  [
    'a wrong Node version, chosen in the same line',
    [
      fails(
        'npm run build',
        'error: The engine "node" is incompatible with this module. Expected version ">=22". Got "18.19.0"',
      ),
      works('source ~/.nvm/nvm.sh && nvm use 22 && npm run build', 'built in 3s'),
    ],
    ['The engine', 'Run `nvm use 22` first'],
  ],
  [
    'a missing environment variable',
    [
      fails('npm run migrate', 'Error: DATABASE_URL is not set'),
      works('DATABASE_URL=postgres://localhost/dev npm run migrate', 'Applied 3 migrations'),
    ],
    ['DATABASE_URL is not set', 'What worked: `DATABASE_URL=postgres://localhost/dev npm run migrate`'],
  ],
  [
    'a configuration to copy',
    [
      fails('docker compose up -d', 'env file .env not found: stat .env: no such file or directory'),
      works('cp .env.example .env', ''),
      works('docker compose up -d', 'Container web-1  Started'),
    ],
    ['env file .env not found', 'Run `cp .env.example .env` first'],
  ],
  [
    'a login that is asked for',
    [
      fails('gh pr list', 'To get started with GitHub CLI, please run:  gh auth login\nerror: not logged in'),
      works('gh auth login --with-token < token.txt', '✓ Logged in'),
      works('gh pr list', 'no open pull requests'),
    ],
    ['`gh pr list` fails', 'Run `gh auth login --with-token` first'],
  ],
  [
    'a lock file to refresh',
    [
      fails(
        'pnpm install --frozen-lockfile',
        'ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with package.json',
      ),
      works('pnpm install --lockfile-only', 'Done in 1s'),
      works('pnpm install --frozen-lockfile', 'Done in 2s'),
    ],
    ['ERR_PNPM_OUTDATED_LOCKFILE', '`pnpm install --lockfile-only`'],
  ],
  [
    'a port in use',
    [
      fails('npm run e2e', 'Error: listen EADDRINUSE: address already in use :::3000'),
      works('lsof -ti:3000 | xargs kill', ''),
      works('npm run e2e', '8 passed (4s)'),
    ],
    ['EADDRINUSE', '`lsof -ti:3000 | xargs kill`'],
  ],
  [
    'stale Gradle output',
    [
      fails('./gradlew test', 'error: Could not resolve generated class com.app.Api\nBUILD FAILED in 3s'),
      works('./gradlew clean', 'BUILD SUCCESSFUL in 1s'),
      works('./gradlew test', 'BUILD SUCCESSFUL in 20s'),
    ],
    ['Could not resolve generated class', 'Run `./gradlew clean` first'],
  ],
  [
    'protocol code to generate',
    [
      edit('proto/api.proto'),
      fails('go build ./...', 'internal/server.go:12:5: undefined: pb.ListUsersRequest'),
      works('buf generate', ''),
      works('go build ./...', ''),
    ],
    ['undefined: pb.ListUsersRequest', 'Run `buf generate` first'],
  ],
  [
    'two steps in a row',
    [
      fails('mix test', '** (Postgrex.Error) FATAL 3D000 (invalid_catalog_name) database "app_test" does not exist'),
      works('mix ecto.create', 'The database for App.Repo has been created'),
      works('mix ecto.migrate', 'Migrated 20 in 0.1s'),
      works('mix test', '42 tests, 0 failures'),
    ],
    ['does not exist', 'Run `mix ecto.create`, then `mix ecto.migrate` first'],
  ],
  [
    'PHP classes to map anew',
    [
      fails('vendor/bin/phpunit', "Error: Class 'App\\Billing\\Invoice' not found"),
      works('composer dump-autoload', 'Generated autoload files'),
      works('vendor/bin/phpunit', 'OK (12 tests, 30 assertions)'),
    ],
    ['not found', 'Run `composer dump-autoload` first'],
  ],
  [
    'packages to restore',
    [
      fails('dotnet build --no-restore', "error NETSDK1004: Assets file 'obj/project.assets.json' not found."),
      works('dotnet restore', 'Restored App.csproj'),
      works('dotnet build --no-restore', 'Build succeeded.\n    0 Error(s)'),
    ],
    ['NETSDK1004', 'Run `dotnet restore` first'],
  ],
  [
    'a cluster that was not chosen',
    [
      fails('kubectl get pods', 'error: current-context is not set'),
      works('kubectl config use-context dev', 'Switched to context "dev".'),
      works('kubectl get pods', 'web-1 Running'),
    ],
    ['current-context is not set', 'Run `kubectl config use-context dev` first'],
  ],
  // Another way to call the same.
  [
    'a program that is only a module',
    [fails('pytest', 'bash: pytest: command not found'), works('python -m pytest', '==== 10 passed in 0.5s ====')],
    ['`pytest` fails', 'What worked: `python -m pytest`'],
  ],
  [
    'a wrapper that refuses',
    [
      fails('wrap make test', "error: unrecognized subcommand 'make'\n\nUsage: wrap [OPTIONS] <COMMAND>"),
      works('make test', 'ok 12 tests passed'),
    ],
    ['`wrap make test` fails', 'What worked: `make test`'],
  ],
  [
    'a script that is not there',
    [
      fails(
        'npm test',
        'npm error Missing script: "test"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run',
      ),
      works('npm run test:unit', 'Tests  42 passed (42)'),
    ],
    ["Missing script: 'test'", 'What worked: `npm run test:unit`'],
  ],
  [
    'a compose of the older kind',
    [
      fails('docker-compose up -d db', 'bash: docker-compose: command not found'),
      works('docker compose up -d db', 'Container db-1  Started'),
    ],
    ['docker-compose: command not found', 'What worked: `docker compose up -d db`'],
  ],
  [
    "a project's own wrapper script",
    [fails('gradle test', 'zsh: command not found: gradle'), works('./gradlew test', 'BUILD SUCCESSFUL in 20s')],
    ['command not found: gradle', 'What worked: `./gradlew test`'],
  ],
  [
    'tools that live in an environment',
    [
      fails('mypy src', 'bash: mypy: command not found'),
      works('uv run mypy src', 'Success: no issues found in 12 source files'),
    ],
    ['mypy: command not found', 'What worked: `uv run mypy src`'],
  ],
  [
    'a check that runs in a container',
    [
      fails('php artisan test', 'SQLSTATE[HY000] [2002] php_network_getaddresses: getaddrinfo for mysql failed'),
      works('docker compose exec app php artisan test', 'Tests:  12 passed'),
    ],
    ['getaddrinfo for mysql failed', 'What worked: `docker compose exec app php artisan test`'],
  ],
  [
    'a missing make target',
    [
      fails('make tests', "make: *** No rule to make target 'tests'.  Stop."),
      works('make check', 'ok 31 tests passed'),
    ],
    ["No rule to make target 'tests'", 'What worked: `make check`'],
  ],
  [
    'a flag that is called otherwise',
    [
      fails('poetry install --no-dev', 'The option "--no-dev" does not exist'),
      works('poetry install --only main', 'Installing dependencies from lock file'),
    ],
    ["'--no-dev' does not exist", 'What worked: `poetry install --only main`'],
  ],
  [
    'a folder to be in',
    [
      fails('cargo test', 'error: could not find `Cargo.toml` in `/home/u/proj` or any parent directory'),
      works('cd crates/parser && cargo test', 'test result: ok. 12 passed; 0 failed'),
    ],
    ['could not find `Cargo.toml`', 'Run it in `crates/parser`'],
  ],
  [
    'long lists of files',
    [
      fails(
        'wrap git -C sub add src/components/one.tsx src/components/two.tsx src/components/three.tsx',
        "error: unexpected argument '-C' found",
      ),
      works('wrap git add src/components/one.tsx src/components/two.tsx src/components/three.tsx'),
    ],
    ["unexpected argument '-C' found", 'What worked: `wrap git add'],
  ],
];

const nothings: readonly (readonly [name: string, steps: readonly Step[]])[] = [
  [
    'the identical call that works the second time',
    [fails('npm run e2e', 'Error: page.goto: timeout 30000ms exceeded'), works('npm run e2e', '8 passed (4s)')],
  ],
  [
    'a flaky test, looked at and run again',
    [
      fails('cargo test', "thread 'net::retry' panicked at src/net.rs:10:5"),
      works('cat src/net.rs', 'fn retry() {}'),
      works('git status', 'nothing to commit'),
      works('cargo test', 'test result: ok. 12 passed; 0 failed'),
    ],
  ],
  [
    'a hook that is passed by',
    [
      fails('git commit -m "add x"', 'husky - pre-commit script failed (code 1)'),
      works('git commit --no-verify -m "add x"'),
    ],
  ],
  [
    'a push that is forced',
    [
      fails('git push origin main', '! [rejected] main -> main (non-fast-forward)\nerror: failed to push some refs'),
      works('git push -f origin main'),
    ],
  ],
  ...[
    "ratchet accept tests --reason 'covered elsewhere'",
    "work allow w-7k2m --reason 'go on'",
    "work close w-7k2m --override 'trust me'",
    "validate w-7k2m --accept 'the test was wrong'",
    'tier workflow off',
  ].map((passes): [string, Step[]] => [
    `twelvefold's own gate that is passed by: ${passes}`,
    [
      fails('git push -q origin main', 'error: failed to push some refs to origin'),
      works(`twelvefold ${passes}`),
      works('git push -q origin main'),
    ],
  ]),
  [
    'a record of the work',
    [
      fails('git push -q origin main', 'error: failed to push some refs to origin'),
      works('twelvefold work import TODO.md', '3 taken in'),
      works('git push -q origin main'),
    ],
  ],
  [
    'packages forced together',
    [
      fails('npm install', 'npm error code ERESOLVE\nnpm error ERESOLVE could not resolve'),
      works('npm install --legacy-peer-deps', 'added 3 packages'),
    ],
  ],
  [
    'tests that are left out',
    [
      fails('mvn package', '[ERROR] Tests run: 12, Failures: 1, Errors: 0\nBUILD FAILURE'),
      works('mvn package -DskipTests', 'BUILD SUCCESS'),
    ],
  ],
  [
    'hooks that are switched off first',
    [
      fails('git commit -m "add x"', 'error: lint failed in the hook'),
      works('git config core.hooksPath /dev/null'),
      works('git commit -m "add x"', '[main 1234567] add x'),
    ],
  ],
  [
    'a failing test that is removed',
    [
      fails('pytest', 'FAILED tests/test_cart.py::test_total - assert 3 == 4'),
      works('rm tests/test_cart.py'),
      works('pytest', '==== 9 passed in 0.5s ===='),
    ],
  ],
  [
    'a failing test that is skipped',
    [
      fails('npm test', ' FAIL  src/cart.test.ts > cart > adds up\nAssertionError: expected 3 to be 4'),
      edit('src/cart.test.ts', "  it.skip('adds up', () => {"),
      works('npm test', 'Tests  11 passed | 1 skipped (12)'),
    ],
  ],
  [
    'a search that finds nothing',
    [fails('grep -rn "createCart" src', ''), works('grep -rn "newCart" src', 'src/a.ts:1:newCart')],
  ],
  [
    'tests written first',
    [
      edit('src/slug.test.ts', "it('cuts blanks', () => {"),
      fails('npm test', ' FAIL  src/slug.test.ts > slug > cuts blanks\nTypeError: slugify is not a function'),
      edit('src/slug.ts', 'export const slugify = (text: string) => text.trim();'),
      works('npm test', 'Tests  1 passed (1)'),
    ],
  ],
  [
    "a compile error in the session's own code",
    [
      edit('src/total.rs', 'let sum: u32 = items.iter().sum();'),
      fails('cargo build', 'error[E0308]: mismatched types\n --> src/total.rs:3:5'),
      edit('src/total.rs', 'let sum: u64 = items.iter().sum();'),
      works('cargo build', 'Finished dev [unoptimized] target(s) in 0.5s'),
    ],
  ],
  [
    'another command after a failing one',
    [
      fails('curl -sf http://localhost:3000/health', 'curl: (7) Failed to connect to localhost port 3000'),
      works('npm run build', 'built in 2s'),
    ],
  ],
  [
    'a narrower run that passes',
    [
      fails('go test ./...', '--- FAIL: TestTotal (0.00s)\nFAIL\tx/cart\t0.1s'),
      works('go test ./slug/', 'ok  \tx/slug\t0.1s'),
    ],
  ],
  [
    'a swallowed exit code',
    [fails('terraform plan', 'Error: Invalid reference'), works('terraform plan || true', 'Error: Invalid reference')],
  ],
  [
    'a script tried in other words',
    [
      fails('python -c \'import json; print(json.load(open("a.json"))["x"])\'', "KeyError: 'x'"),
      works('python -c \'import json; print(json.load(open("a.json")).keys())\'', "dict_keys(['y'])"),
    ],
  ],
  [
    'the same error printed by a run that ends well',
    [
      fails('npx prisma migrate deploy', 'Error: P1001: Cannot reach database server at localhost:5432'),
      works(
        'npx prisma migrate deploy --schema prisma/schema.prisma; true',
        'Error: P1001: Cannot reach database server at localhost:5432',
      ),
    ],
  ],
  [
    'certificates that are no longer checked',
    [
      fails('git clone https://example.org/x.git', 'fatal: unable to access: SSL certificate problem'),
      works('git config --global http.sslVerify false'),
      works('git clone https://example.org/x.git', 'done.'),
    ],
  ],
  [
    'two different scripts of one interpreter',
    [
      fails('python tools/a.py', "FileNotFoundError: [Errno 2] No such file or directory: 'in.csv'"),
      works('python tools/b.py', 'ok'),
    ],
  ],
  [
    'work put aside to look at the tests without it',
    [
      edit('src/a.go'),
      fails('go test ./...', '--- FAIL: TestTotal (0.00s)\nFAIL\tx/cart\t0.1s'),
      works('git stash'),
      works('go test ./...', 'ok  \tx/cart\t0.1s'),
    ],
  ],
  [
    'formatting of the code just written',
    [
      edit('src/a.py'),
      fails('black --check src', 'would reformat src/a.py\nOh no! 1 file would be reformatted.'),
      works('black src', 'reformatted src/a.py'),
      works('black --check src', 'All done! 1 file would be left unchanged.'),
    ],
  ],
];

const installs = 'installing what is missing is what anybody does';
const machine = 'the state of this one machine or checkout';
const order = 'nothing but the order of the commands';

/** What may have helped for another reason, or would be done by anybody: a person or a second session decides. */
const waiting: Readonly<Record<string, string>> = {
  'a missing Python module': installs,
  'packages that are not installed': installs,
  'packages to restore': installs,
  'a wrong Node version, chosen in the same line': installs,
  'a submodule that was not fetched': machine,
  'files kept in LFS': machine,
  'a script that may not be executed': machine,
  'a login that is asked for': machine,
  'a missing make target': 'what the unknown name was meant to do',
  'a generated table out of date': order,
  'a port in use': order,
  'stale Gradle output': order,
  'a cluster that was not chosen': order,
  'two steps in a row': 'several commands were run',
  'a lock file to refresh': 'it ran and failed at its work',
};

describe.each(agents)('ordinary stories, written down by %s', (agent) => {
  it.each(lessons)('VII.2 learns from %s', (name, steps, facts) => {
    const all = forgeStory(agent, [user('go on with it'), ...steps, says('Done.')]);
    const found = all.find((one) => one.rule === 'error-fix' && one.doubts.length === 0);
    for (const fact of facts) expect(found?.statement).toContain(fact);
    expect(found?.statement).not.toContain('…');
    const waits = waiting[name];
    expect(found && gateCandidate(found).pool).toBe(waits === undefined ? 'observation' : 'review');
    if (waits !== undefined) expect(found && gateCandidate(found).reasons.join()).toContain(waits);
    expect(found?.evidence.at).toBeTypeOf('number');
  });

  it.each(nothings)('VII.2 learns nothing from %s', (_, steps) => {
    const all = forgeStory(agent, [user('go on with it'), ...steps, says('Done.')]);
    expect(
      all.filter((one) => one.rule === 'error-fix' && one.doubts.length === 0).map((one) => one.statement),
    ).toEqual([]);
  });
});
