import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/schema/verdict.ts';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

describe('gates with presets', () => {
  let place: Sandbox;
  beforeEach(() => {
    place = createSandbox();
  });
  afterEach(() => place.remove());
  const commit = () => {
    place.git('add', '.');
    place.git('commit', '-qm', 'More');
  };
  const validate = () => {
    commit();
    const { status, stdout, stderr } = place.tool(['validate', '--json']);
    return { status, stderr, verdict: stdout ? (JSON.parse(stdout) as { verdict: Verdict }).verdict : null };
  };

  it('prose and data pass and fail gates like code does, with the line that is wrong', () => {
    place.write(
      '.agents/twelvefold.yaml',
      'validate.gates:\n  - preset: links\n    files: [README.md, "docs/**"]\n  - preset: length\n    files: [docs/a.md]\n    min: 2\n    max: 20\n  - preset: csv\n    columns: [id, name]\n  - {preset: json, files: [data/*.json], schema: data.schema.json}\n',
    );
    place.write('data.schema.json', '{"type":"object","required":["id"]}\n');
    place.write('data/a.json', '{"id": 1}\n');
    place.write('docs/a.md', '# Title\n\nSee [the readme](../README.md).\n');
    place.write('table.csv', 'id,name\n1,one\n');
    const passing = validate();
    expect(passing).toMatchObject({ status: 0, verdict: { result: 'passing', confirmed: true } });
    // What is committed names no path of this machine.
    expect(passing.verdict?.gates[0]?.command).toEqual(['twelvefold', 'gate', 'links', '--', 'README.md', 'docs/**']);
    place.write('docs/a.md', '# Title\n\nSee [the readme](../READ.md).\n');
    place.write('data/a.json', '{}\n');
    const { status, verdict } = validate();
    expect(status).toBe(1);
    expect(verdict?.gates.map(({ passed }) => passed)).toEqual([false, true, true, false]);
    expect(verdict?.gates[0]?.tail).toContain('docs/a.md:3: ../READ.md is not there');
    expect(verdict?.gates[3]?.tail).toContain('data/a.json:1:');
  });

  it('VI.1 a gate runs by itself, is a list for a person or a state of the repository, and passes or fails', () => {
    place.write(
      '.agents/twelvefold.yaml',
      'validate.gates:\n  - {name: automated, run: node -e 0}\n  - {preset: checklist, files: [RELEASE.md]}\n  - {name: state, run: test -f CHANGELOG.md}\n',
    );
    place.write('RELEASE.md', '- [x] told the users\n- [ ] asked the lawyer\n');
    expect(validate().verdict?.gates.map(({ passed }) => passed)).toEqual([true, false, false]);
    place.write('RELEASE.md', '- [x] told the users\n- [x] asked the lawyer\n');
    place.write('CHANGELOG.md', '# 1.0\n');
    expect(validate().verdict).toMatchObject({ gates: [{ passed: true }, { passed: true }, { passed: true }] });
  });

  it('V.7 a preset that finds nothing to check fails', () => {
    const gate = (...args: string[]) => place.tool(['gate', ...args]);
    for (const args of [['links'], ['sources'], ['checklist'], ['csv'], ['links', 'no/**']])
      expect(gate(...args).status).toBe(1);
    expect(gate('length').status).toBe(2);
    expect(gate('json', '--schema', 'none.json').status).toBe(2);
    expect(gate('linkz').stderr).toContain('did you mean links?');
    expect(gate('length', '--min', '1', '--json').status).toBe(0);
    place.write('CHECKLIST.md', '- [x] read aloud\n');
    expect(gate('checklist').stdout).toContain('1 checked in 1 file, 0 wrong');
    place.write('paper.md', 'As shown [@knuth84].\n');
    expect(gate('sources').stdout).toContain('paper.md:1: @knuth84 is in no bibliography');
    place.write('refs.bib', '@book{knuth84,\n}\n');
    expect(gate('sources').status).toBe(0);
  });

  it('a gate has a command or a preset, not both and not another', () => {
    for (const gate of ['{preset: linkz}', '{preset: links, run: ls}', '{name: x}']) {
      place.write('.agents/twelvefold.yaml', `validate.gates:\n  - ${gate}\n`);
      const { status, stderr } = validate();
      expect(status).toBe(2);
      expect(stderr).toContain('validate.gates');
    }
  });
});
