import { describe, expect, it } from 'vitest';
import { alreadySaid } from '../../../src/knowledge/recall/already-said.ts';
import { recallDocument } from '../../../src/knowledge/recall/recall-document.ts';
import { learning } from '../../setup/knowledge.ts';

const text = `# Shop

- Prices are kept as integer cents in \`src/billing/price.ts\`. Never use floating point numbers for money.
- Run the linter before every commit.

Deploys happen on Fridays only.`;
const check = alreadySaid([{ path: 'CLAUDE.md', text }], () => new Map());
const document = (statement: string) => recallDocument(learning(statement, { title: statement }));

describe('already said', () => {
  it('K.8 recognises a learning that one passage of an instruction file says in nearly the same words', () => {
    expect(
      check(document('Never use floating point numbers for money: prices are integer cents (`src/billing/price.ts`).')),
    ).toBe('CLAUDE.md');
  });

  it('K.8 does not take the same topic for the same statement', () => {
    expect(
      check(
        document(
          'Rounding of prices in `src/billing/price.ts` happens after tax, half to even, because of the auditor.',
        ),
      ),
    ).toBeNull();
    expect(check(document('Run the linter.'))).toBeNull();
    expect(alreadySaid([], () => new Map())(document('Prices are kept as integer cents.'))).toBeNull();
  });
});
