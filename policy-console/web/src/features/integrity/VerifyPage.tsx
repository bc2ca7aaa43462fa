import { InboxOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, Progress } from 'antd';
import { type DragEvent, useId, useRef, useState } from 'react';
import { useSession } from '../../app/session';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { useVerifier } from './useVerifier';
import { VerdictCard } from './VerdictCard';
import { isPolicy } from './verify/policy';

/** Checks an evidence bundle here in the browser; nothing of it is sent anywhere. */
export function VerifyPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const { run, start, cancel } = useVerifier();
  const ledger = useQuery({
    queryKey: ['integrity', 'ledger'],
    queryFn: ({ signal }) => call('get', '/integrity/ledger', { signal }),
    enabled: can('integrity:read'),
    staleTime: 60_000,
    retry: false,
  });
  const key = typed ?? ledger.data?.key ?? '';
  const take = async (files: FileList | null) => {
    const first = files?.[0];
    if (!first) return;
    setFile(first);
    // A key that is still on its way counts: without one a bundle vouches for itself only.
    const here = ledger.isLoading ? (await ledger.refetch({ cancelRefetch: false })).data : ledger.data;
    start({ file: first, key: typed ?? here?.key ?? '' });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files);
  };
  const progress = run.state === 'running' ? run.progress : null;
  return (
    <Page
      title={t('verify.title')}
      subtitle={t('verify.subtitle')}
      actions={can('integrity:read') && <Link to="/integrity">{t('nav.integrity')}</Link>}
    >
      <div className="wf-verify">
        <section className="wf-card">
          <div className="wf-card-body">
            <label className="wf-label" htmlFor={id}>
              {t('verify.key')}
            </label>
            <Input.TextArea
              id={id}
              className="wf-grow-text wf-mono"
              value={key}
              spellCheck={false}
              placeholder={t('verify.keyPlaceholder')}
              onChange={(event) => setTyped(event.target.value)}
            />
            <p className="wf-hint">
              {t(trustHint(key, ledger.data?.key ?? ''))}
            </p>
            <div
              className="wf-drop"
              data-over={over || undefined}
              onDragOver={(event) => {
                event.preventDefault();
                setOver(true);
              }}
              onDragLeave={() => setOver(false)}
              onDrop={drop}
            >
              <InboxOutlined aria-hidden />
              <p>{t('verify.drop')}</p>
              <Button type="primary" onClick={() => input.current?.click()}>
                {t('verify.choose')}
              </Button>
              <input
                ref={input}
                type="file"
                accept=".zip,application/zip"
                className="wf-hidden"
                tabIndex={-1}
                aria-label={t('verify.choose')}
                onChange={(event) => {
                  void take(event.target.files);
                  // The same file may be chosen again.
                  event.target.value = '';
                }}
              />
              <small>{t('verify.local')}</small>
            </div>
            {file && run.state !== 'running' && (
              <Button className="wf-again" onClick={() => start({ file, key })}>
                {t('verify.again', { name: file.name })}
              </Button>
            )}
          </div>
        </section>
        <div aria-live="polite">
          {run.state === 'running' && (
            <section className="wf-card">
              <div className="wf-card-body">
                <p>{t(`verify.step.${progress?.step ?? 'zip'}`, { name: run.name })}</p>
                <Progress
                  aria-label={t('verify.progress')}
                  percent={progress && progress.total > 0 ? Math.floor((100 * progress.done) / progress.total) : 0}
                />
                <Button onClick={cancel}>{t('common.cancel')}</Button>
              </div>
            </section>
          )}
          {(run.state === 'verified' || run.state === 'failed') && <VerdictCard run={run} />}
          {run.state === 'idle' && (
            <section className="wf-card">
              <div className="wf-card-body wf-prose">
                <h2>{t('verify.what')}</h2>
                <ol>
                  {['form', 'signatures', 'witnesses', 'sums', 'proof', 'records', 'table'].map((step) => (
                    <li key={step}>{t(`verify.does.${step}`)}</li>
                  ))}
                </ol>
                <p className="wf-hint">{t('verify.standalone')}</p>
              </div>
            </section>
          )}
        </div>
      </div>
    </Page>
  );
}

/** The text that says what will be trusted. */
function trustHint(given: string, here: string): string {
  if (given.trim() === '') return 'verify.keyNone';
  if (given === here) return 'verify.keyHere';
  return isPolicy(given) ? 'verify.policyGiven' : 'verify.keyGiven';
}
