import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { ErrorState, LoadingRows } from '../../ui/States';
import { DraftEditor } from './DraftEditor';

const route = getRouteApi('/access/drafts/$id');

export function DraftPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const draft = useQuery({
    queryKey: ['access', 'draft', id],
    queryFn: ({ signal }) => call('get', '/access/drafts/{id}', { path: { id }, signal }),
  });
  if (draft.isPending) return <LoadingRows />;
  if (draft.isError) return <ErrorState error={draft.error} retry={() => void draft.refetch()} />;
  return <DraftEditor key={id} draft={draft.data} label={t('access.draft')} />;
}
