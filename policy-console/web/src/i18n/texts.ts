/**
 * The texts of each language: `zh-CN/<area>.json` and `en/<area>.json`, one file per area of the
 * console, each with top-level names of its own.
 */
export type Texts = { [key: string]: string | Texts };

function merged(files: Record<string, Texts>): Texts {
  const all: Texts = {};
  for (const [file, texts] of Object.entries(files)) {
    for (const [name, value] of Object.entries(texts)) {
      if (name in all) throw new Error(`${file}: ${name} is in another file as well`);
      all[name] = value;
    }
  }
  return all;
}

export const zh = merged(import.meta.glob<Texts>('./zh-CN/*.json', { eager: true, import: 'default' }));
export const en = merged(import.meta.glob<Texts>('./en/*.json', { eager: true, import: 'default' }));
