import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Input, Segmented } from 'antd';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Lamp, type Tone } from '../../ui/Lamp';
import { Page } from '../../ui/Page';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { ExceptionDrawer } from './ExceptionDrawer';

const route = getRouteApi('/exceptions');

export type ExceptionLine = Schema<'ExceptionLine'>;

const states = ['active', 'expired', 'revoked'] as const;
export const toneOfException: Record<ExceptionLine['state'], Tone> = { active: 'ok', expired: 'none', revoked: 'none' };
const soonMillis = 7 * 86_400_000;
const most = 500;

/** Exceptions with owner, end and effect; what waits for approval is linked. */
export function ExceptionsPage() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true, resetScroll: false });
  const exceptions = useQuery({
    queryKey: ['exceptions'],
    queryFn: async ({ signal }) => (await call('get', '/exceptions', { query: { limit: most }, signal })).items,
  });
  const waiting = useQuery({
    queryKey: ['approvals', 'exception.publish'],
    queryFn: async ({ signal }) =>
      (await call('get', '/approvals', { query: { state: 'requested', limit: 100 }, signal })).items.filter(
        (a) => a.kind === 'exception.publish',
      ),
    enabled: can('approval:read'),
  });
  const state = states.find((s) => s === search.state) ?? 'active';
  const word = search.q?.toLowerCase() ?? '';
  const rows = (exceptions.data ?? []).filter(
    (e) =>
      e.state === state && [e.title, e.owner, e.reason, ...e.rules].some((text) => text.toLowerCase().includes(word)),
  );
  const count = (of: string) => (exceptions.data ?? []).filter((e) => e.state === of).length;
  const n = new Intl.NumberFormat(i18n.language);
  const open = exceptions.data?.find((e) => e.id === search.id);
  return (
    <Page
      title={t('nav.exceptions')}
      subtitle={t('exceptions.subtitle')}
      actions={can('rule:read') && <Link to="/rules">{t('nav.rules')}</Link>}
    >
      <div className="wf-filters">
        <Segmented
          aria-label={t('exceptions.state')}
          value={state}
          options={states.map((value) => ({ value, label: t(`exceptions.states.${value}`, { n: count(value) }) }))}
          onChange={(value) => change({ state: value === 'active' ? undefined : String(value) })}
        />
        <Input
          className="wf-filter-text"
          allowClear
          aria-label={t('exceptions.search')}
          placeholder={t('exceptions.search')}
          defaultValue={search.q}
          onChange={(event) => change({ q: event.target.value || undefined })}
        />
        <span className="wf-grow" />
        {waiting.data && waiting.data.length > 0 && (
          <Link to="/approvals">{t('exceptions.waiting', { count: waiting.data.length })}</Link>
        )}
      </div>
      <div className="wf-card wf-card-flush">
        {exceptions.isPending ? (
          <LoadingRows rows={6} />
        ) : exceptions.isError ? (
          <ErrorState error={exceptions.error} retry={() => void exceptions.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title={t('exceptions.none')} hint={t('exceptions.noneHint')} />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('exceptions.title')}</th>
                <th>{t('exceptions.state')}</th>
                <th>{t('exceptions.owner')}</th>
                <th>{t('exceptions.expires')}</th>
                <th className="wf-number">{t('exceptions.hits')}</th>
                <th>{t('exceptions.lastHit')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((e) => (
                <tr key={e.id} className="wf-row" onClick={() => change({ id: e.id })}>
                  <td>
                    <button type="button" className="wf-link wf-strong">
                      {e.title}
                    </button>
                    <small>{e.reason}</small>
                  </td>
                  <td>
                    <Lamp tone={endsSoon(e) ? 'warn' : toneOfException[e.state]}>
                      {t(endsSoon(e) ? 'exceptions.soon' : `exceptions.is.${e.state}`)}
                    </Lamp>
                  </td>
                  <td>{e.owner}</td>
                  <td>
                    <When at={e.expires} precision="minute" relative />
                  </td>
                  <td className="wf-number">
                    {e.hitsExact ? '' : '≥ '}
                    {n.format(e.hits)}
                  </td>
                  <td>{e.lastHit ? <When at={e.lastHit} precision="minute" /> : <span className="wf-none">-</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {open && <ExceptionDrawer exception={open} onClose={() => change({ id: undefined })} />}
    </Page>
  );
}

function endsSoon(e: ExceptionLine): boolean {
  return e.state === 'active' && Date.parse(e.expires) - Date.now() < soonMillis;
}
