import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Bilingual } from '../api/types';
import { en, zh } from './texts';

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

void i18next.use(initReactI18next).init({
  resources: { 'zh-CN': { translation: zh }, en: { translation: en } },
  lng: 'zh-CN',
  fallbackLng: 'en',
  // React escapes what it renders.
  interpolation: { escapeValue: false },
  returnNull: false,
  initAsync: false,
});

export default i18next;
