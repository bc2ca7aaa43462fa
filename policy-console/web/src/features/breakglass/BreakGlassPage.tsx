import { AlertOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { Pager } from '../../ui/Pager';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { GrantDetail } from './GrantDetail';
import { GrantTag } from './GrantTag';
import { TakeDialog } from './TakeDialog';

const route = getRouteApi('/break-glass');

/** Rights taken for an emergency: mine, or everybody's for those who oversee them. */
export function BreakGlassPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [taking, setTaking] = useState(false);
  const review = search.review === 'open' ? ('open' as const) : undefined;
  const grants = useQuery({
    queryKey: ['break-glass', review ?? '', search.cursor ?? ''],
    queryFn: ({ signal }) => call('get', '/break-glass', { query: { review, cursor: search.cursor }, signal }),
    refetchInterval: 30_000,
  });
  const items = grants.data?.items ?? [];
  const chosen = items.find((g) => g.id === search.id) ?? items[0];
  return (
    <Page
      title={t('nav.breakGlass')}
      subtitle={t('breakGlass.subtitle')}
      actions={
        can('emergency:take') && (
          <Button danger type="primary" icon={<AlertOutlined />} onClick={() => setTaking(true)}>
            {t('breakGlass.take')}
          </Button>
        )
      }
    >
      <div className="wf-filters">
        <Segmented
          aria-label={t('breakGlass.which')}
          value={review ?? 'all'}
          options={[
            { value: 'all', label: t('common.all') },
            { value: 'open', label: t('breakGlass.unreviewed') },
          ]}
          onChange={(value) => void navigate({ search: { review: value === 'open' ? 'open' : undefined }, replace: true })}
        />
        <span className="wf-grow" />
        <span className="wf-hint">{t(can('emergency:oversee') ? 'breakGlass.everybodys' : 'breakGlass.mine')}</span>
      </div>
      {grants.isPending ? (
        <LoadingRows />
      ) : grants.isError ? (
        <ErrorState error={grants.error} retry={() => void grants.refetch()} />
      ) : items.length === 0 ? (
        <div className="wf-card">
          <EmptyState title={t('breakGlass.empty')} hint={t('breakGlass.emptyHint')} />
        </div>
      ) : (
        <div className="wf-split">
          <ol className="wf-list" aria-label={t('nav.breakGlass')}>
            {items.map((grant) => (
              <Line
                key={grant.id}
                grant={grant}
                chosen={grant.id === chosen?.id}
                onOpen={() => void navigate({ search: (old) => ({ ...old, id: grant.id }), replace: true })}
              />
            ))}
          </ol>
          {chosen && <GrantDetail key={chosen.id} grant={chosen} />}
        </div>
      )}
      <Pager
        cursor={search.cursor}
        next={grants.data?.next}
        shown={items.length}
        onGo={(cursor, pages) => void navigate({ search: (old) => ({ ...old, cursor, id: undefined }), state: { pages } })}
      />
      {taking && <TakeDialog onClose={() => setTaking(false)} />}
    </Page>
  );
}

function Line({ grant, chosen, onOpen }: { grant: Schema<'EmergencyGrant'>; chosen: boolean; onOpen: () => void }) {
  return (
    <li>
      <button type="button" className="wf-list-item" aria-current={chosen || undefined} onClick={onOpen}>
        <span className="wf-list-top">
          <b>{grant.username}</b>
          <GrantTag grant={grant} />
        </span>
        <span className="wf-list-text">{grant.assets.join(', ')}</span>
        <small>
          <When at={grant.startedAt} precision="minute" /> · {grant.case}
        </small>
      </button>
    </li>
  );
}
