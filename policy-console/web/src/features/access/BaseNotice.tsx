import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import type { Draft, Editor } from './useDraftEditor';

/** The version in force, 0 when none was published. */
export function useInForce() {
  return useQuery({
    queryKey: ['access', 'in-force'],
    queryFn: ({ signal }) => call('get', '/access/versions', { query: { limit: 1 }, signal }),
    select: (page) => page.items[0]?.version ?? 0,
  });
}

/** Says that another version came into force since the draft was begun, and moves it on. */
export function BaseNotice({ draft, editor, mayWrite }: { draft: Draft; editor: Editor; mayWrite: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const inForce = useInForce();
  if (draft.state !== 'open' || inForce.data === undefined || inForce.data === draft.baseVersion) return null;
  return (
    <div className="wf-notice wf-notice-warn" role="alert">
      <strong>{t('access.moved', { base: draft.baseVersion, n: inForce.data })}</strong>
      <p>{t('access.movedHint')}</p>
      {mayWrite && (
        <Button
          size="small"
          loading={editor.save.isPending}
          disabled={editor.broken !== undefined}
          onClick={() =>
            editor.save.mutate(
              { baseVersion: inForce.data },
              { onSuccess: () => void message.success(t('access.movedDone', { n: inForce.data })) },
            )
          }
        >
          {t('access.moveOn', { n: inForce.data })}
        </Button>
      )}
    </div>
  );
}
