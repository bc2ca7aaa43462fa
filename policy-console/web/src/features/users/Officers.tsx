import { useSession } from '../../app/session';
import { type Account, officerRoles } from '../../api/types';
import { useTranslation } from '../../i18n/translation';

const duties: Record<string, string[]> = {
  SYS_ADMIN: ['accounts', 'health', 'noRoles'],
  SEC_ADMIN: ['roles', 'labels', 'noSelf'],
  AUDIT_ADMIN: ['trail', 'review', 'noChange'],
};

/** The three administrators (三员): what each may do, who holds it, and that nobody holds two. */
export function Officers({ accounts }: { accounts: Account[] }) {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <section className="wf-officers" aria-label={t('users.officers')}>
      {officerRoles.map((role) => {
        const holders = accounts.filter((a) => a.enabled && a.roles.includes(role));
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
              <b>{holders.map((a) => a.displayName).join(t('common.listSeparator')) || t('users.nobody')}</b>
            </p>
          </article>
        );
      })}
      <p className="wf-officers-rule">{t('users.exclusive')}</p>
    </section>
  );
}
