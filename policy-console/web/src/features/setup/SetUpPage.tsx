import { useEffect, useState } from 'react';
import { LanguageSwitch, ThemeSwitch } from '../../app/switches';
import { useTranslation } from '../../i18n/translation';
import { Beacon } from '../../ui/Beacon';
import { FirstPasswords } from './FirstPasswords';
import { NameOfficers } from './NameOfficers';

interface Named {
  username: string;
  role: string;
  password: string;
}

/** The first run: three people are named with the code that lies on the server, and get their passwords. */
export function SetUpPage({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [named, setNamed] = useState<Named[] | null>(null);
  const title = `${t('setup.title')} · ${t('product.name')}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  const step = named ? 1 : 0;
  return (
    <div className="wf-setup">
      <header className="wf-setup-head">
        <Beacon size={36} />
        <div>
          <h1>{t('setup.title')}</h1>
          <p className="wf-hint">{t('setup.subtitle')}</p>
        </div>
        <span className="wf-grow" />
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <ol className="wf-wizard">
        {(['officers', 'passwords', 'signIn'] as const).map((name, i) => (
          <li key={name} aria-current={i === step ? 'step' : undefined} data-done={i < step || undefined}>
            <b>{i + 1}</b>
            {t(`setup.step.${name}`)}
          </li>
        ))}
      </ol>
      <main className="wf-card wf-pad-all">
        {named ? <FirstPasswords named={named} onDone={onDone} /> : <NameOfficers onNamed={setNamed} onBack={onDone} />}
      </main>
    </div>
  );
}
