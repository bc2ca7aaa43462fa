import { Button } from 'antd';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/http';
import { useTranslation } from '../i18n/translation';

function Scene({ kind }: { kind: 'empty' | 'error' | 'denied' }) {
  return (
    <svg className={`wf-scene wf-scene-${kind}`} width="150" height="66" viewBox="0 0 150 66" aria-hidden="true">
      <path className="wf-scene-far" d="M0 56 22 38l14 8 24-26 26 24 16-12 22 16 26-10v28H0z" />
      <path className="wf-scene-near" d="M0 62 30 50l24 8 34-14 30 12 32-8v18H0z" />
      <path className="wf-scene-tower" d="M67 26h4v3h3v-3h4v3h3v-3h4v8h-2l3 16H66l3-16h-2z" />
      {kind === 'error' && <path className="wf-scene-fire" d="M76 6c1 5 7 7 7 13a7 7 0 0 1-14 0c0-3 2-5 3-7 1 2 2 3 3 3-1-4 0-7 1-9z" />}
      {kind === 'denied' && <path className="wf-scene-bar" d="M60 44h32v4H60z" />}
    </svg>
  );
}

interface StateProps {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ title, hint, action }: StateProps) {
  return (
    <div className="wf-state">
      <Scene kind="empty" />
      <h2>{title}</h2>
      {hint && <p>{hint}</p>}
      {action}
    </div>
  );
}

/** What went wrong, in the reader's words, by the problem's code; the server's detail comes second. */
export function problemText(t: TFunction, error: unknown): { title: string; detail: string } {
  if (!(error instanceof ApiProblem)) {
    return { title: t('problem.unexpected'), detail: error instanceof Error ? error.message : '' };
  }
  const byCode = `problem.code.${error.code}`;
  const byStatus = `problem.status.${error.status >= 500 ? '5xx' : error.status}`;
  const title = t([byCode, byStatus, 'problem.unexpected'], {
    seconds: error.retryAfterSeconds ?? 30,
  });
  return { title, detail: error.status === 0 ? '' : error.detail || error.title };
}

export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const text = problemText(t, error);
  const denied = error instanceof ApiProblem && error.status === 403;
  return (
    <div className="wf-state" role="alert">
      <Scene kind={denied ? 'denied' : 'error'} />
      <h2>{text.title}</h2>
      {text.detail && <p>{text.detail}</p>}
      {retry && (
        <Button type="primary" onClick={retry}>
          {t('common.retry')}
        </Button>
      )}
    </div>
  );
}

export function DeniedState({ permission }: { permission: string }) {
  const { t } = useTranslation();
  return (
    <div className="wf-state" role="alert">
      <Scene kind="denied" />
      <h2>{t('denied.title')}</h2>
      <p>{t('denied.hint', { permission })}</p>
    </div>
  );
}

/** Rows that stand where the data will be, so that nothing jumps when it arrives. */
export function LoadingRows({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className="wf-loading" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="wf-loading-row" style={{ opacity: 1 - i / (rows + 2) }} />
      ))}
    </div>
  );
}

/** A problem beside the form it belongs to; the form keeps what was typed. */
export function InlineProblem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!error) return null;
  const text = problemText(t, error);
  return (
    <div className="wf-notice wf-notice-bad" role="alert">
      <strong>{text.title}</strong>
      {text.detail && <p>{text.detail}</p>}
    </div>
  );
}
