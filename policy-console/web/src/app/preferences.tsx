/** How this person wants to see things: language, time zone, theme. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import i18next, { fetchLanguage, type Language, languageOf } from '../i18n';
import { useTranslation } from '../i18n/translation';
import { store, stored } from '../lib/stored';
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

/** The language of the first page, by its address or as chosen before. */
export function firstLanguage(): Language {
  return languageOf(new URLSearchParams(window.location.search).get('lang') ?? stored('lang'));
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
  const wanted = languageOf(search.lang ?? stored('lang'));
  // What is shown stays in the language it has until the texts of the other one are there.
  const lang = languageOf(i18n.language);
  const zone: Zone = (search.tz ?? stored('tz')) === 'utc' ? 'utc' : 'local';

  useEffect(() => {
    if (wanted === lang) return;
    let over = false;
    fetchLanguage(wanted).then(
      () => {
        if (!over) void i18next.changeLanguage(wanted);
      },
      (problem: unknown) => console.error(problem),
    );
    return () => {
      over = true;
    };
  }, [wanted, lang]);
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
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
