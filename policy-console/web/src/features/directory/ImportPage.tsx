import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { Meter } from '../../ui/Meter';
import { Card, Page } from '../../ui/Page';
import { ErrorState, LoadingRows, problemText } from '../../ui/States';
import { When } from '../../ui/When';
import { ApplyImport } from './ApplyImport';
import { ImportRows } from './ImportRows';
import { ImportStateTag } from './ImportStateTag';

const route = getRouteApi('/imports/$id');

/** One import: what it would change, row by row, and then doing exactly that. */
export function ImportPage() {
  const { id } = route.useParams();
  const one = useQuery({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => call('get', '/imports/{id}', { path: { id }, signal }),
    refetchInterval: (query) => (['reading', 'applying'].includes(query.state.data?.state ?? '') ? 1000 : false),
  });
  if (one.isPending) return <LoadingRows />;
  if (one.isError) return <ErrorState error={one.error} retry={() => void one.refetch()} />;
  return <Shown it={one.data} />;
}

function Shown({ it }: { it: Schema<'Import'> }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const { modal } = App.useApp();
  const go = useNavigate();
  const client = useQueryClient();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const n = new Intl.NumberFormat(i18n.language);
  const discard = useMutation({
    mutationFn: () => call('delete', '/imports/{id}', { path: { id: it.id } }),
    onSuccess: () => void go({ to: '/imports' }),
    onError: (problem) => {
      const text = problemText(t, problem);
      modal.error({ title: text.title, content: text.detail });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
  const todo = it.created + it.changed + it.removed;
  const figures = [
    ['created', it.created, 'ok'],
    ['changed', it.changed, undefined],
    ['removed', it.removed, it.removed > 0 ? 'bad' : undefined],
    ['raised', it.raised, it.raised > 0 ? 'warn' : undefined],
    ['errors', it.errors, it.errors > 0 ? 'bad' : undefined],
    ['unchanged', it.unchanged, undefined],
    ...(it.conflicts > 0 ? ([['conflicts', it.conflicts, 'warn']] as const) : []),
  ] as const;
  const filter = (name: string) => (name === 'errors' ? 'error' : name === 'conflicts' ? 'conflict' : name);
  const open = it.state === 'ready' || it.state === 'reading';
  return (
    <Page
      title={t('imports.one', { kind: t(`imports.kind.${it.kind}`) })}
      subtitle={
        <>
          {t(`imports.mode.${it.mode}`)} · {it.createdBy} · <When at={it.createdAt} />
        </>
      }
      actions={
        <>
          <Link to="/imports">{t('imports.all')}</Link>
          {open && can('import:write') && (
            <Button danger loading={discard.isPending} onClick={() => discard.mutate()}>
              {t('imports.discard')}
            </Button>
          )}
        </>
      }
    >
      <Card title={<ImportStateTag state={it.state} />} extra={it.sha256 && <code>{`SHA-256 ${it.sha256.slice(0, 24)}…`}</code>}>
        {it.problem && (
          <div className="wf-notice wf-notice-bad" role="alert">
            {pick(it.problem, i18n.language)} {it.problem.column && <code>{it.problem.column}</code>}
          </div>
        )}
        {it.state === 'reading' && <p className="wf-hint">{t('imports.readSoFar', { n: n.format(it.rows) })}</p>}
        {(it.state === 'applying' || it.state === 'applied' || it.state === 'stopped') && (
          <Meter label={t('imports.progress')} done={it.applied} of={Math.max(1, todo)} text={t('imports.appliedOf', { n: n.format(it.applied), of: n.format(todo) })} />
        )}
        <div className="wf-figures wf-figures-buttons">
          {figures.map(([name, count, tone]) => (
            <button
              key={name}
              type="button"
              data-tone={tone}
              aria-pressed={search.change === filter(name)}
              onClick={() =>
                void navigate({
                  search: (old) => ({ change: old.change === filter(name) ? undefined : filter(name) }),
                  replace: true,
                })
              }
            >
              <span>{t(`imports.${name}`)}</span>
              <b>{n.format(count)}</b>
            </button>
          ))}
        </div>
        {it.state === 'ready' && can('import:write') && <ApplyImport it={it} />}
      </Card>
      {it.state !== 'reading' && <ImportRows it={it} />}
    </Page>
  );
}
