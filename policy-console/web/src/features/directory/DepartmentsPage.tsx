import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { list } from '../../lib/search';
import { Page } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { SearchBox } from '../../ui/SearchBox';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { DepartmentEditor } from './DepartmentEditor';
import { DepartmentTree } from './DepartmentTree';
import { ObjectDrawer } from './ObjectDrawer';

const route = getRouteApi('/departments');
const newId = '+';

/** Departments as a tree whose branches are read when they are opened; a search shows a flat list. */
export function DepartmentsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const mayWrite = can('department:write');
  const change = (to: Partial<typeof search>) => void navigate({ search: (old) => ({ ...old, ...to }), replace: true });
  const close = () => change({ id: undefined, parent: undefined });
  const opened = list(search.open);
  const toggle = (id: string) =>
    change({ open: (opened.includes(id) ? opened.filter((o) => o !== id) : [...opened, id]).join(',') || undefined });
  return (
    <Page
      title={t('nav.departments')}
      subtitle={t('departments.subtitle')}
      actions={
        mayWrite && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ id: newId, parent: undefined })}>
            {t('departments.add')}
          </Button>
        )
      }
    >
      <div className="wf-filters">
        <SearchBox label={t('departments.search')} value={search.q} onSearch={(q) => change({ q, cursor: undefined })} />
      </div>
      <div className="wf-card">
        {search.q ? (
          <Found q={search.q} onOpen={(id) => change({ id })} />
        ) : (
          <DepartmentTree
            parent={null}
            opened={opened}
            chosen={search.id}
            onToggle={toggle}
            onOpen={(id) => change({ id })}
            onAdd={mayWrite ? (parent) => change({ id: newId, parent }) : undefined}
          />
        )}
      </div>
      {search.id === newId && mayWrite && (
        <DepartmentEditor department={null} parent={search.parent} readOnly={false} onClose={close} />
      )}
      {search.id && search.id !== newId && (
        <ObjectDrawer key={search.id} kind="departments" id={search.id} onClose={close}>
          {(department) => <DepartmentEditor department={department} parent={undefined} readOnly={!mayWrite} onClose={close} />}
        </ObjectDrawer>
      )}
    </Page>
  );
}

function Found({ q, onOpen }: { q: string; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const found = useQuery({
    queryKey: ['departments', 'found', q, search.cursor ?? ''],
    queryFn: ({ signal }) => call('get', '/departments', { query: { q, cursor: search.cursor }, signal }),
    placeholderData: (old) => old,
  });
  if (found.isPending) return <LoadingRows />;
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  if (found.data.items.length === 0) return <EmptyState title={t('common.noMatch')} hint={t('common.noMatchHint')} />;
  return (
    <>
      <ul className="wf-tree">
        {found.data.items.map((one) => (
          <li key={one.id}>
            <button type="button" className="wf-link wf-strong" onClick={() => onOpen(one.id)}>
              {one.name}
            </button>{' '}
            <small>
              {one.id}
              {one.parent && ` · ${t('departments.under', { parent: one.parent })}`}
            </small>
          </li>
        ))}
      </ul>
      <Pager
        cursor={search.cursor}
        next={found.data.next}
        shown={found.data.items.length}
        onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor }), state: { pages } })}
      />
    </>
  );
}
