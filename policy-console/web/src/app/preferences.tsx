/** How this person wants to see things: language, time zone, theme. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languageOf } from '../i18n';
import { setLocalZone, type Zone } from '../lib/time';

export type Theme = 'light' | 'dark';

interface Preferences {
  lang: Language;
  zone: Zone;
  theme: Theme;
  setLang: (lang: Language) => void;
  setZone: (zone: Zone) => void;
  setTheme: (theme: Theme) => void;
  /** Name of the zone of this person, as his profile has it; null for the browser's. */
  home: string | null;
  setHome: (home: string | null) => void;
}

const Context = createContext<Preferences | null>(null);

function stored(key: string): string | null {
  try {
    return window.localStorage.getItem(`watchfire.${key}`);
  } catch {
    return null; // Storage may be forbidden by the browser's policy; the defaults then hold.
  }
}

function store(key: string, value: string): void {
  try {
    window.localStorage.setItem(`watchfire.${key}`, value);
  } catch {
    return; // As above: the choice then lasts as long as the page and its URL.
  }
}

function initialTheme(): Theme {
  const kept = stored('theme');
  if (kept === 'light' || kept === 'dark') return kept;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Language and zone stand in the URL once chosen, so that a shared link looks the same to both. */
export function PreferencesProvider({ children }: { children: ReactNode }) {
  const search = useSearch({ from: '__root__' });
  const navigate = useNavigate();
  const { i18n } = useTranslation();
  const [theme, setThemeState] = useState<Theme>(initialTheme);
  const [home, setHome] = useState<string | null>(null);
  // Before anything below turns an instant into text.
  setLocalZone(home);
  const lang = languageOf(search.lang ?? stored('lang'));
  const zone: Zone = (search.tz ?? stored('tz')) === 'utc' ? 'utc' : 'local';

  // Before paint: the texts are bundled, so nobody sees the other language flash by.
  useLayoutEffect(() => {
    document.documentElement.lang = lang;
    if (i18n.language !== lang) void i18n.changeLanguage(lang);
  }, [lang, i18n]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  const value = useMemo<Preferences>(() => {
    const put = (key: 'lang' | 'tz', to: string) => {
      store(key, to);
      void navigate({
        to: '.',
        search: (old: Record<string, unknown>) => ({ ...old, [key]: to }),
        replace: true,
      });
    };
    return {
      lang,
      zone,
      theme,
      setLang: (to) => put('lang', to),
      setZone: (to) => put('tz', to),
      setTheme: (to) => {
        store('theme', to);
        setThemeState(to);
      },
      home,
      setHome,
    };
  }, [lang, zone, theme, home, navigate]);

  return <Context value={value}>{children}</Context>;
}

export function usePreferences(): Preferences {
  const value = useContext(Context);
  if (!value) throw new Error('usePreferences outside of PreferencesProvider');
  return value;
}
