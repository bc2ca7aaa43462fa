import { CheckCircleFilled, ClockCircleOutlined } from '@ant-design/icons';
import { useTranslation } from '../../i18n/translation';
import { When } from '../../ui/When';
import type { Vault } from './keys';

/** How many shares are there, whose, and until when the round waits. */
export function ShareRound({ vault }: { vault: Vault }) {
  const { t } = useTranslation();
  if (vault.needed === 0) return <p className="wf-prose">{t(`vault.oneKeeper.${vault.kind}`, { defaultValue: t('vault.oneKeeper.passphrase') })}</p>;
  return (
    <>
      <ol className="wf-agreements" aria-live="polite">
        {Array.from({ length: vault.needed }, (_, i) => {
          const keeper = vault.keepers[i];
          return (
            <li key={i} data-given={keeper ? true : undefined}>
              {keeper ? <CheckCircleFilled aria-hidden /> : <ClockCircleOutlined aria-hidden />}
              <div>
                <b>{t('vault.shareNo', { n: i + 1 })}</b>
                <p className={keeper ? undefined : 'wf-hint'}>{keeper ?? t('vault.shareMissing')}</p>
              </div>
            </li>
          );
        })}
      </ol>
      {vault.ends && (
        <p className="wf-hint">
          {t('vault.roundEnds')} <When at={vault.ends} relative />
        </p>
      )}
      <p className="wf-hint">{t('vault.roundHint')}</p>
    </>
  );
}
