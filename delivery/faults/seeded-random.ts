/** Numbers from 0 to 1 (without 1) that are the same for the same seed: xorshift, https://doi.org/10.18637/jss.v008.i14. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  // The first few of a small seed are small.
  for (let count = 0; count < 10; count++) next();
  return next;
}
