import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Lamp, type Tone } from '../../ui/Lamp';
import { Card } from '../../ui/Page';
import { ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

const tones: Record<string, Tone> = { sound: 'ok', damaged: 'bad', unknown: 'none' };
const key = ['integrity', 'ledger', 'check'];

/** Reading every ledger from end to end and computing its roots anew. */
export function FullCheck() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const check = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call('get', '/integrity/ledger/check', { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 1000 : 30_000),
  });
  const start = useMutation({
    mutationFn: () => call('post', '/integrity/ledger/check'),
    onSuccess: (begun) => client.setQueryData(key, begun),
  });
  const n = new Intl.NumberFormat(i18n.language);
  const running = check.data?.state === 'running';
  return (
    <Card
      title={t('integrity.full')}
      extra={
        <Button size="small" loading={start.isPending || running} onClick={() => start.mutate()}>
          {t('integrity.checkNow')}
        </Button>
      }
    >
      <InlineProblem error={start.error} />
      {check.isPending ? (
        <LoadingRows rows={3} />
      ) : check.isError ? (
        <ErrorState error={check.error} retry={() => void check.refetch()} />
      ) : (
        <div aria-live="polite">
          {check.data.state === 'never' && <p className="wf-hint">{t('integrity.never')}</p>}
          {running && check.data.at && (
            <p>{t('integrity.reading', { stream: t(`stream.${check.data.at}`, { defaultValue: check.data.at }) })}</p>
          )}
          {check.data.results.length > 0 && (
            <ul className="wf-plain">
              {check.data.results.map((result) => (
                <li key={result.stream}>
                  <Lamp tone={tones[result.outcome] ?? 'none'}>
                    {t(`stream.${result.stream}`)} · {t(`integrity.outcome.${result.outcome}`)}
                  </Lamp>{' '}
                  {result.size !== null && (
                    <span className="wf-hint">{t('integrity.readRecords', { n: n.format(result.size) })}</span>
                  )}
                  {result.detail && <p className="wf-bad">{result.detail}</p>}
                </li>
              ))}
            </ul>
          )}
          {check.data.endedAt && (
            <p className="wf-hint">
              <When at={check.data.endedAt} /> · {check.data.by}
            </p>
          )}
          <p className="wf-hint">{t('integrity.fullHint')}</p>
        </div>
      )}
    </Card>
  );
}
