import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useSession } from '../../app/session';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Meter } from '../../ui/Meter';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';
import type { KeyDetail } from './keys';

/** Bringing everything under the key to its current version, and how far that is. */
export function RewrapPanel({ it }: { it: KeyDetail }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: () => call('post', '/keys/{id}/rewrap', { path: { id: it.id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
  const n = new Intl.NumberFormat(i18n.language);
  const { rewrap } = it;
  if (!rewrap && it.versions.length < 2) return null;
  return (
    <Card
      title={t('vault.rewrap')}
      extra={
        can('key:rotate') &&
        rewrap?.state !== 'running' && (
          <Button size="small" loading={begin.isPending} onClick={() => begin.mutate()}>
            {t('vault.rewrapBegin', { n: it.version })}
          </Button>
        )
      }
    >
      <InlineProblem error={begin.error} />
      {rewrap ? (
        <>
          <Meter
            label={t('vault.rewrap')}
            done={rewrap.done}
            of={Math.max(1, rewrap.total)}
            text={t('vault.rewrapText', {
              done: n.format(rewrap.done),
              total: n.format(rewrap.total),
              n: rewrap.version,
              state: t(`vault.rewrapState.${rewrap.state}`),
            })}
          />
          <small className="wf-hint">
            {rewrap.startedBy} · <When at={rewrap.startedAt} />
          </small>
          {rewrap.problem && <div className="wf-notice wf-notice-bad">{rewrap.problem}</div>}
        </>
      ) : (
        <p className="wf-hint">{t('vault.rewrapHint')}</p>
      )}
    </Card>
  );
}
