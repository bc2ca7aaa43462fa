import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { type ReactNode, useRef } from 'react';
import { call, type Schema } from '../api/call';
import { ApiProblem } from '../api/http';
import { useTranslation } from '../i18n/translation';
import { ReasonDialog } from './ReasonDialog';

interface Props {
  kind: Schema<'ApprovalRequest'>['kind'];
  target: string;
  parameters?: Record<string, unknown>;
  title: string;
  explain?: ReactNode;
  children?: ReactNode;
  ready?: boolean;
  onAsked?: (approval: Schema<'Approval'>) => void;
  onClose: () => void;
}

/** Asks for what nobody may do alone. Who has to agree is said by the kind. */
export function AskApproval(props: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  // A repetition after a lost answer asks for nothing twice.
  const once = useRef(crypto.randomUUID());
  const ask = useMutation({
    mutationFn: (reason: string) =>
      call('post', '/approvals', {
        body: { kind: props.kind, target: props.target, parameters: props.parameters, reason },
        once: once.current,
      }),
    onError: (problem) => {
      // What was answered is over; what got no answer may have been done, and is repeated with the same key.
      if (problem instanceof ApiProblem && problem.status > 0) once.current = crypto.randomUUID();
    },
    onSuccess: (approval) => {
      void client.invalidateQueries({ queryKey: ['approvals'] });
      props.onAsked?.(approval);
      props.onClose();
      const key = approval.id;
      void message.success({
        key,
        duration: 8,
        content: (
          <span>
            {t('approvals.asked')}{' '}
            <button
              type="button"
              className="wf-link"
              onClick={() => {
                message.destroy(key);
                void navigate({ to: '/approvals', search: { tab: 'mine', id: approval.id } });
              }}
            >
              {t('approvals.look')}
            </button>
          </span>
        ),
      });
    },
  });
  return (
    <ReasonDialog
      title={props.title}
      explain={
        <>
          {props.explain}
          <p>{t(`approvals.who.${props.kind.replace('.', '-')}`)}</p>
        </>
      }
      submit={t('approvals.ask')}
      longest={2000}
      busy={ask.isPending}
      problem={ask.error}
      ready={props.ready}
      onSubmit={(reason) => ask.mutate(reason)}
      onCancel={props.onClose}
    >
      {props.children}
    </ReasonDialog>
  );
}
