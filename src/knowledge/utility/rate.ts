/** A share with what it was counted from: never a bare percentage. */
export interface Rate {
  readonly count: number;
  readonly of: number;
  /** Null where there is nothing to divide by. */
  readonly value: number | null;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
}

const z = 1.959963984540054;

/**
 * A proportion with Wilson's score interval, which stays honest for few cases and at 0 and 1.
 * @see E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927)
 * @param count 0 to `of`
 */
export function rateOf(count: number, of: number): Rate {
  if (of <= 0) return { count, of: 0, value: null, low: 0, high: 1 };
  const p = count / of;
  const scale = 1 + z ** 2 / of;
  const centre = (p + z ** 2 / (2 * of)) / scale;
  const reach = (z / scale) * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2));
  return {
    count,
    of,
    value: p,
    low: count === 0 ? 0 : Math.max(0, centre - reach),
    high: count === of ? 1 : Math.min(1, centre + reach),
  };
}
