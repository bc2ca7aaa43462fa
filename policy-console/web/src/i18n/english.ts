import antd from 'antd/locale/en_US';
import { merged, type Texts, type Words } from './texts';

export const words: Words = {
  texts: merged(import.meta.glob<Texts>('./en/*.json', { eager: true, import: 'default' })),
  antd,
};
