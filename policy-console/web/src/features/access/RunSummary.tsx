import type { Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';

/** The figures of a dry run: over every person, asset and action. */
export function RunSummary({ run }: { run: Schema<'PolicyDryRun'> }) {
  const { t, i18n } = useTranslation();
  const { result } = run;
  if (!result) return null;
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <>
      <dl className="wf-figures">
        <div data-tone={result.gainedCells > 0 ? 'warn' : undefined}>
          <dt>{t('access.gained')}</dt>
          <dd>
            {n.format(result.gainedCells)}
            <small>{t('access.ofPersonsAssets', { persons: n.format(result.personsGaining), assets: n.format(result.assetsGained) })}</small>
          </dd>
        </div>
        <div data-tone={result.lostCells > 0 ? 'bad' : undefined}>
          <dt>{t('access.lost')}</dt>
          <dd>
            {n.format(result.lostCells)}
            <small>{t('access.ofPersonsAssets', { persons: n.format(result.personsLosing), assets: n.format(result.assetsLost) })}</small>
          </dd>
        </div>
        <div>
          <dt>{t('access.terms')}</dt>
          <dd>
            {n.format(result.termsCells)}
            <small>{t('access.termsHint')}</small>
          </dd>
        </div>
        <div>
          <dt>{t('access.replayed')}</dt>
          <dd>
            {n.format(result.replay.decisions)}
            <small>
            {t('access.replayChanged', { allowed: n.format(result.replay.nowAllowed), denied: n.format(result.replay.nowDenied) })}
          </small>
          </dd>
        </div>
      </dl>
      <p className="wf-hint">
        {t('access.runOver', {
          persons: n.format(result.directory.persons),
          assets: n.format(result.directory.assets),
          seconds: n.format(Math.round(result.tookMs / 100) / 10),
        })}
      </p>
      {run.directoryChanges > 0 && (
        <div className="wf-notice wf-notice-warn">{t('access.directoryChanged', { count: run.directoryChanges })}</div>
      )}
      {!result.replay.complete && (
        <div className="wf-notice wf-notice-warn">{t('access.replayIncomplete', { why: result.replay.problem })}</div>
      )}
    </>
  );
}
