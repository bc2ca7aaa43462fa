import antd from 'antd/locale/zh_CN';
import { merged, type Texts, type Words } from './texts';

export const words: Words = {
  texts: merged(import.meta.glob<Texts>('./zh-CN/*.json', { eager: true, import: 'default' })),
  antd,
};
