import { merged } from '../i18n/texts';
import tour from './tour/zh-CN.json';
import type { HelpWords, PageHelp } from './words';

export const words: HelpWords = {
  pages: merged(import.meta.glob<Record<string, PageHelp>>('./zh-CN/*.json', { eager: true, import: 'default' })),
  tour,
};
