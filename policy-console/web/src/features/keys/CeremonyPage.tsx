import { Link } from '@tanstack/react-router';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Card, Page } from '../../ui/Page';
import { ErrorState, LoadingRows } from '../../ui/States';
import { GiveShare } from './GiveShare';
import { useVault } from './keys';
import { RootSetUp } from './RootSetUp';
import { ShareRound } from './ShareRound';

/** Opening the vault: the root key is described once, then given in shares by people. */
export function CeremonyPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const vault = useVault();
  if (vault.isPending) return <LoadingRows />;
  if (vault.isError) return <ErrorState error={vault.error} retry={() => void vault.refetch()} />;
  const it = vault.data;
  const step = it.state === 'not-set-up' && it.kind === 'shares' ? 0 : it.state === 'unsealed' ? 2 : 1;
  const names = ['describe', 'shares', 'open'] as const;
  return (
    <Page title={t('vault.ceremony')} subtitle={t('vault.ceremonySubtitle')} actions={<Link to="/keys">{t('vault.allKeys')}</Link>}>
      <ol className="wf-wizard">
        {names.map((name, i) => (
          <li key={name} aria-current={i === step ? 'step' : undefined} data-done={i < step || undefined}>
            <b>{i + 1}</b>
            {t(`vault.step.${name}`)}
          </li>
        ))}
      </ol>
      {step === 0 && (can('key:write') ? <RootSetUp /> : <Card>{t('vault.waitForOfficer')}</Card>)}
      {step === 1 && (
        <div className="wf-two">
          <Card title={t('vault.step.shares')}>
            <ShareRound vault={it} />
          </Card>
          <Card title={t('vault.give')}>
            {can('key:unseal') ? <GiveShare vault={it} /> : <p className="wf-hint">{t('vault.waitForKeepers')}</p>}
          </Card>
        </div>
      )}
      {step === 2 && (
        <Card>
          <div className="wf-banner wf-banner-ok">
            <div>
              <strong>{t('vault.state.unsealed')}</strong>
              <p>{t('vault.openHint')}</p>
            </div>
          </div>
          <Link to="/keys">{t('vault.allKeys')}</Link>
        </Card>
      )}
    </Page>
  );
}
