import { BulbFilled, BulbOutlined, GlobalOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from '../i18n/translation';
import { zoneLabel } from '../lib/time';
import { usePreferences } from './preferences';

/** Names the other language in that language, so that who needs it can read it. */
export function LanguageSwitch() {
  const { lang, setLang } = usePreferences();
  const { t } = useTranslation();
  const other = lang === 'en' ? 'zh-CN' : 'en';
  return (
    <Button
      type="text"
      icon={<GlobalOutlined />}
      lang={other}
      onClick={() => setLang(other)}
    >
      {t('switch.otherLanguage')}
    </Button>
  );
}

export function ThemeSwitch() {
  const { theme, setTheme } = usePreferences();
  const { t } = useTranslation();
  const label = t(theme === 'dark' ? 'switch.light' : 'switch.dark');
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        className="wf-theme"
        icon={theme === 'dark' ? <BulbFilled /> : <BulbOutlined />}
        aria-label={label}
        onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
      />
    </Tooltip>
  );
}

export function ZoneSwitch() {
  const { zone, setZone } = usePreferences();
  const { t } = useTranslation();
  return (
    <Tooltip title={t(zone === 'utc' ? 'switch.toLocal' : 'switch.toUtc')}>
      <Button type="text" className="wf-zone" onClick={() => setZone(zone === 'utc' ? 'local' : 'utc')}>
        {zoneLabel(zone)}
      </Button>
    </Tooltip>
  );
}
