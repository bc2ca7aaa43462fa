import { FileProtectOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Card, Page } from '../../ui/Page';
import { ErrorState, LoadingRows } from '../../ui/States';
import { Comparisons } from './Comparisons';
import { FullCheck } from './FullCheck';
import { LogTable } from './LogTable';
import { RowsCheck } from './RowsCheck';
import { Witnesses } from './Witnesses';

/** Whether the records are what was recorded: checkpoints, witnesses, and every check of them. */
export function IntegrityPage() {
  const { t } = useTranslation();
  const picture = useQuery({
    queryKey: ['integrity', 'ledger'],
    queryFn: ({ signal }) => call('get', '/integrity/ledger', { signal }),
    refetchInterval: 15_000,
  });
  return (
    <Page
      title={t('nav.integrity')}
      subtitle={t('integrity.subtitle')}
      actions={
        <Link to="/verify" className="wf-button-link">
          <FileProtectOutlined aria-hidden /> {t('verify.title')}
        </Link>
      }
    >
      {picture.isPending ? (
        <LoadingRows rows={10} />
      ) : !picture.data ? (
        <ErrorState error={picture.error} retry={() => void picture.refetch()} />
      ) : (
        <>
          <Card title={t('integrity.logs')} flush>
            <LogTable picture={picture.data} />
          </Card>
          <div className="wf-halves">
            <Card title={t('integrity.witnesses')}>
              <Witnesses picture={picture.data} />
            </Card>
            <Card title={t('integrity.comparisons')}>
              <Comparisons picture={picture.data} />
            </Card>
          </div>
          <div className="wf-halves">
            <FullCheck />
            <RowsCheck />
          </div>
          <Card title={t('integrity.key')}>
            <p className="wf-hint">{t('integrity.keyHint')}</p>
            <Copyable text={picture.data.key} />
            {picture.data.policy && (
              <details className="wf-more-detail">
                <summary>{t('integrity.policy')}</summary>
                <pre className="wf-pre">{picture.data.policy}</pre>
              </details>
            )}
            {picture.data.policyProblem && (
              <p className="wf-bad" role="alert">
                {picture.data.policyProblem}
              </p>
            )}
          </Card>
        </>
      )}
    </Page>
  );
}
