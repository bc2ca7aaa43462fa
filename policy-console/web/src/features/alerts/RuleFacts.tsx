import { Link } from '@tanstack/react-router';
import type { Schema } from '../../api/call';
import { usePreferences } from '../../app/preferences';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Card } from '../../ui/Page';

/** Which rule of which version raised it, and how to find it again. */
export function RuleFacts({ record }: { record: Schema<'AlertRecord'> }) {
  const { t } = useTranslation();
  const { lang } = usePreferences();
  const { alert, rule, threat, gov } = record;
  return (
    <Card title={t('alerts.rule.title')}>
      <dl className="wf-facts">
        <dt>{t('alerts.rule.name')}</dt>
        <dd>
          <Link to="/rules" search={{ q: rule.id }}>
            {pick(alert.title, lang)}
          </Link>
          <br />
          <Link to="/alerts" search={{ rule: rule.id, status: 'all' }}>
            {t('alerts.rule.all')}
          </Link>
        </dd>
        {rule.version && (
          <>
            <dt>{t('alerts.rule.version')}</dt>
            <dd>
              <code>{rule.version}</code>
            </dd>
          </>
        )}
        {gov?.policy?.version !== undefined && (
          <>
            <dt>{t('alerts.rule.policy')}</dt>
            <dd>{gov.policy.version}</dd>
          </>
        )}
        {threat?.tactic && threat.tactic.length > 0 && (
          <>
            <dt>{t('alerts.rule.tactic')}</dt>
            <dd>{threat.tactic.map((x) => t(`tactic.${x}`, { defaultValue: x })).join(' · ')}</dd>
          </>
        )}
        {threat?.technique && threat.technique.length > 0 && (
          <>
            <dt>{t('alerts.rule.technique')}</dt>
            <dd>{threat.technique.join(' · ')}</dd>
          </>
        )}
        <dt>{t('alerts.rule.alertId')}</dt>
        <dd>
          <Copyable text={alert.id} short={12} />
        </dd>
        <dt>{t('alerts.rule.revision')}</dt>
        <dd>{alert.revision}</dd>
        {rule.references && rule.references.length > 0 && (
          <>
            <dt>{t('alerts.rule.references')}</dt>
            <dd>
              {rule.references.map((text) => (
                <div key={text} className="wf-break">
                  {text}
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}
