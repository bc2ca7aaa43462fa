import type { Locale } from 'antd/es/locale';

/**
 * The texts of a language: `zh-CN/<area>.json` and `en/<area>.json`, one file per area of the
 * console, each with top-level names of its own.
 */
export type Texts = { [key: string]: string | Texts };

/** One language: our texts, and those of antd's own parts. Only the reader's is loaded. */
export interface Words {
  texts: Texts;
  antd: Locale;
}

/** The content of several files as one; a name may stand in one of them only. */
export function merged<T>(files: Record<string, Record<string, T>>): Record<string, T> {
  const all: Record<string, T> = {};
  for (const [file, texts] of Object.entries(files)) {
    for (const [name, value] of Object.entries(texts)) {
      if (name in all) throw new Error(`${file}: ${name} is in another file as well`);
      all[name] = value;
    }
  }
  return all;
}
