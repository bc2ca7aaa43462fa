import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useSession } from '../../app/session';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Card, Page } from '../../ui/Page';
import { ErrorState, LoadingRows } from '../../ui/States';
import { Destructions } from './Destructions';
import { Holds } from './Holds';
import { Impact } from './Impact';
import { KeyDialog, type KeyWish } from './KeyDialog';
import { KeyExports } from './KeyExports';
import { KeyStateTag } from './KeyStateTag';
import { RewrapPanel } from './RewrapPanel';
import { Versions } from './Versions';

const route = getRouteApi('/keys/$id');

/** One key: what it protects, its versions with their histories, and what may be done with it. */
export function KeyPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { id } = route.useParams();
  const [wish, setWish] = useState<KeyWish | null>(null);
  const key = useQuery({
    queryKey: ['keys', 'one', id],
    queryFn: ({ signal }) => call('get', '/keys/{id}', { path: { id }, signal }),
    refetchInterval: (query) => (query.state.data?.rewrap?.state === 'running' ? 1500 : false),
  });
  if (key.isPending) return <LoadingRows />;
  if (key.isError) return <ErrorState error={key.error} retry={() => void key.refetch()} />;
  const it = key.data;
  const gone = it.state === 'destroyed' || it.state === 'destroyed-compromised';
  return (
    <Page
      title={it.id}
      subtitle={
        <>
          {t(`vault.keyKind.${it.kind}`)} · {it.purpose} · {it.description}
        </>
      }
      actions={
        <>
          <Link to="/keys">{t('vault.allKeys')}</Link>
          {can('key:hold') && !gone && <Button onClick={() => setWish({ act: 'hold' })}>{t('vault.act.hold')}</Button>}
          {can('key:destroy') && !gone && (
            <Button danger onClick={() => setWish({ act: 'destroy' })}>
              {t('vault.act.destroy')}
            </Button>
          )}
          {can('key:rotate') && !gone && (
            <Button type="primary" onClick={() => setWish({ act: 'rotate' })}>
              {t('vault.act.rotate')}
            </Button>
          )}
        </>
      }
    >
      <div className="wf-key-head">
        <KeyStateTag state={it.state} />
        <span>{t('vault.current', { n: it.version })}</span>
        {it.domain && (
          <span>
            {t('vault.wrappedBy')}{' '}
            <Link to="/keys/$id" params={{ id: it.domain }}>
              {it.domain}
            </Link>
          </span>
        )}
        {it.rotationDue && <span className="wf-tag wf-tone-warn">{t('vault.rotationDueHint')}</span>}
      </div>
      <RewrapPanel it={it} />
      <Card title={t('vault.versions')} flush>
        <Versions it={it} onWish={setWish} />
      </Card>
      <div className="wf-two">
        <Impact id={id} />
        <div>
          <Destructions it={it} />
          <Holds it={it} />
          {can('key:export') && it.kind === 'data' && <KeyExports id={id} />}
        </div>
      </div>
      {wish && <KeyDialog it={it} wish={wish} onClose={() => setWish(null)} />}
    </Page>
  );
}
