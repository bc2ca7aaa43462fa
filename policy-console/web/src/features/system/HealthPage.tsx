import { FullscreenExitOutlined, FullscreenOutlined, ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { call, type Schema } from '../../api/call';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { type Json, textOf } from '../../lib/record';
import { Lamp, type Tone } from '../../ui/Lamp';
import { OwnWords } from '../../ui/OwnWords';
import { Page } from '../../ui/Page';
import { ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

const route = getRouteApi('/health');

type Component = Schema<'Health'>['components'][number];

export function toneOf(status: string): Tone {
  if (status === 'up') return 'ok';
  return status === 'down' ? 'bad' : 'warn';
}

function StatusLamp({ status }: { status: string }) {
  const { t } = useTranslation();
  return <Lamp tone={toneOf(status)}>{t(`health.status.${status}`, { defaultValue: status })}</Lamp>;
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

export function HealthPage() {
  const { t } = useTranslation();
  const { wall } = route.useSearch();
  const navigate = route.useNavigate();
  const health = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => call('get', '/health', { signal }),
    refetchInterval: 10_000,
  });
  const components = [...(health.data?.components ?? [])].sort((a, b) => order[toneOf(a.status)] - order[toneOf(b.status)]);
  const troubled = components.filter((c) => toneOf(c.status) !== 'ok').length;
  const onWall = wall !== undefined;
  return (
    <div className={onWall ? 'wf-wall' : undefined}>
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
              icon={onWall ? <FullscreenExitOutlined /> : <FullscreenOutlined />}
              aria-label={t(onWall ? 'health.wallOff' : 'health.wall')}
              title={t(onWall ? 'health.wallOff' : 'health.wall')}
              onClick={() => void navigate({ search: (old) => ({ ...old, wall: onWall ? undefined : '1' }) })}
            />
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
            <InlineProblem error={health.error} />
            <div className={`wf-banner wf-banner-${toneOf(health.data.status)}`} role="status">
              <StatusLamp status={health.data.status} />
              <p>{troubled === 0 ? t('health.allWell') : t('health.troubled', { count: troubled })}</p>
            </div>
            <div className="wf-health">
              {components.map((c) => (
                <ComponentCard key={c.name} component={c} />
              ))}
            </div>
          </>
        )}
      </Page>
    </div>
  );
}

function ComponentCard({ component: c }: { component: Component }) {
  const { t, i18n } = useTranslation();
  const well = toneOf(c.status) === 'ok';
  return (
    <article className={`wf-card wf-health-${toneOf(c.status)}`}>
      <header>
        <h2>{t(`health.component.${c.name}`, { defaultValue: c.name })}</h2>
        <StatusLamp status={c.status} />
      </header>
      {c.detail && <p>{pick(c.detail, i18n.language)}</p>}
      <OwnWords detail={c.detail} />
      <p className="wf-hint">{t(`health.does.${c.name}`, { defaultValue: '' })}</p>
      {!well && (
        <p className="wf-next">
          <b>{t('health.next')}</b> {t(`health.todo.${c.name}`, { defaultValue: t('health.todo.other') })}
        </p>
      )}
      {Object.keys(c.metrics).length > 0 && <Metrics metrics={c.metrics} />}
    </article>
  );
}
