/** Figures of one `score.mjs forge` line. Percentages; null where the denominator was 0. */
export interface ForgeScore {
  readonly name: string;
  readonly sessions: number;
  readonly candidates: number;
  readonly mostInASession: number;
  readonly precision: number | null;
  readonly observations: number;
  readonly ofObservations: number | null;
  readonly recall: number | null;
  readonly recall2: number | null;
  readonly recall3: number | null;
}

/** Figures of one `score.mjs recall` or `chain` line. */
export interface RecallScore {
  readonly name: string;
  readonly mustAnswer: number;
  readonly hit1: number | null;
  readonly hit3: number | null;
  readonly mustBeSilent: number;
  readonly falseAnswers: number | null;
  readonly relevant: number | null;
  readonly balanced: number | null;
}

const percent = String.raw`(-|[\d.]+)%?`;
const forgeLine = new RegExp(
  String.raw`^forge (\S+)\s+sessions (\d+) candidates (\d+) \([\d.]+ a session, at most (\d+)\) precision ${percent} of-observations ${percent} \((\d+)\) recall ${percent} recall2 ${percent} recall3 ${percent}`,
);
const recallLine = new RegExp(
  String.raw`^(?:recall|chain) (\S+)\s+must-answer (\d+): hit@1 ${percent} hit@3 ${percent} .*?must-be-silent (\d+): false ${percent} \| of what was said, relevant ${percent} .*?balanced ${percent}`,
);

/** Reads the table that `score.mjs forge` prints; other lines are left out. */
export function readForgeScores(output: string): ForgeScore[] {
  return output.split('\n').flatMap((line) => {
    const m = forgeLine.exec(line);
    if (!m) return [];
    return [
      {
        name: m[1] ?? '',
        sessions: Number(m[2]),
        candidates: Number(m[3]),
        mostInASession: Number(m[4]),
        precision: figure(m[5]),
        ofObservations: figure(m[6]),
        observations: Number(m[7]),
        recall: figure(m[8]),
        recall2: figure(m[9]),
        recall3: figure(m[10]),
      },
    ];
  });
}

/** Reads the table that `score.mjs recall` or `chain` prints; other lines are left out. */
export function readRecallScores(output: string): RecallScore[] {
  return output.split('\n').flatMap((line) => {
    const m = recallLine.exec(line);
    if (!m) return [];
    return [
      {
        name: m[1] ?? '',
        mustAnswer: Number(m[2]),
        hit1: figure(m[3]),
        hit3: figure(m[4]),
        mustBeSilent: Number(m[5]),
        falseAnswers: figure(m[6]),
        relevant: figure(m[7]),
        balanced: figure(m[8]),
      },
    ];
  });
}

function figure(text: string | undefined): number | null {
  return text === undefined || text === '-' ? null : Number(text);
}
