import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Checkbox, Segmented } from 'antd';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { DirectoryPicker } from '../../ui/DirectoryPicker';
import { Chips, LevelChip } from '../../ui/Labels';
import { Page } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { SearchBox } from '../../ui/SearchBox';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { LevelFilter, levelOf } from './LevelFilter';
import { ObjectDrawer } from './ObjectDrawer';
import { type Person } from './objects';
import { PersonEditor } from './PersonEditor';

const route = getRouteApi('/people');
const newId = '+';
const statuses = ['active', 'suspended', 'left'] as const;

export function PeoplePage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const mayWrite = can('person:write');
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, cursor: undefined, ...to }), replace: true });
  const open = (id: string | undefined) => void navigate({ search: (old) => ({ ...old, id }), replace: true });
  const query = {
    q: search.q,
    status: statuses.find((s) => s === search.status),
    department: search.department,
    below: search.department && search.below ? (1 as const) : undefined,
    level: levelOf(search.level),
    cursor: search.cursor,
    limit: 50,
  };
  const people = useQuery({
    queryKey: ['people', 'page', query],
    queryFn: ({ signal }) => call('get', '/people', { query, signal }),
    placeholderData: (old) => old,
  });
  const filtered = Boolean(search.q || search.status || search.department || search.level);
  const rows = people.data?.items ?? [];
  return (
    <Page
      title={t('nav.people')}
      subtitle={t('people.subtitle')}
      actions={
        mayWrite && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => open(newId)}>
            {t('people.add')}
          </Button>
        )
      }
    >
      <div className="wf-filters">
        <Segmented
          aria-label={t('people.status.label')}
          value={search.status ?? ''}
          options={['', ...statuses].map((value) => ({ value, label: t(value === '' ? 'common.all' : `people.status.${value}`) }))}
          onChange={(value) => change({ status: value || undefined })}
        />
        <SearchBox label={t('people.search')} value={search.q} onSearch={(q) => change({ q })} />
        <span className="wf-filter-picker">
          <DirectoryPicker kind="department" label={t('people.department')} placeholder={t('people.department')} value={search.department} onChange={(department) => change({ department })} />
        </span>
        {search.department && (
          <Checkbox checked={Boolean(search.below)} onChange={(e) => change({ below: e.target.checked ? '1' : undefined })}>
            {t('departments.below')}
          </Checkbox>
        )}
        <LevelFilter label={t('people.clearance')} value={search.level} onChange={(level) => change({ level })} />
      </div>
      <div className="wf-card wf-card-flush" aria-busy={people.isFetching}>
        {people.isPending ? (
          <LoadingRows />
        ) : people.isError ? (
          <ErrorState error={people.error} retry={() => void people.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title={t(filtered ? 'common.noMatch' : 'people.empty')} hint={t(filtered ? 'common.noMatchHint' : 'people.emptyHint')} />
        ) : (
          <PeopleTable rows={rows} chosen={search.id} onOpen={open} />
        )}
      </div>
      <Pager
        cursor={search.cursor}
        next={people.data?.next}
        shown={rows.length}
        onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
      />
      {search.id === newId && mayWrite && <PersonEditor person={null} readOnly={false} onClose={() => open(undefined)} />}
      {search.id && search.id !== newId && (
        <ObjectDrawer key={search.id} kind="people" id={search.id} onClose={() => open(undefined)}>
          {(person) => <PersonEditor person={person} readOnly={!mayWrite} onClose={() => open(undefined)} />}
        </ObjectDrawer>
      )}
    </Page>
  );
}

function PeopleTable({ rows, chosen, onOpen }: { rows: Person[]; chosen: string | undefined; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <table className="wf-table wf-table-rows">
      <thead>
        <tr>
          <th>{t('people.name')}</th>
          <th>{t('people.department')}</th>
          <th>{t('people.accounts')}</th>
          <th className="wf-w-level">{t('people.clearance')}</th>
          <th>{t('people.compartments')}</th>
          <th>{t('people.roles')}</th>
          <th className="wf-w-state">{t('people.status.label')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((person) => (
          <tr key={person.id} className="wf-row" aria-current={person.id === chosen || undefined} onClick={() => onOpen(person.id)}>
            <td>
              <button type="button" className="wf-link wf-strong">
                {person.name}
              </button>
              {person.admin && <span className="wf-chip wf-chip-admin">{t('people.adminShort')}</span>}
              <small>{person.id}</small>
            </td>
            <td>{person.department}</td>
            <td>
              <Chips values={person.accounts ?? []} />
            </td>
            <td>
              <LevelChip rank={person.clearance} />
            </td>
            <td>
              <Chips values={person.compartments ?? []} />
            </td>
            <td>
              <Chips values={person.roles ?? []} />
            </td>
            <td>
              <span className={`wf-state-dot wf-state-${person.status}`}>{t(`people.status.${person.status}`)}</span>
              {person.employed?.until && <small>{t('people.untilDay', { day: person.employed.until })}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
