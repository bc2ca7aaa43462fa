import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { call } from '../../api/call';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { Lamp } from '../../ui/Lamp';
import { Card } from '../../ui/Page';
import { ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

const key = ['integrity', 'rows'];

/** Rows that carry rights: whether the database still holds what the console wrote. */
export function RowsCheck() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const report = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call('get', '/integrity/rows', { signal }),
  });
  const check = useMutation({
    mutationFn: () => call('post', '/integrity/rows/check'),
    onSuccess: (fresh) => client.setQueryData(key, fresh),
  });
  const n = new Intl.NumberFormat(i18n.language);
  const rows = Object.values(report.data?.rows ?? {}).reduce((sum, count) => sum + count, 0);
  return (
    <Card
      title={t('integrity.rows')}
      extra={
        <Button size="small" loading={check.isPending} onClick={() => check.mutate()}>
          {t('integrity.checkNow')}
        </Button>
      }
    >
      <InlineProblem error={check.error} />
      {report.isPending ? (
        <LoadingRows rows={3} />
      ) : report.isError ? (
        <ErrorState error={report.error} retry={() => void report.refetch()} />
      ) : (
        <div aria-live="polite">
          {report.data.at === null ? (
            <p className="wf-hint">{t('integrity.rowsNever')}</p>
          ) : (
            <>
              <p>
                <Lamp tone={report.data.findings.length === 0 ? 'ok' : 'bad'}>
                  {t(report.data.findings.length === 0 ? 'integrity.rowsSound' : 'integrity.rowsFound', {
                    count: report.data.findings.length,
                  })}
                </Lamp>
              </p>
              {report.data.findings.length > 0 && (
                <ul className="wf-plain">
                  {report.data.findings.map((f) => (
                    <li key={`${f.table} ${f.key} ${f.kind}`}>
                      <code>
                        {f.table} {f.key}
                      </code>{' '}
                      {pick(f.words, i18n.language)}
                    </li>
                  ))}
                </ul>
              )}
              <p className="wf-hint">
                <When at={report.data.at} /> ·{' '}
                {t('integrity.rowsCount', { n: n.format(rows), tables: Object.keys(report.data.rows).length })}
              </p>
            </>
          )}
          <p className="wf-hint">{t('integrity.rowsHint')}</p>
        </div>
      )}
    </Card>
  );
}
