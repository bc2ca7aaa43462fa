import { CloseOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import { useBulkJob, useUndo } from './bulk';
import type { Alert } from './queue';

interface Props {
  id: string;
  rows: readonly Alert[];
  /** Another act is to be watched, or none. */
  watch: (id: string | undefined) => void;
}

/** How far a bulk act is, what it did and did not do, and the way back. */
export function BulkProgress({ id, rows, watch }: Props) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const job = useBulkJob(id, rows);
  const undo = useUndo((started) => watch(String(started.id)));
  const n = new Intl.NumberFormat(i18n.language);
  if (job.error) {
    return (
      <div className="wf-bulk-progress">
        <InlineProblem error={job.error} />
      </div>
    );
  }
  if (!job.data) return null;
  const { action, matched, done, skipped, failed, state } = job.data;
  const running = state === 'running';
  const finished = done + skipped + failed;
  const undoable = action === 'close' && !running && done > 0 && job.data.undoneBy == null && can('alert:triage');
  return (
    <div className={`wf-bulk-progress wf-bulk-${state}`} role="status" aria-live="polite">
      <div>
        <strong>{t(`alerts.bulk.${running ? 'doing' : 'did'}.${action}`, { n: n.format(done), of: n.format(matched) })}</strong>
        {skipped > 0 && <span>{t('alerts.bulk.skipped', { n: n.format(skipped) })}</span>}
        {failed > 0 && <span className="wf-bulk-failed">{t('alerts.bulk.failed', { n: n.format(failed) })}</span>}
        {state === 'failed' && <span className="wf-bulk-failed">{job.data.problem ?? t('alerts.bulk.stopped')}</span>}
        {job.data.undoneBy != null && <span>{t('alerts.bulk.undone')}</span>}
        {undo.error && <InlineProblem error={undo.error} />}
        {(job.data.reasons ?? []).length > 0 && !running && (
          <details>
            <summary>{t('alerts.bulk.why')}</summary>
            <ul>
              {job.data.reasons?.map((reason, i) => (
                <li key={i}>
                  {n.format(reason.count ?? 0)} × {reason.reason}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {running && (
        <Progress
          percent={matched === 0 ? 100 : Math.floor((100 * finished) / matched)}
          size="small"
          aria-label={t('alerts.bulk.progress')}
        />
      )}
      {undoable && (
        <Button icon={<UndoOutlined />} loading={undo.isPending} onClick={() => undo.mutate(job.data.id)}>
          {t('alerts.bulk.undo')}
        </Button>
      )}
      {!running && (
        <Button
          type="text"
          icon={<CloseOutlined />}
          aria-label={t('common.closePanel')}
          onClick={() => watch(undefined)}
        />
      )}
    </div>
  );
}
