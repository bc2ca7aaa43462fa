import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useSession } from '../../app/session';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Meter } from '../../ui/Meter';
import { InlineProblem } from '../../ui/States';

/** How far a dry run is, and the way to stop it. */
export function RunProgress({ run }: { run: Schema<'PolicyDryRun'> }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => call('delete', '/access/dry-runs/{id}', { path: { id: run.id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
  const n = new Intl.NumberFormat(i18n.language);
  const { phase = 'waiting', done = 0, of = 0 } = run.progress ?? {};
  return (
    <div className="wf-run-progress">
      <Meter
        label={t('access.progress')}
        done={done}
        of={of}
        text={`${t(`access.phase.${phase}`)}${of > 0 ? ` · ${n.format(done)} / ${n.format(of)}` : ''}`}
      />
      {can('policy:test') && (
        <Button size="small" loading={stop.isPending} onClick={() => stop.mutate()}>
          {t('access.stop')}
        </Button>
      )}
      <InlineProblem error={stop.error} />
    </div>
  );
}
