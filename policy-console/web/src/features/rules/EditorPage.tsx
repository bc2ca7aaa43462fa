import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Input, Tabs } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { BacktestPanel } from './BacktestPanel';
import { LintList } from './LintList';
import { columnOf, lineRange, type Problem } from './lint';
import { TrialPanel } from './TrialPanel';

const route = getRouteApi('/rules/editor');
const tabs = ['lint', 'test', 'backtest'] as const;

/** Writing rules: what is wrong with them, trying them on events, and on everything recorded. */
export function EditorPage() {
  const { t } = useTranslation();
  const { from } = route.useSearch();
  const base = useQuery({
    queryKey: ['rules', from],
    queryFn: ({ signal }) => call('get', '/rules/{id}', { path: { id: from! }, signal }),
    enabled: from !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Page
      title={t('editor.title')}
      subtitle={t('editor.subtitle')}
      actions={<Link to="/rules">{t('nav.rules')}</Link>}
    >
      {from !== undefined && base.isPending ? (
        <LoadingRows rows={10} />
      ) : base.isError ? (
        <ErrorState error={base.error} retry={() => void base.refetch()} />
      ) : (
        <Editor key={from ?? ''} initial={base.data?.yaml ?? t('editor.template')} />
      )}
    </Page>
  );
}

function Editor({ initial }: { initial: string }) {
  const { t } = useTranslation();
  const id = useId();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [yaml, setYaml] = useState(initial);
  const area = useRef<HTMLDivElement>(null);
  const lint = useMutation({ mutationFn: (text: string) => call('post', '/rules/lint', { body: { yaml: text } }) });
  const { mutate } = lint;
  // What is typed is read once the hands rest.
  useEffect(() => {
    if (yaml.trim() === '') return;
    const timer = setTimeout(() => mutate(yaml), 600);
    return () => clearTimeout(timer);
  }, [yaml, mutate]);
  const jump = (problem: Problem) => {
    const text = area.current?.querySelector('textarea');
    if (!text || problem.line < 1) return;
    const [start, end] = lineRange(yaml, problem.line);
    const column = columnOf(yaml.slice(start, end), problem.reason);
    text.focus();
    text.setSelectionRange(column === null ? start : start + column - 1, end);
    const lineHeight = Number.parseFloat(getComputedStyle(text).lineHeight) || 18;
    text.scrollTop = Math.max(0, (problem.line - 4) * lineHeight);
  };
  const problems = lint.data?.problems ?? [];
  return (
    <div className="wf-editor">
      <section className="wf-card">
        <header className="wf-card-head">
          <h2>
            <label htmlFor={id}>{t('backtest.yaml')}</label>
          </h2>
          <span className="wf-card-extra" aria-live="polite">
            {lint.isPending
              ? t('editor.reading')
              : lint.data && (problems.length === 0 ? t('editor.fine', { count: lint.data.rules.length }) : t('editor.wrong', { count: problems.length }))}
          </span>
        </header>
        <div className="wf-editor-text" ref={area}>
          <Input.TextArea
            id={id}
            className="wf-code"
            spellCheck={false}
            value={yaml}
            maxLength={262_144}
            placeholder={t('backtest.placeholder')}
            onChange={(event) => setYaml(event.target.value)}
          />
        </div>
        <p className="wf-hint wf-editor-note">{t('editor.note')}</p>
      </section>
      <section className="wf-card wf-editor-side">
        <Tabs
          activeKey={tabs.find((tab) => tab === search.tab) ?? 'lint'}
          onChange={(tab) =>
            void navigate({ search: (old) => ({ ...old, tab: tab === 'lint' ? undefined : tab }), replace: true })
          }
          items={[
            {
              key: 'lint',
              label: t('editor.tabs.lint', { count: problems.length }),
              children: (
                <>
                  <InlineProblem error={lint.error} />
                  {lint.data && <LintList lint={lint.data} yaml={yaml} onJump={jump} />}
                  {lint.error && <Button onClick={() => mutate(yaml)}>{t('common.retry')}</Button>}
                </>
              ),
            },
            { key: 'test', label: t('editor.tabs.test'), children: <TrialPanel yaml={yaml} /> },
            { key: 'backtest', label: t('editor.tabs.backtest'), children: <BacktestPanel yaml={yaml} /> },
          ]}
        />
      </section>
    </div>
  );
}
