import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call';
import { pick } from '../../i18n';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { InlineProblem, LoadingRows } from '../../ui/States';
import { perMinute, type Sample } from './rate';

/** Whether what is seen can be relied upon: what comes in, the parts of the system, the data's levels. */
export function Soundness() {
  const { can } = useSession();
  return (
    <>
      {can('health:read') && <Intake />}
      {can('classification:read') && <Levels />}
    </>
  );
}

const pollMillis = 10_000;
const kept = 6;

function Intake() {
  const { t, i18n } = useTranslation();
  const health = useQuery({
    queryKey: ['overview', 'health'],
    queryFn: ({ signal }) => call('get', '/health', { signal }),
    refetchInterval: pollMillis,
  });
  const components = health.data?.components ?? [];
  const ledger = components.find((one) => one.name === 'ledger');
  const metrics = (ledger?.metrics ?? {}) as Record<string, number | undefined>;
  const events = metrics.events;
  const at = health.dataUpdatedAt;
  const [samples, setSamples] = useState<Sample[]>([]);
  const last = useRef(0);
  useEffect(() => {
    if (events === undefined || at === last.current) return;
    last.current = at;
    setSamples((old) => [...old, { at, count: events }].slice(-kept));
  }, [events, at]);
  const rate = perMinute(samples);
  const n = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const troubled = components.filter((one) => one.status !== 'up');
  return (
    <Card title={t('overview.sound')} extra={<Link to="/health">{t('overview.details')}</Link>}>
      <InlineProblem error={health.error} />
      {health.isPending && <LoadingRows rows={4} />}
      {health.data && (
        <>
          <p className={`wf-lamp wf-lamp-${troubled.length === 0 ? 'ok' : 'warn'}`} role="status">
            {troubled.length === 0
              ? t('overview.allUp', { n: components.length })
              : t('overview.troubled', { count: troubled.length, of: components.length })}
          </p>
          <ul className="wf-troubled">
            {troubled.map((one) => (
              <li key={one.name}>
                <b>{t(`health.component.${one.name}`, { defaultValue: one.name ?? '' })}</b>{' '}
                {t(`health.status.${one.status}`, { defaultValue: one.status ?? '' })}
                <small className="wf-block wf-break">{pick(one.detail, i18n.language)}</small>
              </li>
            ))}
          </ul>
          <dl className="wf-facts">
            <dt>{t('overview.rate')}</dt>
            <dd>{rate === null ? t('overview.measuring') : t('overview.perMinute', { n: n.format(rate) })}</dd>
            <dt>{t('overview.ledger')}</dt>
            <dd>
              {ledger?.status === 'up'
                ? t('overview.entries', { n: n.format(events ?? 0), alerts: n.format(metrics.alerts ?? 0), audit: n.format(metrics.audit ?? 0) })
                : pick(ledger?.detail, i18n.language) || t('health.status.unknown')}
            </dd>
            <dt>{t('overview.unreadable')}</dt>
            <dd>{n.format(metrics.deadletter ?? 0)}</dd>
          </dl>
        </>
      )}
    </Card>
  );
}

function Levels() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const coverage = useQuery({
    queryKey: ['overview', 'levels'],
    queryFn: ({ signal }) => call('get', '/classification/coverage', { signal }),
    staleTime: 60_000,
  });
  const n = new Intl.NumberFormat(i18n.language);
  const share = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  const { assets = 0, graded = 0, ungraded = 0, lowerThanRecommended = 0, overdue = 0, owned = 0 } = coverage.data ?? {};
  return (
    <Card
      title={t('overview.levels')}
      extra={can('asset:read') && <Link to="/assets">{t('nav.assets')}</Link>}
    >
      <InlineProblem error={coverage.error} />
      {coverage.data && (
        <>
          <div className="wf-share" role="img" aria-label={t('overview.gradedOf', { n: graded, of: assets })}>
            <i style={{ width: `${assets === 0 ? 0 : (100 * graded) / assets}%` }} />
          </div>
          <dl className="wf-facts">
            <dt>{t('overview.graded')}</dt>
            <dd>
              {t('overview.of', { n: n.format(graded), of: n.format(assets) })}{' '}
              {assets > 0 && <small>{share.format(graded / assets)}</small>}
            </dd>
            <dt>{t('overview.ungraded')}</dt>
            <dd>{n.format(ungraded)}</dd>
            <dt>{t('overview.tooLow')}</dt>
            <dd className={lowerThanRecommended > 0 ? 'wf-late' : undefined}>{n.format(lowerThanRecommended)}</dd>
            <dt>{t('overview.unowned')}</dt>
            <dd>{n.format(assets - owned)}</dd>
            <dt>{t('overview.reviews')}</dt>
            <dd className={overdue > 0 ? 'wf-late' : undefined}>{n.format(overdue)}</dd>
          </dl>
        </>
      )}
    </Card>
  );
}
