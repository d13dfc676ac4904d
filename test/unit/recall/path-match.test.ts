import { describe, expect, it } from 'vitest';
import { pathMatch } from '../../../src/knowledge/recall/path-match.ts';
import { cpuMs } from '../../setup/cpu.ts';

describe('path match', () => {
  it.each([
    ['src/a/b.ts', 'src/a/b.ts', 1],
    ['./src/a/b.ts', 'src/a/b.ts', 1],
    ['a/b.ts', 'packages/x/a/b.ts', 0.9],
    ['CHANGELOG.md', 'packages/x/CHANGELOG.md', 0.9],
    ['src/a/parser.ts', 'src/a/parser.test.ts', 0.7],
    ['src/a/parser.go', 'src/a/parser_test.go', 0.7],
    ['src/a/b.ts', 'src/a/c.ts', 0],
    ['**/*.ts', 'src/a/b.ts', 0.2],
    ['src/**', 'src/a/b.ts', 0.2],
    ['src', 'src/a/b.ts', 0.2],
    ['src/*.ts', 'src/a/b.ts', 0],
    ['docs/**/*.md', 'src/docs/x.md', 0],
  ])('K.5 %s fits %s by %d', (scope, file, expected) => {
    expect(pathMatch(scope, file)).toBe(expected);
  });

  it('K.5 ranks a glob by what it spells out', () => {
    const near = pathMatch('website/docs/guides/*.mdx', 'website/docs/guides/start.mdx');
    const wide = pathMatch('website/**', 'website/docs/guides/start.mdx');
    expect(near).toBeGreaterThan(wide);
    expect(wide).toBeGreaterThanOrEqual(0.6);
    expect(pathMatch('src/**/*_test.go', 'src/a/b_test.go')).toBeGreaterThanOrEqual(0.6);
    expect(pathMatch('src/{billing,orders}/**', 'src/orders/x.ts')).toBeGreaterThanOrEqual(0.6);
  });

  it('K.5 takes a hostile glob without hanging', () => {
    const start = cpuMs();
    pathMatch('**/**/**/**/**/**/**/**/x', `${'a/'.repeat(60)}y`);
    pathMatch(`${'*'.repeat(190)}z`, 'a'.repeat(300));
    expect(cpuMs() - start).toBeLessThan(500);
  });
});
