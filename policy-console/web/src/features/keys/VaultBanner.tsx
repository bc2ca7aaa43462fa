import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useSession } from '../../app/session';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { problemText } from '../../ui/States';
import type { Vault } from './keys';

const tones = { 'not-set-up': 'none', sealed: 'warn', unsealed: 'ok' } as const;

/** How the vault stands, with the next step. */
export function VaultBanner({ vault }: { vault: Vault }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const seal = useMutation({
    mutationFn: () => call('post', '/keys/seal'),
    onError: (problem) => {
      const text = problemText(t, problem);
      modal.error({ title: text.title, content: text.detail });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
  return (
    <div className={`wf-banner wf-banner-${tones[vault.state]} wf-vault`}>
      <div>
        <strong>{t(`vault.state.${vault.state}`)}</strong>
        <p>
          {t(`vault.kind.${vault.kind}`)} · {t(`vault.suite.${vault.suite}`)}
          {vault.state === 'sealed' && vault.needed > 0 && ` · ${t('vault.given', { given: vault.given, needed: vault.needed })}`}
        </p>
        {vault.automatic && <p className="wf-bad-text">{t('vault.automatic')}</p>}
      </div>
      <span className="wf-grow" />
      {vault.state !== 'unsealed' && <Link to="/keys/ceremony">{t('vault.toCeremony')}</Link>}
      {vault.state === 'unsealed' && can('key:seal') && (
        <Button
          danger
          loading={seal.isPending}
          onClick={() =>
            void modal.confirm({
              title: t('vault.sealQuestion'),
              content: t('vault.sealHint'),
              okText: t('vault.seal'),
              okButtonProps: { danger: true },
              onOk: () => seal.mutateAsync().catch(() => undefined),
            })
          }
        >
          {t('vault.seal')}
        </Button>
      )}
    </div>
  );
}
