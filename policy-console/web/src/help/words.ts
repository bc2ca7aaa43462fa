import type { Language } from '../i18n';

/** What helps with one page. */
export interface PageHelp {
  purpose: string;
  tasks: { title: string; steps: string[] }[];
  /** What they do, by keys as they are typed: `j k`. */
  keys: Record<string, string>;
  /** What they are needed for, by permission. */
  permissions: Record<string, string>;
}

/** Help in one language, fetched when somebody asks for it. */
export interface HelpWords {
  /** By the path of the route, as `features/<area>/routes.ts` has it. */
  pages: Record<string, PageHelp>;
  /** By the stop of the tour. */
  tour: Record<string, { title: string; text: string }>;
}

const sources: Record<Language, () => Promise<{ words: HelpWords }>> = {
  'zh-CN': () => import('./chinese'),
  en: () => import('./english'),
};

export async function helpWords(language: Language): Promise<HelpWords> {
  return (await sources[language]()).words;
}
