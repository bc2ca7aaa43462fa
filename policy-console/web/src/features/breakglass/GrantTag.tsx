import type { Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';

/** Active, waiting for its review, late with it, or reviewed. */
export function GrantTag({ grant }: { grant: Schema<'EmergencyGrant'> }) {
  const { t } = useTranslation();
  const [name, tone] = grant.active
    ? ['active', 'bad']
    : grant.review === 'justified'
      ? ['justified', 'ok']
      : grant.review === 'violation'
        ? ['violation', 'bad']
        : grant.reviewOverdue
          ? ['overdue', 'bad']
          : ['open', 'warn'];
  return <span className={`wf-tag wf-tone-${tone}`}>{t(`breakGlass.state.${name}`)}</span>;
}
