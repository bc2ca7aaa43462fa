import { Link } from '@tanstack/react-router';
import { useTranslation } from '../../i18n/translation';
import { textOf, type Json } from '../../lib/record';
import { EntityLink } from '../../ui/EntityLink';

/** What an access policy says against it: who, what, which asset, and the policy that decided. */
export function PolicyBreach({ label }: { label: Record<string, unknown> }) {
  const { t } = useTranslation();
  const text = (name: string) => textOf(label[name] as Json | undefined);
  const person = text('person');
  const asset = text('asset');
  return (
    <dl className="wf-facts wf-policy-breach">
      <dt>{t('explain.policy.person')}</dt>
      <dd>{person ? <EntityLink kind="person" id={person} /> : text('account')}</dd>
      <dt>{t('explain.policy.action')}</dt>
      <dd>{t(`explain.policy.actions.${text('action')}`, { defaultValue: text('action') })}</dd>
      <dt>{t('explain.policy.asset')}</dt>
      <dd>
        <EntityLink kind="asset" id={asset} />
      </dd>
      <dt>{t('explain.policy.reason')}</dt>
      <dd>{t(`explain.policy.reasons.${text('reason')}`, { defaultValue: text('reason') })}</dd>
      {text('policy') && (
        <>
          <dt>{t('explain.policy.policy')}</dt>
          <dd>
            <code>{text('policy')}</code>{' '}
            {text('policy_set_version') && <small>{t('explain.policy.version', { n: text('policy_set_version') })}</small>}
          </dd>
        </>
      )}
      {person && asset && (
        <>
          <dt>{t('explain.policy.check')}</dt>
          <dd>
            <Link to="/entities/$kind/$id" params={{ kind: 'asset', id: asset }} search={{}}>
              {t('explain.policy.whoElse')}
            </Link>
          </dd>
        </>
      )}
    </dl>
  );
}
