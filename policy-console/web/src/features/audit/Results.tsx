import { Button, Space } from 'antd';
import { ApiProblem } from '../../api/http';
import { useTranslation } from '../../i18n/translation';
import type { RangeSearch } from '../../lib/range';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { ResultTable } from './ResultTable';
import type { Stream } from './searching';
import type { Findings } from './useFindings';

interface Props {
  stream: Stream;
  findings: Findings;
  queryProblem: boolean;
  open: number | null;
  onOpen: (seq: number) => void;
  onRange: (range: RangeSearch) => void;
}

/** What was found, or why there is nothing to show and what to do about it. */
export function Results({ stream, findings, queryProblem, open, onOpen, onRange }: Props) {
  const { t, i18n } = useTranslation();
  const { results, rows, cancelled } = findings;
  const n = new Intl.NumberFormat(i18n.language);
  const retry = () => void results.refetch();
  return (
    <div>
      <div className="wf-card wf-card-flush">
        {cancelled ? (
          <EmptyState title={t('audit.cancelled')} action={<Button onClick={retry}>{t('common.retry')}</Button>} />
        ) : results.isPending ? (
          <LoadingRows rows={10} />
        ) : queryProblem ? (
          <EmptyState title={t('audit.badQuery')} hint={t('audit.badQueryHint')} />
        ) : tooMuch(results.error) && rows.length === 0 ? (
          <EmptyState
            title={t(`problem.code.${(results.error as ApiProblem).code}`)}
            hint={t('audit.narrow')}
            action={
              <Space>
                {(['1h', '24h'] as const).map((range) => (
                  <Button key={range} onClick={() => onRange({ t: range })}>
                    {t(`range.${range}`)}
                  </Button>
                ))}
                <Button type="primary" onClick={retry}>
                  {t('common.retry')}
                </Button>
              </Space>
            }
          />
        ) : results.isError && rows.length === 0 ? (
          <ErrorState error={results.error} retry={retry} />
        ) : rows.length === 0 ? (
          <EmptyState
            title={t('audit.empty')}
            hint={t('audit.emptyHint')}
            action={<Button onClick={() => onRange({ t: 'all' })}>{t('audit.emptyAction')}</Button>}
          />
        ) : (
          <ResultTable
            stream={stream}
            rows={rows}
            total={findings.total}
            open={open}
            onOpen={onOpen}
            onNearEnd={findings.more}
          />
        )}
      </div>
      {rows.length > 0 && results.isError && (
        <>
          <InlineProblem error={results.error} />
          <Button onClick={() => void results.fetchNextPage()}>{t('common.retry')}</Button>
        </>
      )}
      {results.isFetchingNextPage && <LoadingRows rows={2} />}
      {rows.length > 0 && (
        <p className="wf-hint wf-list-end" role="status">
          {t(results.hasNextPage ? 'audit.shown' : 'audit.shownAll', { n: n.format(rows.length) })}
        </p>
      )}
    </div>
  );
}

function tooMuch(error: unknown): boolean {
  return error instanceof ApiProblem && ['search-timeout', 'search-too-broad'].includes(error.code);
}
