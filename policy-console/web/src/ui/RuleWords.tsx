import type { Schema } from '../api/call';
import { pick } from '../i18n';
import { useTranslation } from '../i18n/translation';

/** What a rule looks for. */
export function RulePurpose({ text }: { text: Schema<'Text'> }) {
  const { i18n } = useTranslation();
  return <p className="wf-prose">{pick(text, i18n.language)}</p>;
}

/** What a rule also finds that is no harm, as far as it is known. */
export function RuleFalsePositives({ texts }: { texts: Schema<'Text'>[] }) {
  const { t, i18n } = useTranslation();
  if (texts.length === 0) return null;
  return (
    <>
      <h3 className="wf-sub">{t('rules.falsePositives')}</h3>
      <ul className="wf-prose">
        {texts.map((text) => (
          <li key={text.en}>{pick(text, i18n.language)}</li>
        ))}
      </ul>
    </>
  );
}
