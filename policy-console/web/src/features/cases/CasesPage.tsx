import { PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Checkbox, Select } from 'antd';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { SeverityMark } from '../../ui/SeverityMark';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { CaseStateTag } from './CaseTags';
import { type CaseState, caseStates } from './case';
import { NewCaseDialog } from './NewCaseDialog';

const route = getRouteApi('/cases');

export function CasesPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const state = caseStates.find((one) => one === search.state);
  const cases = useInfiniteQuery({
    queryKey: ['cases', 'list', state ?? '', search.mine ?? '', search.overdue ?? ''],
    queryFn: ({ pageParam, signal }) =>
      call('get', '/cases', {
        query: {
          state,
          mine: search.mine === 'true' || undefined,
          overdue: search.overdue === 'true' || undefined,
          cursor: pageParam ?? undefined,
          limit: 50,
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 60_000,
  });
  const rows = cases.data?.pages.flatMap((page) => page.items) ?? [];
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true });
  const filtered = Boolean(state || search.mine || search.overdue);
  return (
    <Page
      title={t('nav.cases')}
      subtitle={t('cases.subtitle')}
      actions={
        can('case:work') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ new: '1' })}>
            {t('cases.new')}
          </Button>
        )
      }
    >
      <div className="wf-filters">
        <Select
          className="wf-filter-select"
          aria-label={t('cases.stateLabel')}
          allowClear
          placeholder={t('cases.stateLabel')}
          value={state}
          options={caseStates.map((value) => ({ value, label: t(`cases.state.${value}`) }))}
          onChange={(value?: CaseState) => change({ state: value })}
        />
        <Checkbox
          checked={search.mine === 'true'}
          onChange={(event) => change({ mine: event.target.checked ? 'true' : undefined })}
        >
          {t('cases.mine')}
        </Checkbox>
        <Checkbox
          checked={search.overdue === 'true'}
          onChange={(event) => change({ overdue: event.target.checked ? 'true' : undefined })}
        >
          {t('cases.overdueOnly')}
        </Checkbox>
      </div>
      <div className="wf-card wf-card-flush">
        {cases.isPending ? (
          <LoadingRows rows={6} />
        ) : cases.error && rows.length === 0 ? (
          <ErrorState error={cases.error} retry={() => void cases.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState
            title={t(filtered ? 'common.noMatch' : 'cases.empty')}
            hint={t(filtered ? 'common.noMatchHint' : 'cases.emptyHint')}
          />
        ) : (
          <table className="wf-table wf-cases">
            <thead>
              <tr>
                <th className="wf-col-case">{t('cases.number')}</th>
                <th className="wf-col-severity">{t('alerts.column.severity')}</th>
                <th>{t('cases.title')}</th>
                <th className="wf-col-status">{t('cases.stateLabel')}</th>
                <th className="wf-col-entity">{t('cases.lead')}</th>
                <th className="wf-col-lastSeen">{t('cases.opened')}</th>
                <th className="wf-col-status">{t('cases.due')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id} data-mine={row.mine || undefined}>
                  <td>
                    <Link to="/cases/$id" params={{ id: row.id }} search={{}}>
                      {row.id}
                    </Link>
                  </td>
                  <td>
                    <SeverityMark severity={row.severity} />
                  </td>
                  <td className="wf-cell-main">
                    {row.title === null ? (
                      <span className="wf-none">{t('cases.hidden')}</span>
                    ) : (
                      <Link to="/cases/$id" params={{ id: row.id }} search={{}} className="wf-strong">
                        {row.title}
                      </Link>
                    )}
                  </td>
                  <td>
                    <CaseStateTag state={row.state} />
                  </td>
                  <td>
                    {row.lead}
                    {row.mine && <small>{t('cases.withMe')}</small>}
                  </td>
                  <td>
                    <When at={row.openedAt} />
                  </td>
                  <td>
                    {row.due ?? <span className="wf-none">{t('common.none')}</span>}
                    {row.overdue && <small className="wf-late">{t('cases.late')}</small>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {cases.hasNextPage && (
        <Button block className="wf-more" loading={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
          {t('cases.more')}
        </Button>
      )}
      {search.new && can('case:work') && (
        <NewCaseDialog
          onCancel={() => change({ new: undefined })}
          onOpened={(id) => void navigate({ to: '/cases/$id', params: { id }, search: {} })}
        />
      )}
    </Page>
  );
}
