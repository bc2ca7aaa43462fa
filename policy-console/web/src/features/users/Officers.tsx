import { officerRoles } from '../../api/types';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import { useOfficers } from './accounts';

const duties: Record<string, string[]> = {
  SYS_ADMIN: ['accounts', 'health', 'noRoles'],
  SEC_ADMIN: ['roles', 'labels', 'noSelf'],
  AUDIT_ADMIN: ['trail', 'review', 'noChange'],
};

/** The three administrators (三员): what each may do, who holds it, and that nobody holds two. */
export function Officers() {
  const { t } = useTranslation();
  const { user } = useSession();
  const accounts = useOfficers();
  return (
    <section className="wf-officers" aria-label={t('users.officers')}>
      <InlineProblem error={accounts.error} />
      {officerRoles.map((role) => {
        const holders = (accounts.data ?? []).filter((a) => a.enabled && a.roles.includes(role));
        return (
          <article key={role} data-mine={user.roles.includes(role) || undefined}>
            <header>
              <h2>{t(`role.${role}.name`)}</h2>
              {user.roles.includes(role) && <span className="wf-chip">{t('users.yours')}</span>}
            </header>
            <ul>
              {(duties[role] ?? []).map((duty) => (
                <li key={duty} data-no={duty.startsWith('no') || undefined}>
                  {t(`role.${role}.${duty}`)}
                </li>
              ))}
            </ul>
            <p>
              {t('users.heldBy')}{' '}
              <b>
                {accounts.data
                  ? holders.map((a) => a.displayName).join(t('common.listSeparator')) || t('users.nobody')
                  : '…'}
              </b>
            </p>
          </article>
        );
      })}
      <p className="wf-officers-rule">{t('users.exclusive')}</p>
    </section>
  );
}
