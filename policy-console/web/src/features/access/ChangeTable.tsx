import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented, Select } from 'antd';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { SearchBox } from '../../ui/SearchBox';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { type AccessAction, actions } from './policy';

const route = getRouteApi('/access/dry-runs/$id');
const kinds = ['gained', 'lost', 'terms'] as const;

/** Who gains and who loses, one by one. */
export function ChangeTable({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const kind = kinds.find((k) => k === search.kind);
  const action = actions.find((a) => a === search.action);
  const query = { kind, person: search.person, asset: search.asset, action, cursor: search.cursor, limit: 100 };
  const changes = useQuery({
    queryKey: ['access', 'dry-run', id, 'changes', query],
    queryFn: ({ signal }) => call('get', '/access/dry-runs/{id}/changes', { path: { id }, query, signal }),
    placeholderData: (old) => old,
  });
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, cursor: undefined, ...to }), replace: true });
  const n = new Intl.NumberFormat(i18n.language);
  const page = changes.data;
  return (
    <Card
      title={t('access.changes')}
      extra={page && (page.listed < page.total ? t('access.listedOf', { listed: n.format(page.listed), total: n.format(page.total) }) : n.format(page.total))}
      flush
    >
      <div className="wf-pad">
        <div className="wf-filters">
          <Segmented
            aria-label={t('access.change')}
            value={kind ?? ''}
            options={['', ...kinds].map((value) => ({ value, label: value === '' ? t('common.all') : t(`access.${value}`) }))}
            onChange={(value) => change({ kind: value || undefined })}
          />
          <Select
            className="wf-select-wide"
            aria-label={t('access.actionLabel')}
            value={action ?? ''}
            options={[
              { value: '', label: t('access.everyAction') },
              ...actions.map((value) => ({ value: value as string, label: t(`access.action.${value}`) })),
            ]}
            onChange={(value) => change({ action: value || undefined })}
          />
          <SearchBox label={t('access.personId')} value={search.person} onSearch={(person) => change({ person })} />
          <SearchBox label={t('access.assetId')} value={search.asset} onSearch={(asset) => change({ asset })} />
        </div>
      </div>
      {changes.isPending ? (
        <LoadingRows />
      ) : changes.isError ? (
        <ErrorState error={changes.error} retry={() => void changes.refetch()} />
      ) : changes.data.items.length === 0 ? (
        <EmptyState title={t('access.noChanges')} hint={t('access.noChangesHint')} />
      ) : (
        <Rows items={changes.data.items} />
      )}
      <div className="wf-pad">
        <Pager
          cursor={search.cursor}
          next={page?.next}
          shown={page?.items.length ?? 0}
          onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
        />
      </div>
    </Card>
  );
}

const tones = { gained: 'warn', lost: 'bad', terms: 'info' } as const;

function Rows({ items }: { items: Schema<'AccessChange'>[] }) {
  const { t } = useTranslation();
  const policy = (id: string | undefined, action: AccessAction) => (id ? <code key={action}>{id}</code> : <span className="wf-none">–</span>);
  return (
    <table className="wf-table">
      <thead>
        <tr>
          <th>{t('access.change')}</th>
          <th>{t('access.person')}</th>
          <th>{t('access.actionLabel')}</th>
          <th>{t('access.asset')}</th>
          <th>{t('changes.before')}</th>
          <th>{t('changes.after')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <tr key={`${one.person} ${one.asset} ${one.action}`}>
            <td>
              <span className={`wf-tag wf-tone-${tones[one.kind]}`}>{t(`access.${one.kind}`)}</span>
            </td>
            <td>{one.person}</td>
            <td>{t(`access.action.${one.action}`)}</td>
            <td>{one.asset}</td>
            <td>
              {t(`access.verdict.${one.before}`)} {policy(one.policyBefore, one.action)}
            </td>
            <td>
              <b>{t(`access.verdict.${one.after}`)}</b> {policy(one.policyAfter, one.action)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
