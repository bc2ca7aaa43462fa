import { ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Health } from '../../api/types';
import { type Json, textOf } from '../../lib/record';
import { Page } from '../../ui/Page';
import { ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

type Tone = 'ok' | 'warn' | 'bad' | 'none';

function toneOf(status: string): Tone {
  const s = status.toLowerCase();
  if (s === 'up' || s === 'ok' || s === 'ready') return 'ok';
  if (s === 'starting' || s === 'degraded') return 'warn';
  return s === 'down' || s === 'error' ? 'bad' : 'none';
}

function Lamp({ status }: { status: string }) {
  const { t } = useTranslation();
  const tone = toneOf(status);
  return (
    <span className={`wf-lamp wf-lamp-${tone}`}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        {tone === 'ok' && <path d="M6 0a6 6 0 1 1 0 12A6 6 0 0 1 6 0zM2.800 6.200l2.200 2.300 4.300-4.700-.9-.8L5 6.700 3.700 5.300z" fillRule="evenodd" />}
        {tone === 'warn' && <path d="M6 0l6 11.500H0zM5.400 4l.2 4h.8l.2-4zM5.400 9v1.200h1.200V9z" fillRule="evenodd" />}
        {tone === 'bad' && <path d="M0 0h12v12H0zM3 3.900 5.100 6 3 8.100l.9.9L6 6.900 8.100 9l.9-.9L6.900 6 9 3.900 8.100 3 6 5.100 3.900 3z" fillRule="evenodd" />}
        {tone === 'none' && <path d="M6 0a6 6 0 1 1 0 12A6 6 0 0 1 6 0zM6 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8z" fillRule="evenodd" />}
      </svg>
      {t(`health.status.${status.toLowerCase()}`, { defaultValue: status })}
    </span>
  );
}

function Metrics({ metrics }: { metrics: Record<string, unknown> }) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  return (
    <dl className="wf-facts wf-metrics">
      {Object.entries(metrics).map(([name, value]) => (
        <div key={name}>
          <dt>{t(`health.metric.${name}`, { defaultValue: name.replaceAll('_', ' ') })}</dt>
          <dd>{typeof value === 'number' ? n.format(value) : textOf(value as Json)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What needs a hand comes first. */
const order: Record<Tone, number> = { bad: 0, warn: 1, none: 2, ok: 3 };

function sorted(components: Health['components']): Health['components'] {
  return [...components].sort((a, b) => order[toneOf(a.status)] - order[toneOf(b.status)]);
}

export function HealthPage() {
  const { t } = useTranslation();
  const health = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => api.health(signal),
    refetchInterval: 10_000,
  });
  const components = sorted(health.data?.components ?? []);
  const troubled = components.filter((c) => toneOf(c.status) !== 'ok').length;
  return (
    <Page
      title={t('nav.health')}
      subtitle={t('health.subtitle')}
      actions={
        <>
          {health.dataUpdatedAt > 0 && (
            <span className="wf-hint">
              {t('health.asOf')} <When at={health.dataUpdatedAt} />
            </span>
          )}
          <Button
            icon={<ReloadOutlined />}
            aria-label={t('common.refresh')}
            loading={health.isFetching}
            onClick={() => void health.refetch()}
          />
        </>
      }
    >
      {health.isPending ? (
        <LoadingRows />
      ) : !health.data ? (
        <ErrorState error={health.error} retry={() => void health.refetch()} />
      ) : (
        <>
          <div className={`wf-banner wf-banner-${toneOf(health.data.status)}`} role="status">
            <Lamp status={health.data.status} />
            <p>{troubled === 0 ? t('health.allWell') : t('health.troubled', { count: troubled })}</p>
          </div>
          <div className="wf-health">
            {components.map((c) => (
              <article key={c.name} className={`wf-card wf-health-${toneOf(c.status)}`}>
                <header>
                  <h2>{t(`health.component.${c.name}`, { defaultValue: c.name })}</h2>
                  <Lamp status={c.status} />
                </header>
                {c.detail && <p>{c.detail}</p>}
                {c.metrics && Object.keys(c.metrics).length > 0 && <Metrics metrics={c.metrics} />}
              </article>
            ))}
          </div>
        </>
      )}
    </Page>
  );
}
