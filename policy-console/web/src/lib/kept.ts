/** Made once for each of a few names, then kept: what is slow to make and asked for by many rows. */
export function kept<N extends string[], T>(make: (...names: N) => T): (...names: N) => T {
  const made = new Map<string, T>();
  return (...names) => {
    const key = names.join(' ');
    let known = made.get(key);
    if (known === undefined) {
      known = make(...names);
      made.set(key, known);
    }
    return known;
  };
}
