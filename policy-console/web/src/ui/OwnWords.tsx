import type { Schema } from '../api/call';
import { useTranslation } from '../i18n/translation';

/** What a component says about itself: as it came, in whatever language. */
export function OwnWords({ detail }: { detail: Schema<'HealthDetail'> | null }) {
  const { t } = useTranslation();
  if (!detail?.ownWords) return null;
  return (
    <p className="wf-hint wf-break">
      {t('health.ownWords')} <q>{detail.ownWords}</q>
    </p>
  );
}
