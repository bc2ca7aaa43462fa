import { Link } from '@tanstack/react-router';
import { useTranslation } from '../i18n/translation';
import { EmptyState } from '../ui/States';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t('notFound.title')}
      hint={t('notFound.hint')}
      action={<Link to="/">{t('notFound.home')}</Link>}
    />
  );
}
