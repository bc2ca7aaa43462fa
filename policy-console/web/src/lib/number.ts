import { kept } from './kept';

const format = kept((lang) => new Intl.NumberFormat(lang));

/** A number as the language writes it; for rows, of which there are many. */
export function formatNumber(value: number, lang: string): string {
  return format(lang).format(value);
}
