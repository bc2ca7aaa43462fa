import { theme as antd, type ThemeConfig } from 'antd';
import type { Theme } from './preferences';

const fontFamily =
  'system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "Source Han Sans SC", ' +
  '"Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", sans-serif';
const fontFamilyCode =
  'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "Noto Sans Mono CJK SC", ' +
  '"WenQuanYi Micro Hei Mono", monospace';

const shared = {
  fontFamily,
  fontFamilyCode,
  fontSize: 13,
  controlHeight: 30,
  controlHeightSM: 24,
  borderRadius: 4,
  borderRadiusLG: 6,
  wireframe: false,
  motionDurationMid: '0.12s',
  motionDurationSlow: '0.16s',
};

/**
 * There is one antd on the page: its rules need no mark of their own. A build has them in a sheet
 * (antd-styles.ts); the development server makes them in the browser.
 */
const rules = { hashed: false, zeroRuntime: import.meta.env.PROD } satisfies ThemeConfig;

const components: ThemeConfig['components'] = {
  Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
};

/** Placeholder, description and disabled colours are raised: antd's own fail WCAG AA contrast. */
const light: ThemeConfig = {
  ...rules,
  algorithm: antd.defaultAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#1f4571',
    colorInfo: '#1f4571',
    colorLink: '#1f4f86',
    colorSuccess: '#1e6b4a',
    colorWarning: '#8a5a00',
    colorError: '#a3122a',
    colorTextBase: '#17202c',
    colorText: '#17202c',
    colorTextSecondary: '#4a5564',
    colorTextTertiary: '#5b6675',
    colorTextQuaternary: '#667080',
    colorTextPlaceholder: '#667080',
    colorTextDescription: '#56616f',
    colorTextDisabled: '#727b88',
    colorBgLayout: '#f2f3f0',
    colorBorder: '#c3c7c4',
    colorBorderSecondary: '#dedfd9',
  },
  components: { ...components, Segmented: { trackBg: '#e3e6e3' } },
};

const dark: ThemeConfig = {
  ...rules,
  algorithm: antd.darkAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#3f72ad',
    colorInfo: '#3f72ad',
    colorLink: '#8db4e4',
    colorSuccess: '#6cc39a',
    colorWarning: '#e0b052',
    colorError: '#f08a93',
    colorTextBase: '#e3e8ef',
    colorText: '#e3e8ef',
    colorTextSecondary: '#b3bdca',
    colorTextTertiary: '#a0acbb',
    colorTextQuaternary: '#93a0b1',
    colorTextPlaceholder: '#93a0b1',
    colorTextDescription: '#a9b4c3',
    colorTextDisabled: '#8793a4',
    colorBgBase: '#0d141e',
    colorBgLayout: '#0d141e',
    colorBgContainer: '#141d2a',
    colorBgElevated: '#1a2534',
    colorBorder: '#3a485e',
    colorBorderSecondary: '#263244',
  },
  components: {
    ...components,
    // White on the light red of the dark theme is too faint.
    Button: { ...components?.Button, dangerColor: '#23070b' },
    Segmented: { trackBg: '#0a111b', itemSelectedBg: '#2a3b55' },
    Tabs: {
      itemSelectedColor: '#8db4e4',
      itemActiveColor: '#8db4e4',
      itemHoverColor: '#a9c6ec',
      inkBarColor: '#8db4e4',
    },
  },
};

/** Whose system asks for it gets no motion at all: menus wait for the end of theirs to take their place. */
const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export function antdTheme(theme: Theme): ThemeConfig {
  const dressed = theme === 'dark' ? dark : light;
  return still ? { ...dressed, token: { ...dressed.token, motion: false } } : dressed;
}
