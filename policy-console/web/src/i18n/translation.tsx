import type { TFunction } from 'i18next';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import i18next from '.';

interface Translation {
  t: TFunction;
  i18n: { language: string };
}

function current(): Translation {
  return { t: i18next.getFixedT(i18next.language), i18n: { language: i18next.language } };
}

const Context = createContext<Translation | null>(null);

/** Gives the texts of the language that is set to all below; one listener for the whole page. */
export function TranslationProvider({ children }: { children: ReactNode }) {
  const [translation, setTranslation] = useState(current);
  useEffect(() => {
    const changed = () => setTranslation(current());
    i18next.on('languageChanged', changed);
    return () => i18next.off('languageChanged', changed);
  }, []);
  return <Context value={translation}>{children}</Context>;
}

export function useTranslation(): Translation {
  const value = useContext(Context);
  if (!value) throw new Error('useTranslation outside of TranslationProvider');
  return value;
}
