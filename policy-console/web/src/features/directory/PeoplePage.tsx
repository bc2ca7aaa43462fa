import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import { api } from '../../api/client';
import type { Person } from '../../api/types';
import { Chips, LevelChip } from '../../ui/Labels';
import { Page } from '../../ui/Page';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { matches, useDirectory } from './editing';
import { PersonEditor } from './PersonEditor';

const route = getRouteApi('/people');
const newId = '+';

export function PeoplePage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const { message } = App.useApp();
  const people = useQuery({ queryKey: ['people'], queryFn: ({ signal }) => api.people(signal) });
  const directory = useDirectory('people', { save: api.savePerson, remove: api.deletePerson });
  const mayWrite = can('person:write');
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true });
  const rows = (people.data ?? []).filter(
    (p) =>
      (!search.status || p.status === search.status) &&
      matches(search.q, p.id, p.name, p.department, ...p.accounts, ...p.compartments),
  );
  const chosen = people.data?.find((p) => p.id === search.id) ?? null;
  const editing = search.id === newId || chosen !== null;
  const close = () => {
    directory.save.reset();
    directory.remove.reset();
    change({ id: undefined });
  };
  return (
    <Page
      title={t('nav.people')}
      subtitle={t('people.subtitle')}
      actions={
        mayWrite && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ id: newId })}>
            {t('people.add')}
          </Button>
        )
      }
    >
      <div className="wf-filters">
        <Segmented
          aria-label={t('people.status.label')}
          value={search.status ?? ''}
          options={['', 'active', 'suspended', 'left'].map((value) => ({
            value,
            label: t(value === '' ? 'common.all' : `people.status.${value}`),
          }))}
          onChange={(value) => change({ status: value || undefined })}
        />
        <Input
          className="wf-filter-text"
          allowClear
          prefix={<SearchOutlined aria-hidden />}
          placeholder={t('people.search')}
          aria-label={t('people.search')}
          defaultValue={search.q}
          onChange={(event) => change({ q: event.target.value || undefined })}
        />
        <span className="wf-grow" />
        <span className="wf-hint">{people.data && t('people.count', { count: rows.length })}</span>
      </div>
      <div className="wf-card wf-card-flush">
        {people.isPending ? (
          <LoadingRows />
        ) : people.isError ? (
          <ErrorState error={people.error} retry={() => void people.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState
            title={t(people.data.length === 0 ? 'people.empty' : 'common.noMatch')}
            hint={t(people.data.length === 0 ? 'people.emptyHint' : 'common.noMatchHint')}
          />
        ) : (
          <PeopleTable rows={rows} chosen={search.id} onOpen={(id) => change({ id })} />
        )}
      </div>
      {editing && (
        <PersonEditor
          key={search.id}
          person={chosen}
          taken={people.data?.map((p) => p.id) ?? []}
          readOnly={!mayWrite}
          busy={directory.save.isPending}
          problem={directory.save.error ?? directory.remove.error}
          onClose={close}
          onSave={(id, version, body) =>
            directory.save.mutate(
              { id, version, body },
              {
                onSuccess: () => {
                  close();
                  void message.success(t('directory.saved', { name: body.name }));
                },
              },
            )
          }
          onDelete={(person) =>
            directory.remove.mutate(person, {
              onSuccess: () => {
                close();
                void message.success(t('directory.deleted', { name: person.name }));
              },
            })
          }
        />
      )}
    </Page>
  );
}

function PeopleTable({
  rows,
  chosen,
  onOpen,
}: {
  rows: Person[];
  chosen: string | undefined;
  onOpen: (id: string) => void;
}) {
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
          <th className="wf-w-status">{t('people.status.label')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((person) => (
          <tr
            key={person.id}
            className="wf-row"
            aria-current={person.id === chosen || undefined}
            onClick={() => onOpen(person.id)}
          >
            <td>
              <button type="button" className="wf-link wf-strong">
                {person.name}
              </button>
              {person.admin && <span className="wf-chip wf-chip-admin">{t('people.adminShort')}</span>}
              <small>{person.id}</small>
            </td>
            <td>{person.department}</td>
            <td>
              <Chips values={person.accounts} />
            </td>
            <td>
              <LevelChip rank={person.clearance} />
            </td>
            <td>
              <Chips values={person.compartments} />
            </td>
            <td>
              <span className={`wf-state-dot wf-state-${person.status}`}>
                {t(`people.status.${person.status}`)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
