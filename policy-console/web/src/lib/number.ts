const formats = new Map<string, Intl.NumberFormat>();

/** A number as the language writes it; for rows, of which there are many. */
export function formatNumber(value: number, lang: string): string {
  let known = formats.get(lang);
  if (!known) {
    known = new Intl.NumberFormat(lang);
    formats.set(lang, known);
  }
  return known.format(value);
}
