import { describe, expect, it } from 'vitest';
import { forgeSession } from '../../../src/knowledge/forge/forge.ts';
import { session } from '../sessions/session-builder.ts';

const shown = (built: ReturnType<typeof session>) =>
  forgeSession(built.events).filter((one) => one.doubts.length === 0);

describe('error → change → success', () => {
  it('VII.2 keeps the command that worked after one that could not', () => {
    const built = session()
      .info()
      .user('run the tests')
      .runs('rtk bun run test 2>&1 | tail -20', 0, "error: unrecognized subcommand 'bun'\n\nUsage: rtk [OPTIONS]")
      .runs('bun run test', 0, ' 41 pass\n 0 fail');
    const [found] = shown(built);
    expect(found).toMatchObject({ kind: 'command', tier: 'check', rule: 'error-fix' });
    expect(found?.statement).toBe(
      '`rtk bun run test` fails with "error: unrecognized subcommand \'bun\'". What worked: `bun run test`.',
    );
    expect(found?.evidence.lines).toEqual([4, 6]);
    expect(found?.symptoms).toEqual(["error: unrecognized subcommand 'bun'"]);
    expect(found?.scope).toContain('bun run test');
  });

  it('VII.2 names the folder where only the folder made the difference', () => {
    const built = session()
      .info()
      .user('stage it')
      .runs('git add src/cart.ts', 128, "fatal: pathspec 'src/cart.ts' did not match any files")
      .runs('cd /repo && git add src/cart.ts', 0);
    expect(shown(built)[0]?.statement).toContain("Run it from the repository's root");
  });

  it('VII.2 calls a false pass by its name', () => {
    const built = session()
      .info()
      .user('lint it')
      .runs(
        'golangci-lint run ./src/shell/...',
        0,
        'level=error msg="typechecking error: pattern ./src/shell/...: does not contain main module"\n0 issues.',
      )
      .runs('cd src && golangci-lint run ./shell/...', 0, '1 issues:\n* lll: 1');
    expect(shown(built)[0]?.statement).toContain('and still ends with "0 issues": a false pass');
  });

  it("VII.2 adds the agent's reason, the file and the line of the fix", () => {
    const built = session()
      .info()
      .user('add the column')
      .runs('bun run test', 1, 'SQLiteError: no such column: is_imported\n(fail) history > lists imports')
      .says(
        'The test creates its table by hand without the `is_imported` column, because it does not run the migrations.',
      )
      .call('Edit', 'edit', { paths: ['/repo/src/history.test.ts'], detail: 'is_imported INTEGER DEFAULT 0,' })
      .result()
      .runs('bun run test', 0, ' 41 pass\n 0 fail');
    const [found] = shown(built);
    expect(found?.statement).toContain('no such column: is_imported');
    expect(found?.statement).toContain('because it does not run the migrations');
    expect(found?.statement).toContain('The fix, in `src/history.test.ts`: `is_imported INTEGER DEFAULT 0,`.');
    expect(found?.anchors).toContainEqual({ type: 'file', target: 'src/history.test.ts' });
    expect(found?.evidence.lines).toContain(5);
  });

  it.each([
    ['--no-verify', 'git commit -m x', 'git commit -m x --no-verify'],
    ['a forced push', 'git push origin main', 'git push --force origin main'],
    ['a swallowed exit code', 'npm run deploy', 'npm run deploy || true'],
  ])('VII.2 learns nothing from success by %s', (_, failing, working) => {
    const built = session().info().user('go on').runs(failing, 1, 'error: hook declined: rejected').runs(working, 0);
    expect(forgeSession(built.events)).toEqual([]);
  });

  it('VII.2 learns nothing from a silenced type or a skipped test', () => {
    const built = session()
      .info()
      .user('go on')
      .runs('npm run typecheck', 2, 'src/a.ts(1,1): error TS2339: Property total does not exist on type Cart')
      .call('Edit', 'edit', { paths: ['/repo/src/a.ts'], detail: '// @ts-ignore\ncart.total' })
      .result()
      .runs('npm run typecheck', 0);
    expect(forgeSession(built.events)).toEqual([]);
  });

  it('VII.2 learns nothing when the identical command works the second time', () => {
    const built = session()
      .info()
      .user('push')
      .runs('git push origin main', 1, 'error: could not resolve host: example.org')
      .runs('git push origin main', 0);
    expect(forgeSession(built.events)).toEqual([]);
  });

  it('VII.2 doubts the to and fro of fresh code that nobody explained', () => {
    const built = session()
      .info()
      .user('write the cart')
      .edit('/repo/src/cart.test.ts')
      .runs('bun run test', 1, '(fail) cart > adds up [1ms]')
      .edit('/repo/src/cart.test.ts')
      .runs('bun run test', 0, ' 3 pass\n 0 fail');
    expect(forgeSession(built.events).every((one) => one.doubts.length > 0)).toBe(true);
  });

  it('VII.2 says which hook refused a commit', () => {
    const built = session()
      .info()
      .user('commit')
      .runs(
        'git commit -m x',
        1,
        '$ tsc --noEmit\nsrc/a.ts(3,1): error TS2304: Cannot find name Cart\nhusky - pre-commit script failed (code 2)',
      )
      .says(
        'The pre-commit hook type-checks the whole tree, so `src/a.ts` must import `Cart` although it is not staged.',
      )
      .edit('/repo/src/a.ts')
      .runs('git commit -m x', 0);
    expect(shown(built)[0]?.statement).toContain('fails in the pre-commit hook (`tsc --noEmit`) with');
  });

  it('VII.2 says what a project script really runs', () => {
    const built = session()
      .info()
      .user('lint it')
      .runs('bun run lint', 1, '$ biome check --error-on-warnings\n× The imports and exports are not sorted.')
      .runs('bun run lint:fix', 0, '$ biome check --write\nFixed 1 file.');
    expect(shown(built)[0]?.statement).toContain('`bun run lint` (`biome check --error-on-warnings`) fails with');
  });
});
