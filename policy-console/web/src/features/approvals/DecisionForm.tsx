import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useId } from 'react';
import { useSession } from '../../app/session';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { useDraft } from '../alerts/drafts';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';
import { type Approval, obstacle } from './approvals';

interface Props {
  approval: Approval;
  why: ReturnType<typeof obstacle>;
  onDecided: () => void;
}

/** Agree or refuse with a reason, withdraw, or execute what may be executed now. */
export function DecisionForm({ approval, why, onDecided }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const { user } = useSession();
  const { message, modal } = App.useApp();
  const client = useQueryClient();
  const [reason, setReason] = useDraft(`approval.${approval.id}`);
  const path = { id: approval.id };
  const reload = () => client.invalidateQueries();
  const decide = useMutation({
    mutationFn: (approve: boolean) =>
      call('post', '/approvals/{id}/decision', {
        path,
        body: { approve, reason: reason.trim(), hash: approval.hash },
      }),
    onSuccess: (now) => {
      setReason('');
      onDecided();
      void message.info(t(`approvals.nowIs.${now.state}`));
    },
    onSettled: reload,
  });
  const withdraw = useMutation({
    mutationFn: () => call('delete', '/approvals/{id}', { path }),
    onSuccess: () => void message.success(t('approvals.withdrawn')),
    onSettled: reload,
  });
  const execute = useMutation({
    mutationFn: () => call('post', '/approvals/{id}/execute', { path }),
    onSuccess: (now) => void message.info(t(`approvals.nowIs.${now.state}`)),
    onSettled: reload,
  });
  const own = approval.requester === user.username;
  const tookPart = own || approval.decisions.some((d) => d.by === user.username);
  const due =
    approval.state === 'approved' &&
    (!approval.executeAfter || new Date(approval.executeAfter).getTime() <= Date.now());
  const complete = reason.trim().length >= 2;
  return (
    <div className="wf-decision">
      <InlineProblem error={decide.error ?? withdraw.error ?? execute.error} />
      {why === null ? (
        <>
          <Field label={t('approvals.myReason')} htmlFor={id} hint={t('approvals.myReasonHint')}>
            <Input.TextArea
              id={id}
              className="wf-grow-text"
              rows={2}
              maxLength={2000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
          <div className="wf-decision-buttons">
            <Button
              danger
              disabled={!complete}
              loading={decide.isPending && decide.variables === false}
              onClick={() => decide.mutate(false)}
            >
              {t('approvals.refuse')}
            </Button>
            <Button
              type="primary"
              disabled={!complete}
              loading={decide.isPending && decide.variables === true}
              onClick={() => decide.mutate(true)}
            >
              {t('approvals.agree')}
            </Button>
          </div>
        </>
      ) : (
        <p className="wf-hint">{t(`approvals.cannot.${why}`)}</p>
      )}
      <div className="wf-decision-buttons">
        {own && (
          <Button
            loading={withdraw.isPending}
            onClick={() =>
              void modal.confirm({
                title: t('approvals.withdrawQuestion'),
                content: t('approvals.withdrawHint'),
                okText: t('approvals.withdraw'),
                onOk: () => withdraw.mutateAsync().catch(() => undefined),
              })
            }
          >
            {t('approvals.withdraw')}
          </Button>
        )}
        {due && tookPart && (
          <Button type="primary" loading={execute.isPending} onClick={() => execute.mutate()}>
            {t('approvals.execute')}
          </Button>
        )}
      </div>
    </div>
  );
}
