import { CaretDownOutlined, CaretRightOutlined, PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';

/** What the API calls the parent of departments at the top. */
const top = '-';

interface Props {
  parent: string | null;
  opened: string[];
  chosen: string | undefined;
  onToggle: (id: string) => void;
  onOpen: (id: string) => void;
  onAdd?: (parent: string) => void;
}

/** The departments below one, page by page; each opens into those below it. */
export function DepartmentTree(props: Props) {
  const { t } = useTranslation();
  const { parent, opened } = props;
  const below = useInfiniteQuery({
    queryKey: ['departments', 'below', parent ?? top],
    queryFn: ({ pageParam, signal }) =>
      call('get', '/departments', { query: { department: parent ?? top, cursor: pageParam ?? undefined, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
  });
  if (below.isPending) return <LoadingRows rows={parent === null ? 6 : 1} />;
  if (below.isError) return <ErrorState error={below.error} retry={() => void below.refetch()} />;
  const items = below.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return parent === null ? (
      <EmptyState title={t('departments.empty')} hint={t('departments.emptyHint')} />
    ) : (
      <p className="wf-tree-none wf-hint">{t('departments.noneBelow')}</p>
    );
  }
  return (
    <ul className="wf-tree">
      {items.map((one) => {
        const open = opened.includes(one.id);
        return (
          <li key={one.id}>
            <div className="wf-tree-row" aria-current={one.id === props.chosen || undefined}>
              <button
                type="button"
                className="wf-icon-button"
                aria-expanded={open}
                aria-label={t(open ? 'departments.collapse' : 'departments.expand', { name: one.name })}
                onClick={() => props.onToggle(one.id)}
              >
                {open ? <CaretDownOutlined /> : <CaretRightOutlined />}
              </button>
              <button type="button" className="wf-link wf-strong" onClick={() => props.onOpen(one.id)}>
                {one.name}
              </button>
              <small>{one.id}</small>
              <span className="wf-grow" />
              <Link to="/people" search={{ department: one.id, below: '1' }}>
                {t('nav.people')}
              </Link>
              <Link to="/assets" search={{ department: one.id, below: '1' }}>
                {t('nav.assets')}
              </Link>
              {props.onAdd && (
                <button
                  type="button"
                  className="wf-icon-button"
                  aria-label={t('departments.addBelow', { name: one.name })}
                  title={t('departments.addBelow', { name: one.name })}
                  onClick={() => props.onAdd?.(one.id)}
                >
                  <PlusOutlined />
                </button>
              )}
            </div>
            {open && <DepartmentTree {...props} parent={one.id} />}
          </li>
        );
      })}
      {below.hasNextPage && (
        <li>
          <Button size="small" loading={below.isFetchingNextPage} onClick={() => void below.fetchNextPage()}>
            {t('departments.more')}
          </Button>
        </li>
      )}
    </ul>
  );
}
