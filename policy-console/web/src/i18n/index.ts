import type { Locale } from 'antd/es/locale';
import i18next from 'i18next';
import type { Bilingual } from '../api/types';
import type { Words } from './texts';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

export function languageOf(text: string | null | undefined): Language {
  return text === 'en' ? 'en' : 'zh-CN';
}

/** The reader's language of a text that is data; the other one rather than nothing. */
export function pick(text: Bilingual | null | undefined, lang: string): string {
  if (!text) return '';
  return (lang === 'en' ? text.en || text.zh : text.zh || text.en) ?? '';
}

void i18next.init({
  resources: {},
  // Both have the same texts, and the other one is not there to fall back to.
  fallbackLng: false,
  // React escapes what it renders.
  interpolation: { escapeValue: false },
  returnNull: false,
  initAsync: false,
});

const sources: Record<Language, () => Promise<{ words: Words }>> = {
  'zh-CN': () => import('./chinese'),
  en: () => import('./english'),
};
const locales = new Map<Language, Locale>();

/** Fetches the texts of a language, once. */
export async function fetchLanguage(language: Language): Promise<void> {
  if (locales.has(language)) return;
  const { words } = await sources[language]();
  i18next.addResourceBundle(language, 'translation', words.texts);
  locales.set(language, words.antd);
}

/** Texts of antd's own parts, of a language that was fetched. */
export function antdLocale(language: Language): Locale | undefined {
  return locales.get(language);
}

export default i18next;
