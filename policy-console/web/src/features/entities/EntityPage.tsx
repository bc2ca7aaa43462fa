import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { resolveRange } from '../../lib/range';
import { Page } from '../../ui/Page';
import { RangePicker } from '../../ui/RangePicker';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { AssetFacts, OwnerOfAccount, PersonFacts } from './EntityFacts';
import { type EntityKind, entityKinds, entityOf, useAsset, usePerson } from './entity';
import { Reach } from './Reach';
import { RiskCard } from './RiskCard';
import { Trail } from './Trail';
import { UsualCard } from './UsualCard';

const route = getRouteApi('/entities/$kind/$id');
const usualRange = '30d';

/** One person, account, host, address or asset: what happened around it, and what it can reach. */
export function EntityPage() {
  const { kind, id } = route.useParams();
  const { t } = useTranslation();
  const known = entityKinds.find((one) => one === kind);
  if (!known) return <EmptyState title={t('notFound.title')} hint={t('notFound.hint')} />;
  return <Known key={`${kind} ${id}`} kind={known} id={id} />;
}

function Known({ kind, id }: { kind: EntityKind; id: string }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const person = usePerson(kind === 'person' ? id : undefined);
  const asset = useAsset(kind === 'asset' ? id : undefined);
  const record = kind === 'person' ? person : kind === 'asset' ? asset : null;
  if (record?.isLoading) return <LoadingRows rows={6} />;
  if (record?.error) return <ErrorState error={record.error} retry={() => void record.refetch()} />;
  const entity = entityOf(kind, id, { accounts: person.data?.accounts, selectors: asset.data?.selectors });
  const now = new Date();
  // Whole minutes: the same range is asked for once, not at every drawing.
  now.setSeconds(0, 0);
  const { from, to } = resolveRange(search, usualRange, now);
  const range = { from: from ?? new Date(now.getTime() - 90 * 86_400_000).toISOString(), to: to ?? now.toISOString() };
  return (
    <Page
      title={person.data?.name ?? asset.data?.name ?? id}
      subtitle={`${t(`entity.${kind}`)} · ${id}`}
      actions={
        <>
          {can('alert:read') && (
            <Link to="/alerts" search={{ ...entity.alerts, status: 'all' }}>
              <Button>{t('entities.alerts')}</Button>
            </Link>
          )}
          <RangePicker
            value={search}
            fallback={usualRange}
            onChange={({ t: moving, from: first, to: last }) =>
              void navigate({
                search: (old) => ({ ...old, t: moving, from: first, to: last }),
                replace: true,
              })
            }
          />
        </>
      }
    >
      <div className="wf-columns">
        <div className="wf-column-main">
          {can('alert:read') && <RiskCard entity={entity} range={range} />}
          {can('audit:read:events') && entity.events !== '' && <UsualCard entity={entity} range={range} />}
          {can('audit:read:events') && <Trail entity={entity} search={search} fallback={usualRange} range={range} />}
        </div>
        <div className="wf-column-side">
          {person.data && <PersonFacts person={person.data} />}
          {asset.data && <AssetFacts asset={asset.data} />}
          {kind === 'user' && <OwnerOfAccount account={id} />}
          {can('access:explain') && (kind === 'person' || kind === 'asset') && (
            <Reach
              kind={kind}
              id={id}
              action={search.action}
              onAction={(action) =>
                void navigate({ search: (old) => ({ ...old, action }), replace: true, resetScroll: false })
              }
            />
          )}
        </div>
      </div>
    </Page>
  );
}
