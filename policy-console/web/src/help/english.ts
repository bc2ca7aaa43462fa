import { merged } from '../i18n/texts';
import tour from './tour/en.json';
import type { HelpWords, PageHelp } from './words';

export const words: HelpWords = {
  pages: merged(import.meta.glob<Record<string, PageHelp>>('./en/*.json', { eager: true, import: 'default' })),
  tour,
};
