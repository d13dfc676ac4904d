// Draws docs/look.svg: what `twelvefold look` really prints over the sessions that ship in demo/.
import { writeFileSync } from 'node:fs';
import { createDemoPlace } from './demo-place.ts';

const columns = 100;
const cell = { width: 8.43, height: 19 };
const margin = 18;
const top = 40;
const palette: Readonly<Record<number, string>> = {
  31: '#f47067',
  32: '#8ddb8c',
  33: '#e0b56a',
  34: '#6cb6ff',
  35: '#dcbdfb',
  36: '#76d4d6',
};

interface Run {
  readonly text: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly color: number | null;
}

/** Takes a line with colour codes apart into runs of one style each. */
function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let [bold, dim] = [false, false];
  let color: number | null = null;
  for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
    const codes = /^\x1b\[([\d;]*)m$/.exec(part)?.[1];
    if (codes === undefined) {
      if (part !== '') runs.push({ text: part, bold, dim, color });
      continue;
    }
    for (const code of codes.split(';').map(Number)) {
      if (code === 0) [bold, dim, color] = [false, false, null];
      else if (code === 1) bold = true;
      else if (code === 2) dim = true;
      else if (code === 22) [bold, dim] = [false, false];
      else if (code === 39) color = null;
      else if (code >= 30 && code <= 37) color = code;
    }
  }
  return runs;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function lineSvg(line: string, row: number): string {
  let column = 0;
  const parts = runsOf(line).map((run) => {
    // Spaces are places, not text: some renderers drop them at the beginning of a run.
    const text = run.text.trim();
    const x = margin + (column + run.text.length - run.text.trimStart().length) * cell.width;
    column += run.text.length;
    if (text === '') return '';
    const style = [
      `fill="${run.color === null ? (run.dim ? '#8b949e' : '#e6edf3') : (palette[run.color] ?? '#e6edf3')}"`,
      ...(run.bold ? ['font-weight="700"'] : []),
      `textLength="${(text.length * cell.width).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`,
    ];
    return `<tspan x="${x.toFixed(1)}" ${style.join(' ')}>${escapeXml(text)}</tspan>`;
  });
  return `<text y="${top + row * cell.height}" xml:space="preserve">${parts.join('')}</text>`;
}

const place = createDemoPlace();
try {
  const lines = ['$ twelvefold look', ...place.tool(['look'], { columns, colors: true }).trimEnd().split('\n')];
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = Math.ceil(top + lines.length * cell.height + 8);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="What twelvefold look prints">
<!-- Drawn by scripts/screenshot.ts from the output of the program; do not edit. -->
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${lines.map(lineSvg).join('\n')}
</g>
</svg>
`;
  writeFileSync('docs/look.svg', svg);
  console.log(`docs/look.svg: ${lines.length} lines`);
} finally {
  place.remove();
}
