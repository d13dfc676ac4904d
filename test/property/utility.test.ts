import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaCdf, betaQuantile } from '../../src/knowledge/utility/beta.ts';
import { rateOf } from '../../src/knowledge/utility/rate.ts';
import { posterior } from '../../src/knowledge/utility/utility.ts';

const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
// Below one half, quantiles come closer to 0 and 1 than a double can tell.
const shape = fc.double({ min: 0.5, max: 200, noNaN: true });

describe('the beta distribution', () => {
  it('K.4 agrees with the closed forms of Beta(1, b) and Beta(a, 1)', () => {
    fc.assert(
      fc.property(share, shape, (x, n) => {
        expect(betaCdf(x, 1, n)).toBeCloseTo(1 - (1 - x) ** n, 10);
        expect(betaCdf(x, n, 1)).toBeCloseTo(x ** n, 10);
      }),
    );
  });

  it('K.4 agrees with the sum of the binomial for whole numbers', () => {
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), (x, a, b) => {
        const n = a + b - 1;
        let sum = 0;
        let choose = 1;
        for (let k = 0; k <= n; k++) {
          if (k >= a) sum += choose * x ** k * (1 - x) ** (n - k);
          choose = (choose * (n - k)) / (k + 1);
        }
        expect(betaCdf(x, a, b)).toBeCloseTo(sum, 9);
      }),
    );
  });

  it('K.4 mirrors, rises, and its quantile undoes it', () => {
    fc.assert(
      fc.property(share, share, shape, shape, (x, y, a, b) => {
        expect(betaCdf(x, a, b) + betaCdf(1 - x, b, a)).toBeCloseTo(1, 9);
        expect(betaCdf(Math.min(x, y), a, b)).toBeLessThanOrEqual(betaCdf(Math.max(x, y), a, b) + 1e-12);
        expect(betaCdf(betaQuantile(x, a, b), a, b)).toBeCloseTo(x, 6);
      }),
    );
  });
});

describe('the posterior of a learning', () => {
  const prior = fc.record({ mean: fc.double({ min: 0.05, max: 0.95, noNaN: true }), strength: fc.constant(4) });
  it('K.4 lies between the prior and what was seen, inside its interval, and another pass never lowers it', () => {
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.nat({ max: 50 }), prior, (passed, failed, p) => {
        const seen = passed + failed === 0 ? p.mean : passed / (passed + failed);
        const { mean, low, high } = posterior(passed, failed, p);
        expect(mean).toBeGreaterThanOrEqual(Math.min(seen, p.mean) - 1e-9);
        expect(mean).toBeLessThanOrEqual(Math.max(seen, p.mean) + 1e-9);
        expect(low).toBeLessThanOrEqual(mean);
        expect(high).toBeGreaterThanOrEqual(mean);
        expect(posterior(passed + 1, failed, p).mean).toBeGreaterThan(mean);
        expect(posterior(passed, failed + 1, p).high).toBeLessThanOrEqual(high + 1e-9);
      }),
    );
  });
});

describe('a rate', () => {
  it('K.2 lies in its interval, which narrows with more cases', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), (of, pick) => {
        const count = pick % (of + 1);
        const [rate, larger] = [rateOf(count, of), rateOf(count * 4, of * 4)];
        expect(rate.low).toBeLessThanOrEqual(rate.value ?? -1);
        expect(rate.high).toBeGreaterThanOrEqual(rate.value ?? 2);
        expect(larger.high - larger.low).toBeLessThan(rate.high - rate.low);
      }),
    );
  });

  it('K.2 covers the truth in about 95 of 100 samples', () => {
    let seed = 42;
    const random = () => {
      seed = (seed * 1664525 + 1013904223) % 4294967296;
      return seed / 4294967296;
    };
    for (const truth of [0.1, 0.5, 0.9]) {
      let covered = 0;
      for (let run = 0; run < 2000; run++) {
        let count = 0;
        for (let i = 0; i < 60; i++) if (random() < truth) count++;
        const { low, high } = rateOf(count, 60);
        if (low <= truth && truth <= high) covered++;
      }
      expect(covered / 2000).toBeGreaterThan(0.92);
    }
  });
});
