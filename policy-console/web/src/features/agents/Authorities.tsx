import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Lamp } from '../../ui/Lamp';
import { Card } from '../../ui/Page';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

/** Who signs agents' certificates, and the lists of what is revoked. */
export function Authorities() {
  const { t } = useTranslation();
  const authorities = useQuery({
    queryKey: ['agent-authorities'],
    queryFn: async ({ signal }) => (await call('get', '/agents/authorities', { signal })).items ?? [],
  });
  if (authorities.isPending) return <LoadingRows rows={4} />;
  if (authorities.isError) return <ErrorState error={authorities.error} retry={() => void authorities.refetch()} />;
  if (authorities.data.length === 0) {
    return <EmptyState title={t('agents.authorities.none')} hint={t('agents.authorities.noneHint')} />;
  }
  return authorities.data.map((a) => (
    <Card
      key={a.id}
      title={a.subject}
      extra={
        <Lamp tone={a.state === 'current' ? 'ok' : 'none'}>{t(`agents.authorities.state.${a.state}`)}</Lamp>
      }
    >
      <dl className="wf-facts">
        <dt>{t('agents.authorities.fingerprint')}</dt>
        <dd>
          <Copyable text={a.fingerprint} />
        </dd>
        <dt>{t('agents.certificateEnds')}</dt>
        <dd>
          <When at={a.notAfter} precision="minute" />
        </dd>
        <dt>{t('agents.authorities.source')}</dt>
        <dd>{t(`agents.authorities.sources.${a.source}`)}</dd>
        <dt>{t('agents.authorities.list')}</dt>
        <dd>
          {a.list?.number === undefined ? (
            t('common.none')
          ) : (
            <>
              {t('agents.authorities.number', { number: a.list.number })}{' '}
              {a.list.nextUpdate && (
                <>
                  {t('agents.authorities.next')} <When at={a.list.nextUpdate} precision="minute" />
                </>
              )}
            </>
          )}
          {a.listDue && (
            <p>
              <Lamp tone="warn">{t('agents.authorities.due')}</Lamp>
            </p>
          )}
        </dd>
      </dl>
    </Card>
  ));
}
