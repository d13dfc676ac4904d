import { type Forge, requiredChecks } from './branch-rules.ts';

/**
 * A file for the forge's CI that runs what the hooks run, where nobody can leave them out. twelvefold is built from a clone,
 * whose address is a variable of the project.
 */
export function ciRecipe(forge: Forge): { readonly path: string; readonly text: string } {
  return forge === 'github'
    ? { path: '.github/workflows/twelvefold.yml', text: github }
    : { path: '.gitlab-ci.yml', text: gitlab };
}

/** Reads the verdict and says of each required check whether a gate of its kind ran and all of them passed. */
const tell = (kinds: string) =>
  `node -e 'const { gates } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).verdict; for (const [name, kind] of ${kinds}) { const own = gates.filter((gate) => gate.kind === kind); console.log(name + "=" + (own.length > 0 && own.every((gate) => gate.passed) ? "passed" : "failed")); }'`;
const kinds = JSON.stringify(requiredChecks.map((name) => [name, name])).replaceAll(',', ', ');

const github = `# Printed by \`twelvefold protect --ci github\`. Put it into .github/workflows/twelvefold.yml.
# The variable TWELVEFOLD_REPOSITORY of the repository is the address of your clone of twelvefold; TWELVEFOLD_REVISION, where it
# is set, the commit that is used. Which checks run is set in .agents/twelvefold.yaml (validate.gates, validate.setup).
name: twelvefold
on:
  pull_request:
  push:
    branches: [main, master]
permissions:
  contents: read
jobs:
  gates:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    outputs:
${requiredChecks.map((name) => `      ${name}: \${{ steps.validate.outputs.${name} }}`).join('\n')}
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # The ledger is held against the whole history.
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - name: Build twelvefold from its clone
        env:
          REPOSITORY: \${{ vars.TWELVEFOLD_REPOSITORY }}
          REVISION: \${{ vars.TWELVEFOLD_REVISION }}
        run: |
          git clone "$REPOSITORY" "$RUNNER_TEMP/twelvefold"
          cd "$RUNNER_TEMP/twelvefold"
          git checkout --detach "\${REVISION:-HEAD}"
          npm ci
          npm run build
      - id: validate
        name: Run the gates on exactly this commit
        run: |
          status=0
          node "$RUNNER_TEMP/twelvefold/bin/twelvefold.mjs" validate --json > "$RUNNER_TEMP/verdict.json" || status=$?
          cat "$RUNNER_TEMP/verdict.json"
          ${tell(kinds)} "$RUNNER_TEMP/verdict.json" >> "$GITHUB_OUTPUT"
          exit "$status"
      - name: Nothing has got worse
        if: always()
        run: |
          node "$RUNNER_TEMP/twelvefold/bin/twelvefold.mjs" ratchet check
      - name: The ledger is untouched
        if: always()
        run: |
          node "$RUNNER_TEMP/twelvefold/bin/twelvefold.mjs" ledger verify
      - name: The branch is broken
        if: failure() && github.event_name == 'push'
        run: |
          echo "::error::$GITHUB_REF_NAME is broken since $GITHUB_SHA. Mend it at once, or take it back: git revert $GITHUB_SHA (of a merge: git revert -m 1 $GITHUB_SHA)"
${requiredChecks
  .map(
    (name) => `  ${name}:
    needs: gates
    if: always()
    runs-on: ubuntu-latest
    steps:
      - run: test "\${{ needs.gates.outputs.${name} }}" = passed
`,
  )
  .join('')}`;

const gitlab = `# Printed by \`twelvefold protect --ci gitlab\`. Put it into .gitlab-ci.yml, or include it there.
# The CI/CD variable TWELVEFOLD_REPOSITORY is the address of your clone of twelvefold; TWELVEFOLD_REVISION, where it is set, the
# commit that is used. Which checks run is set in .agents/twelvefold.yaml (validate.gates, validate.setup).
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
stages: [gates, checks]
gates:
  stage: gates
  image: node:24
  timeout: 1h
  variables:
    GIT_DEPTH: "0" # The ledger is held against the whole history.
  artifacts:
    when: always
    paths: [twelvefold-checks.env]
    reports:
      dotenv: twelvefold-checks.env
  script:
    - git clone "$TWELVEFOLD_REPOSITORY" /tmp/twelvefold
    - git -C /tmp/twelvefold checkout --detach "\${TWELVEFOLD_REVISION:-HEAD}"
    - (cd /tmp/twelvefold && npm ci && npm run build)
    - |
      status=0
      node /tmp/twelvefold/bin/twelvefold.mjs validate --json > /tmp/verdict.json || status=$?
      cat /tmp/verdict.json
      ${tell(kinds)} /tmp/verdict.json > twelvefold-checks.env
      node /tmp/twelvefold/bin/twelvefold.mjs ratchet check || status=1
      node /tmp/twelvefold/bin/twelvefold.mjs ledger verify || status=1
      if [ "$status" -ne 0 ] && [ "$CI_COMMIT_BRANCH" = "$CI_DEFAULT_BRANCH" ]; then
        echo "$CI_COMMIT_BRANCH is broken since $CI_COMMIT_SHA. Mend it at once, or take it back: git revert $CI_COMMIT_SHA (of a merge: git revert -m 1 $CI_COMMIT_SHA)"
      fi
      exit "$status"
${requiredChecks
  .map(
    (name) => `${name}:
  stage: checks
  image: node:24
  needs: [gates]
  when: always
  variables:
    GIT_STRATEGY: none
  script:
    - test "$${name}" = passed
`,
  )
  .join('')}`;
