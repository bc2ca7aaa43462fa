import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { App, Button, Input } from 'antd';
import { useSession } from '../../app/session';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { ErrorState, InlineProblem, LoadingRows, problemText } from '../../ui/States';
import { Tabs } from '../../ui/Tabs';
import { When } from '../../ui/When';
import { BaseNotice } from './BaseNotice';
import { DraftRuns } from './DraftRuns';
import { PolicyDiff } from './PolicyDiff';
import { PolicyForm } from './PolicyForm';
import { PolicyText } from './PolicyText';
import { type Draft, useDraftEditor } from './useDraftEditor';

const route = getRouteApi('/access/drafts/$id');
const views = ['form', 'text', 'diff', 'runs'] as const;

/** One draft: written as a form or as text, compared, tried out, and asked to be published. */
export function DraftEditor({ draft, label }: { draft: Draft; label: string }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { message, modal } = App.useApp();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const client = useQueryClient();
  const editor = useDraftEditor(draft);
  const view = views.find((name) => name === search.view) ?? 'form';
  const mayWrite = can('policy:draft') && draft.state === 'open';
  const remove = useMutation({
    mutationFn: () => call('delete', '/access/drafts/{id}', { path: { id: draft.id }, version: draft.version }),
    onSuccess: () => {
      editor.discard();
      void client.invalidateQueries({ queryKey: ['access'] });
      void go({ to: '/access' });
    },
    onError: (problem) => {
      const text = problemText(t, problem);
      modal.error({ title: text.title, content: text.detail });
    },
  });
  const save = () =>
    editor.save.mutate({}, { onSuccess: () => void message.success(t('access.saved')) });
  return (
    <Page
      title={draft.title}
      subtitle={
        <>
          {label} · {t(`access.draftState.${draft.state}`)} · {draft.author} · <When at={draft.changedAt ?? ''} />
        </>
      }
      actions={
        mayWrite && (
          <>
            <Button
              danger
              type="text"
              onClick={() =>
                void modal.confirm({
                  title: t('access.discardQuestion', { title: draft.title }),
                  content: t('access.discardHint'),
                  okText: t('access.discard'),
                  okButtonProps: { danger: true },
                  onOk: () => remove.mutateAsync().catch(() => undefined),
                })
              }
            >
              {t('access.discard')}
            </Button>
            {editor.dirty && <Button onClick={editor.discard}>{t('access.undo')}</Button>}
            <Button
              type="primary"
              disabled={!editor.dirty || editor.broken !== undefined || editor.title.trim() === ''}
              loading={editor.save.isPending}
              onClick={save}
            >
              {t('common.save')}
            </Button>
          </>
        )
      }
    >
      <BaseNotice draft={draft} editor={editor} mayWrite={mayWrite} />
      {editor.theirs ? (
        <div className="wf-notice wf-notice-warn" role="alert">
          <strong>{t('access.conflict', { name: draft.changedBy ?? draft.author })}</strong>
          <p>{t('access.conflictHint')}</p>
          <PolicyDiff diff={editor.theirs} />
          <Button size="small" onClick={editor.discard}>
            {t('access.takeTheirs')}
          </Button>
        </div>
      ) : (
        <InlineProblem error={editor.save.error} />
      )}
      <div className="wf-filters">
        <Tabs
          label={t('access.views')}
          value={view}
          tabs={views.map((key) => ({
            key,
            label: t(`access.draftView.${key}`),
            count: key === 'text' && editor.problems.length > 0 ? editor.problems.length : undefined,
          }))}
          onChange={(to) => void navigate({ search: (old) => ({ ...old, view: to }), replace: true })}
        />
        <span className="wf-grow" />
        {mayWrite && (
          <Input
            className="wf-draft-title"
            aria-label={t('access.draftTitle')}
            maxLength={200}
            value={editor.title}
            onChange={(event) => editor.setTitle(event.target.value)}
          />
        )}
        <span className="wf-hint" role="status">
          {editor.dirty
            ? t('access.unsaved')
            : editor.checking
              ? t('access.checking')
              : editor.problems.length > 0
                ? t('access.problems', { count: editor.problems.length })
                : t('access.noProblems')}
        </span>
      </div>
      {view === 'form' && <PolicyForm editor={editor} readOnly={!mayWrite} />}
      {view === 'text' && <PolicyText editor={editor} readOnly={!mayWrite} />}
      {view === 'diff' && <DraftDiff id={draft.id} editor={editor} />}
      {view === 'runs' && <DraftRuns draft={draft} dirty={editor.dirty} />}
    </Page>
  );
}

function DraftDiff({ id, editor }: { id: string; editor: ReturnType<typeof useDraftEditor> }) {
  const { t } = useTranslation();
  const diff = useQuery({
    queryKey: ['access', 'draft', id, 'diff'],
    queryFn: ({ signal }) => call('get', '/access/drafts/{id}/diff', { path: { id }, signal }),
  });
  return (
    <>
      {editor.dirty && (
        <>
          <h2 className="wf-section-title">{t('access.unsavedChanges')}</h2>
          <PolicyDiff diff={editor.mine} />
        </>
      )}
      {diff.isPending ? (
        <LoadingRows />
      ) : diff.isError ? (
        <ErrorState error={diff.error} retry={() => void diff.refetch()} />
      ) : (
        <>
          <h2 className="wf-section-title">
            {diff.data.from === 0 ? t('access.againstNothing') : t('access.against', { n: diff.data.from })}
          </h2>
          <PolicyDiff diff={diff.data.difference} />
        </>
      )}
    </>
  );
}
