import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Lamp, type Tone } from '../../ui/Lamp';
import { Card, Page } from '../../ui/Page';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { backupState, kindOf, kinds } from './upkeep';

const route = getRouteApi('/upkeep');

type Upkeep = Schema<'Upkeep'>;

const outcomes: Record<string, Tone> = { success: 'ok', failure: 'bad', unknown: 'warn' };

/** How far back the records reach, and what was done to keep them. */
export function UpkeepPage() {
  const { t } = useTranslation();
  const upkeep = useQuery({
    queryKey: ['upkeep'],
    queryFn: ({ signal }) => call('get', '/upkeep', { signal }),
    refetchInterval: 60_000,
  });
  return (
    <Page title={t('nav.upkeep')} subtitle={t('upkeep.subtitle')}>
      {upkeep.isPending ? (
        <LoadingRows rows={8} />
      ) : upkeep.isError ? (
        <ErrorState error={upkeep.error} retry={() => void upkeep.refetch()} />
      ) : (
        <>
          <div className="wf-columns">
            <Card title={t('upkeep.reach')} flush>
              <Reach upkeep={upkeep.data} />
            </Card>
            <Card title={t('upkeep.backups')}>
              <Backups upkeep={upkeep.data} />
            </Card>
          </div>
          <Acts upkeep={upkeep.data} />
        </>
      )}
    </Page>
  );
}

function Reach({ upkeep }: { upkeep: Upkeep }) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <>
      <table className="wf-table">
        <thead>
          <tr>
            <th>{t('integrity.stream')}</th>
            <th className="wf-number">{t('integrity.records')}</th>
            <th>{t('upkeep.oldest')}</th>
            <th className="wf-number">{t('upkeep.pruned')}</th>
          </tr>
        </thead>
        <tbody>
          {upkeep.streams.map((stream) => (
            <tr key={stream.stream}>
              <td>{t(`stream.${stream.stream}`)}</td>
              <td className="wf-number">
                {stream.size === null ? '-' : n.format(stream.size - (stream.firstKept ?? 0))}
              </td>
              <td>{stream.oldest ? <When at={stream.oldest} precision="minute" /> : (stream.problem ?? '-')}</td>
              <td className="wf-number">{stream.firstKept === null ? '-' : n.format(stream.firstKept)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="wf-hint wf-table-note">{t('upkeep.floor', { days: upkeep.floorDays })}</p>
    </>
  );
}

function Backups({ upkeep }: { upkeep: Upkeep }) {
  const { t } = useTranslation();
  const state = backupState(upkeep.acts, Date.now());
  return (
    <>
      <p>
        <Lamp tone={state.tone}>{t(`upkeep.backup.${state.word}`)}</Lamp>
      </p>
      <dl className="wf-facts">
        <dt>{t('upkeep.lastBackup')}</dt>
        <dd>{state.backup ? <When at={state.backup} relative /> : t('common.none')}</dd>
        <dt>{t('upkeep.lastDrill')}</dt>
        <dd>{state.drill ? <When at={state.drill} relative /> : t('common.none')}</dd>
      </dl>
      <p className="wf-hint">{t('upkeep.backupHint')}</p>
      <code>{'watchfire store backup --to DIR --by NAME'}</code>
    </>
  );
}

function Acts({ upkeep }: { upkeep: Upkeep }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const kind = kinds.find((k) => k === search.kind);
  const shown = upkeep.acts.filter((act) => !kind || kindOf(act.action) === kind);
  return (
    <Card
      flush
      title={t('upkeep.acts')}
      extra={
        <Segmented
          size="small"
          aria-label={t('upkeep.kind')}
          value={kind ?? 'all'}
          options={(['all', ...kinds] as const).map((value) => ({
            value,
            label: value === 'all' ? t('common.all') : t(`upkeep.kinds.${value}`),
          }))}
          onChange={(value) =>
            void navigate({ search: { kind: value === 'all' ? undefined : String(value) }, replace: true, resetScroll: false })
          }
        />
      }
    >
      {shown.length === 0 ? (
        <EmptyState title={t('upkeep.none')} hint={t('upkeep.noneHint')} />
      ) : (
        <table className="wf-table">
          <thead>
            <tr>
              <th>{t('upkeep.at')}</th>
              <th>{t('upkeep.act')}</th>
              <th>{t('upkeep.outcome')}</th>
              <th>{t('upkeep.by')}</th>
              <th>{t('upkeep.target')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((act) => (
              <tr key={act.seq}>
                <td>
                  <When at={act.at} />
                </td>
                <td>
                  <b>{t(`upkeep.action.${act.action.replace('store.', '')}`, { defaultValue: act.action })}</b>
                  {can('audit:read:audit') && (
                    <small>
                      <Link to="/audit" search={{ stream: 'audit', rec: `audit:${act.seq}`, t: 'all' }}>
                        {t('upkeep.record')}
                      </Link>
                    </small>
                  )}
                </td>
                <td>
                  <Lamp tone={outcomes[act.outcome] ?? 'none'}>
                    {t(`upkeep.is.${act.outcome}`, { defaultValue: act.outcome })}
                  </Lamp>
                </td>
                <td>{act.by}</td>
                <td className="wf-break">
                  {act.target}
                  <small className="wf-break">{act.detail}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
