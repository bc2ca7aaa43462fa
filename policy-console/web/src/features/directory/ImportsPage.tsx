import { UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { ImportStateTag } from './ImportStateTag';
import { NewImportDialog } from './NewImportDialog';

/** The newest imports. None changes anything before somebody has seen what it would do. */
export function ImportsPage() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const [adding, setAdding] = useState(false);
  const imports = useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => call('get', '/imports', { signal }),
    refetchInterval: (query) =>
      query.state.data?.items.some((i) => i.state === 'reading' || i.state === 'applying') ? 2000 : false,
  });
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <Page
      title={t('nav.imports')}
      subtitle={t('imports.subtitle')}
      actions={
        can('import:write') && (
          <Button type="primary" icon={<UploadOutlined />} onClick={() => setAdding(true)}>
            {t('imports.add')}
          </Button>
        )
      }
    >
      <div className="wf-card wf-card-flush">
        {imports.isPending ? (
          <LoadingRows />
        ) : imports.isError ? (
          <ErrorState error={imports.error} retry={() => void imports.refetch()} />
        ) : imports.data.items.length === 0 ? (
          <EmptyState title={t('imports.empty')} hint={t('imports.emptyHint')} />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('imports.begun')}</th>
                <th>{t('imports.kindLabel')}</th>
                <th>{t('imports.source')}</th>
                <th className="wf-w-status">{t('imports.stateLabel')}</th>
                <th className="wf-number">{t('imports.rows')}</th>
                <th className="wf-number">{t('imports.created')}</th>
                <th className="wf-number">{t('imports.changed')}</th>
                <th className="wf-number">{t('imports.removed')}</th>
                <th className="wf-number">{t('imports.errors')}</th>
              </tr>
            </thead>
            <tbody>
              {imports.data.items.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Link className="wf-strong" to="/imports/$id" params={{ id: one.id }}>
                      <When at={one.createdAt} />
                    </Link>
                    <small>{one.createdBy}</small>
                  </td>
                  <td>
                    {t(`imports.kind.${one.kind}`)}
                    <small>{t(`imports.mode.${one.mode}`)}</small>
                  </td>
                  <td>{one.source === 'upload' ? t('imports.upload', { format: one.format.toUpperCase() }) : one.source}</td>
                  <td>
                    <ImportStateTag state={one.state} />
                  </td>
                  {([one.rows, one.created, one.changed, one.removed, one.errors] as const).map((count, i) => (
                    <td key={i} className="wf-number">
                      {n.format(count)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {adding && <NewImportDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}
