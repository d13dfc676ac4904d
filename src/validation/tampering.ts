import type { Finding } from '../schema/verdict.ts';
import { hollowed } from './hollow.ts';

/** One file of a diff, its changed lines in order. */
export interface FileDiff {
  readonly path: string;
  /** The path before, where it moved. */
  readonly from: string | null;
  readonly status: 'added' | 'deleted' | 'modified' | 'renamed';
  /** Whether git shows no lines of it. */
  readonly binary: boolean;
  readonly removed: readonly DiffLine[];
  readonly added: readonly DiffLine[];
}
export interface DiffLine {
  readonly line: number;
  readonly text: string;
}

const testFile =
  /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e)\/|(?:^|[._-])(?:test|spec)s?\.[\w.]{1,80}$|(?:^|\/)test_[^/]+\.\w+$|_(?:test|spec)\.\w+$|Tests?\.(?:java|kt|cs|swift)$/;
/** A file that says by its own name that it holds tests, wherever it lies. */
const named = /[._-](?:test|spec)s?\.|^(?:.*\/)?test_|Tests?\./;
const source = /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|cs|swift|php|exs?)$/;
const fixture = /(?:^|\/)(?:fixtures?|snapshots?|__snapshots__|testdata|golden)\//;
/** The beginning of a test case in the usual languages. */
const testCase =
  /^\s*(?:(?:it|test|specify|scenario)(?:\.(?!describe)\w+)*\s*[(`]|(?:async\s+)?def\s+test\w*\s*\(|func\s+(?:\([^)]*\)\s*)?Test\w+\s*\(|#\[(?:tokio::)?test\b|@(?:Test|ParameterizedTest)\b|(?:public\s+)?function\s+test\w+\s*\(|test\s+"|\[(?:Fact|Theory|Test|TestMethod)[\](])/;
const skipping =
  /\b(?:it|test|describe|suite|context)(?:\.\w{1,40}){0,3}\.(?:skip|todo|only|fixme|skipIf|runIf|fails|failing)\b|\b(?:xit|xtest|xdescribe|fit|fdescribe)\s*\(|\b(?:t|ctx|this)\.(?:skip|todo)\s*\(|\b(?:skip|todo)\s*:\s*(?:true\b|["'`])|\bpytest\.mark\.(?:skip|skipif|xfail)\b|\bpytest\.skip\s*\(|@(?:unittest\.(?:skip\w*|expectedFailure)|Disabled|Ignore)\b|\bself\.skipTest\s*\(|\bSkipTest\b|\bt\.Skip(?:f|Now)?\s*\(|#\[ignore\b|\[Ignore\b|\bSkip\s*=\s*"|\bmarkTest(?:Skipped|Incomplete)\s*\(|@tag\s+:skip\b|^\s*(?:skip|pending)(?:\s+["']|\s*$)/;
const assertion =
  /\b(?:expect|assert\w*|should|require|verify|ensure)\s*[(.!]|\bassert\s|\.(?:should|must|to)\b|\bt\.(?:Error|Fatal)f?\s*\(|\bassert(?:_eq|_ne)?!/;
/** Assertions that hold for nearly everything. */
const weak =
  /\.(?:toBeTruthy|toBeDefined|toBeFalsy)\(\)|expect\(\s*(?:true|1)\s*\)|assert\s+True\b|assert(?:True|_)?\(\s*true\s*\)|\bassert(?:\.ok|True)?\((?![^;]{0,200}\.(?:has|includes|test|match\w*|\w{1,9}With|every|some|equals?|is[A-Z]\w*)\()[^=<>!&|;]{0,200}\)\s*(?:;|$)|expect\.anything\(\)|\|\|\s*true\b/;
const threshold =
  /\b(?:threshold|coverage|fail[_-]?under|min(?:imum)?|branches|functions|lines|statements|max[_-]?(?:warnings|errors))\b[^\d-]{0,500}(-?\d+(?:\.\d+)?)/i;
const thresholdFile =
  /(?:^|\/)(?:package\.json|(?:vite|vitest|jest|karma)\.config\.\w+|\.(?:nycrc|c8rc|coveragerc)[^/]*|codecov\.ya?ml|pyproject\.toml|setup\.cfg|tox\.ini)$|(?:^|\/)\.agents\/ratchets\//;
const silenced = /\|\|\s*true\b|continue-on-error:\s*true|--passWithNoTests|allow_failure:\s*true|\bset \+e\b/;
const checksFile =
  /(?:^|\/)(?:\.github\/workflows\/|\.gitlab-ci|\.circleci\/|Jenkinsfile|Makefile$|package\.json$|azure-pipelines)/;

/**
 * Finds where a change makes its own proof easier: tests deleted, skipped or loosened, thresholds lowered, checks silenced. Each needs a person; a test that moved, or was replaced by as many, is none.
 */
export function findTampering(files: readonly FileDiff[]): Finding[] {
  const tests = files.filter(({ path }) => isTest(path));
  const added = tests.reduce((sum, file) => sum + cases(file.added), 0);
  const removed = tests.reduce((sum, file) => sum + cases(file.removed), 0);
  return [
    ...files.flatMap(takenOut),
    ...tests.flatMap(hidden),
    ...tests.flatMap((file) => fewerTests(file, removed - added)),
    ...tests.flatMap(skips),
    ...tests.flatMap(loosened),
    ...tests.flatMap(hollow),
    ...files.filter(({ path }) => thresholdFile.test(path)).flatMap(lowered),
    ...files.filter(({ path }) => checksFile.test(path)).flatMap(silencing),
  ];
}

const cases = (lines: readonly DiffLine[]) => lines.filter(({ text }) => testCase.test(text)).length;
const blocking = (text: string, path: string, line: number | null): Finding => ({
  severity: 'blocking',
  text,
  path,
  line,
});

const isTest = (path: string) => testFile.test(path) && !fixture.test(path);

/** A test file that is no test file any more: no runner finds it. */
function takenOut({ path, from }: FileDiff): Finding[] {
  if (from === null || !isTest(from)) return [];
  const found = isTest(path) && (!source.test(from) || source.test(path)) && (!named.test(from) || named.test(path));
  return found ? [] : [blocking(`the test file ${from} is renamed to what no runner takes for one`, path, null)];
}

/** `.gitattributes` can say of a file that it is binary; then nobody sees what became of it. */
function hidden({ path, binary, status }: FileDiff): Finding[] {
  if (!binary || status === 'added' || !source.test(path)) return [];
  return [blocking('git is told that this test file is binary, so what changed in it cannot be seen', path, null)];
}

/** @param lost test cases that the whole change takes away */
function fewerTests(file: FileDiff, lost: number): Finding[] {
  if (lost <= 0) return [];
  const gone = cases(file.removed) - cases(file.added);
  if (gone <= 0) return [];
  const tests = `${gone} ${gone === 1 ? 'test' : 'tests'}`;
  if (file.status === 'deleted') return [blocking(`the test file is deleted, with ${tests}`, file.path, null)];
  const first = file.removed.find(({ text }) => testCase.test(text));
  return [blocking(`${tests} fewer than before`, file.path, first?.line ?? null)];
}

function skips({ path, added, removed }: FileDiff): Finding[] {
  const before = removed.filter(({ text }) => skipping.test(text)).length;
  return added
    .filter(({ text }) => skipping.test(text))
    .slice(before)
    .map(({ line, text }) => blocking(`a test is skipped: ${short(text)}`, path, line));
}

function loosened({ path, status, added, removed }: FileDiff): Finding[] {
  if (status === 'added' || status === 'deleted') return [];
  const count = (lines: readonly DiffLine[]) => lines.filter(({ text }) => assertion.test(text)).length;
  const weaker = added.filter(({ text }) => weak.test(text));
  const weakBefore = removed.filter(({ text }) => weak.test(text)).length;
  if (removed.some(({ text }) => assertion.test(text) && !weak.test(text)) && weaker.length > weakBefore)
    return weaker
      .slice(weakBefore)
      .map(({ line, text }) => blocking(`an assertion that nearly everything passes: ${short(text)}`, path, line));
  // Fewer assertions in as many tests: the tests that are left say less.
  const fewer = count(removed) - count(added);
  if (fewer <= 0 || cases(removed) > cases(added)) return [];
  const first = removed.find(({ text }) => assertion.test(text));
  return [
    blocking(`${fewer} ${fewer === 1 ? 'assertion' : 'assertions'} fewer in the same tests`, path, first?.line ?? null),
  ];
}

function hollow(file: FileDiff): Finding[] {
  if (file.status === 'added' || file.status === 'deleted') return [];
  const lines = hollowed(
    file,
    (text) => assertion.test(text),
    (text) => testCase.test(text),
  );
  return lines.map(({ what, text, line }) => blocking(`${what}: ${short(text)}`, file.path, line));
}

function lowered({ path, added, removed }: FileDiff): Finding[] {
  return removed.flatMap((old) => {
    const [label, before] = measure(old.text);
    if (label === null) return [];
    const now = added.map((line) => [line, measure(line.text)] as const).find(([, [name]]) => name === label);
    if (now === undefined) return [];
    const [line, [, after]] = now;
    const worse = /max/i.test(label) ? after > before : after < before;
    return worse ? [blocking(`a bar is lowered: ${label} from ${before} to ${after}`, path, line.line)] : [];
  });
}

function measure(text: string): readonly [string | null, number] {
  const match = threshold.exec(text);
  if (!match) return [null, 0];
  return [
    match[0]
      .slice(0, match[0].length - (match[1]?.length ?? 0))
      .replace(/[^A-Za-z_-]+/g, ' ')
      .trim(),
    Number(match[1]),
  ];
}

function silencing({ path, added, removed }: FileDiff): Finding[] {
  const before = new Set(removed.map(({ text }) => text.trim()));
  return added
    .filter(({ text }) => silenced.test(text) && !before.has(text.trim()))
    .map(({ line, text }) => blocking(`a check is silenced: ${short(text)}`, path, line));
}

const short = (text: string) => {
  const line = text.trim();
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
};
