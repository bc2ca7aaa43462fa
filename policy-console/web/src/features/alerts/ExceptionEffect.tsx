import { Link } from '@tanstack/react-router';
import { Button, Progress } from 'antd';
import { usePreferences } from '../../app/preferences';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { useRuleNames } from '../../ui/rules';
import { InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';
import { type Preview, usePublishRequest } from './exception';

interface Props {
  id: string;
  preview: Preview | undefined;
  error: unknown;
}

/** What it would have hidden, day by day, and the way to have it put in force. */
export function ExceptionEffect({ id, preview, error }: Props) {
  const { t, i18n } = useTranslation();
  const { lang } = usePreferences();
  const { can } = useSession();
  const ruleName = useRuleNames();
  const request = usePublishRequest();
  const n = new Intl.NumberFormat(i18n.language);
  if (error) return <InlineProblem error={error} />;
  if (!preview) return null;
  if (preview.state === 'running') {
    const { done = 0, total = 0 } = preview.progress ?? {};
    return (
      <div role="status">
        <Progress percent={total === 0 ? 0 : Math.floor((100 * done) / total)} aria-label={t('exception.running')} />
        <small>{t('exception.read', { done: n.format(done), total: n.format(total) })}</small>
      </div>
    );
  }
  const { result } = preview;
  if (preview.state === 'failed' || !result) {
    return (
      <div className="wf-notice wf-notice-bad" role="alert">
        <strong>{t('exception.failed')}</strong>
        <p>{preview.problem}</p>
      </div>
    );
  }
  const top = Math.max(1, ...result.days.map((day) => day.hidden + day.remaining));
  return (
    <section className="wf-effect" aria-label={t('exception.effect')}>
      <p className="wf-effect-sum" role="status">
        {t('exception.sum', {
          hidden: n.format(result.hidden),
          all: n.format(result.hidden + result.remaining),
          days: preview.days,
        })}
      </p>
      {result.warnings.map((warning) => (
        <div key={warning.code} className="wf-notice wf-notice-warn">
          <strong>{pick(warning, lang)}</strong>
        </div>
      ))}
      {result.days.length > 0 && (
        <table className="wf-table wf-effect-days">
          <caption>{t('exception.perDay')}</caption>
          <thead>
            <tr>
              <th>{t('exception.day')}</th>
              <th className="wf-number">{t('exception.hidden')}</th>
              <th className="wf-number">{t('exception.remaining')}</th>
              <th aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            {result.days.map((day) => (
              <tr key={day.day}>
                <td>{day.day}</td>
                <td className="wf-number">{n.format(day.hidden)}</td>
                <td className="wf-number">{n.format(day.remaining)}</td>
                <td aria-hidden="true" className="wf-cell-main">
                  <i className="wf-bar wf-bar-hidden" style={{ width: `${(100 * day.hidden) / top}%` }} />
                  <i className="wf-bar" style={{ width: `${(100 * day.remaining) / top}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {result.samples.length > 0 && (
        <details>
          <summary>{t('exception.samples', { count: result.samples.length })}</summary>
          <ul className="wf-samples">
            {result.samples.map((sample, i) => (
              <li key={i}>
                <When at={sample.at} /> {ruleName(sample.rule)}
                <code className="wf-block wf-break">{sample.conditions}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
      <details>
        <summary>{t('exception.yaml')}</summary>
        <pre className="wf-yaml" tabIndex={0}>
          {preview.yaml}
        </pre>
      </details>
      <InlineProblem error={request.error} />
      {request.data ? (
        <div className="wf-notice wf-notice-ok" role="status">
          <strong>{t('exception.asked')}</strong>
          <p>{t('exception.askedHint')}</p>
        </div>
      ) : can('exception:request') ? (
        <Button
          type="primary"
          loading={request.isPending}
          onClick={() => request.mutate({ preview: id, reason: preview.exception?.reason ?? '' })}
        >
          {t('exception.ask')}
        </Button>
      ) : (
        <p>
          {t('exception.leadAsks')} <Copyable text={window.location.href} short={40} />
        </p>
      )}
      <p className="wf-hint">
        <Link to="/alerts" search={{ status: 'closed', disposition: 'suppressed' }}>
          {t('exception.others')}
        </Link>
      </p>
    </section>
  );
}
