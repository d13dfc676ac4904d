/** What nobody asked for must be this much worth saying, as importance × confidence: sure, and of some importance. */
export const worthSaying = 1.2;
