import type { Match } from './features.ts';
import type { PreparedQuery } from './prepared-query.ts';
import type { Standing } from './recall-store.ts';

const named = 5;

/** The parts of a score in words that a person can check against the learning. */
export function explain(query: PreparedQuery, match: Match, relevance: number, standing: Standing): string[] {
  const why: string[] = [`${percent(Math.min(0.99, relevance))} likely relevant (${query.kind})`];
  if (match.path !== null) why.push(`applies to ${query.path ?? ''} (scope ${match.path})`);
  if (match.command !== null) why.push(`about the command ${match.command}`);
  if (match.symptom !== null) why.push(`same error: ${match.symptom}`);
  const shown = match.units
    .toSorted((a, b) => b.gain - a.gain || (a.text < b.text ? -1 : 1))
    .slice(0, named)
    .map((unit) => (unit.via === null ? unit.text : `${unit.text} ≈ ${unit.via}`));
  if (shown.length > 0) {
    const more = match.units.length > named ? ` and ${match.units.length - named} more` : '';
    why.push(`${percent(match.features.coverage)} of what was asked: ${shown.join(', ')}${more}`);
  }
  why.push(`confidence ${standing.confidence.toFixed(2)}`);
  why.push(
    standing.lastValidated === null
      ? 'never validated'
      : `last validated ${new Date(standing.lastValidated).toISOString().slice(0, 10)}`,
  );
  if (standing.utility !== 0)
    why.push(`sessions that used it fared ${standing.utility > 0 ? 'better' : 'worse'} than others`);
  if (standing.said !== null) why.push(`${standing.said} says it too`);
  if (standing.refuted !== null) why.push(`tried, rejected, because ${standing.refuted}`);
  return why;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
