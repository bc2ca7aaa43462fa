import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';
import { type Case, useCaseRights, useConclusionRequest } from './case';

/** Two stand by it: the lead asks for it, another on the case agrees. */
export function Conclusion({ file }: { file: Case }) {
  const { t } = useTranslation();
  const rights = useCaseRights(file);
  const request = useConclusionRequest(file.id);
  const proofless = file.findings.some((one) => (one.proof ?? []).length === 0);
  return (
    <Card title={t('cases.conclusion.title')}>
      {file.conclusion ? (
        <p>
          {t('cases.conclusion.by', { by: file.conclusion.by, agreed: file.conclusion.agreed })}{' '}
          <When at={file.conclusion.at} />
        </p>
      ) : request.data ? (
        <Waiting file={file} approval={request.data} />
      ) : file.state !== 'investigating' ? (
        <p className="wf-hint">{t('cases.conclusion.first')}</p>
      ) : !rights.lead ? (
        <p className="wf-hint">{t('cases.leadOnly')}</p>
      ) : (
        <>
          {proofless && (
            <div className="wf-notice wf-notice-warn">
              <strong>{t('cases.conclusion.proofless')}</strong>
            </div>
          )}
          <Ask file={file} disabled={proofless} />
        </>
      )}
    </Card>
  );
}

function Ask({ file, disabled }: { file: Case; disabled: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const ask = useMutation({
    mutationFn: () =>
      call('post', '/approvals', { body: { kind: 'case.conclude', target: file.id, reason: reason.trim() } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['case-approval', file.id] }),
  });
  return (
    <div className="wf-form">
      <p className="wf-prose">{t('cases.conclusion.hint')}</p>
      <InlineProblem error={ask.error} />
      <div className="wf-field">
        <label htmlFor="wf-conclude">{t('cases.conclusion.reason')}</label>
        <Input.TextArea
          id="wf-conclude"
          className="wf-grow-text"
          rows={2}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <Button
        type="primary"
        disabled={disabled || reason.trim().length < 4}
        loading={ask.isPending}
        onClick={() => ask.mutate()}
      >
        {t('cases.conclusion.ask')}
      </Button>
    </div>
  );
}

function Waiting({ file, approval }: { file: Case; approval: Schema<'Approval'> }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const after = () => {
    void client.invalidateQueries({ queryKey: ['case-approval', file.id] });
    void client.invalidateQueries({ queryKey: ['case', file.id] });
  };
  const decide = useMutation({
    mutationFn: (approve: boolean) =>
      call('post', '/approvals/{id}/decision', {
        path: { id: approval.id },
        body: { approve, reason: reason.trim(), hash: approval.hash },
      }),
    onSettled: after,
  });
  const withdraw = useMutation({
    mutationFn: () => call('delete', '/approvals/{id}', { path: { id: approval.id } }),
    onSettled: after,
  });
  return (
    <div className="wf-form">
      <p>
        {t('cases.conclusion.asked', { by: approval.requester })} <When at={approval.requestedAt} />
      </p>
      <blockquote className="wf-quote">{approval.reason}</blockquote>
      {!approval.current && (
        <div className="wf-notice wf-notice-warn">
          <strong>{t('cases.conclusion.changed')}</strong>
        </div>
      )}
      <table className="wf-table wf-table-quiet">
        <tbody>
          {approval.impact.map((line, i) => (
            <tr key={i}>
              <td>{line.field}</td>
              <td>
                {line.before && `${line.before} → `}
                {line.after}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <InlineProblem error={decide.error ?? withdraw.error} />
      {approval.mayDecide ? (
        <>
          <div className="wf-field">
            <label htmlFor="wf-agree">{t('cases.conclusion.why')}</label>
            <Input.TextArea
              id="wf-agree"
              className="wf-grow-text"
              rows={2}
              maxLength={2000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </div>
          <div className="wf-actions">
            {[true, false].map((approve) => (
              <Button
                key={String(approve)}
                type={approve ? 'primary' : 'default'}
                danger={!approve}
                disabled={reason.trim().length < 2}
                loading={decide.isPending && decide.variables === approve}
                onClick={() => decide.mutate(approve)}
              >
                {t(approve ? 'cases.conclusion.agree' : 'cases.conclusion.disagree')}
              </Button>
            ))}
          </div>
        </>
      ) : (
        <p className="wf-hint">{t('cases.conclusion.waits')}</p>
      )}
      {approval.requester === user.username && (
        <Button loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t('cases.conclusion.withdraw')}
        </Button>
      )}
    </div>
  );
}
