/** In the environment of everything that is run contained: what left its process group is found by it. */
export const containedMark = 'TWELVEFOLD_CONTAINED';
