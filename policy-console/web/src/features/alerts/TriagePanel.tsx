import { CheckOutlined, CommentOutlined, FileDoneOutlined, UndoOutlined } from '@ant-design/icons';
import { App, Button, Input } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail, TriageAction } from '../../api/types';
import { useSession } from '../../app/session';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';
import { Conflict } from './Conflict';
import { useDraft } from './drafts';
import { StatusTag } from './StatusTag';
import { isConflict, useTriage } from './triage';

interface Props {
  id: string;
  detail: AlertDetail;
  acknowledgeRef: RefObject<HTMLButtonElement | null>;
  commentRef: RefObject<HTMLTextAreaElement | null>;
  onClose: () => void;
}

/** Where the alert stands and what can be done with it. The comment goes with whichever step is taken. */
export function TriagePanel({ id, detail, acknowledgeRef, commentRef, onClose }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { message } = App.useApp();
  const [comment, setComment] = useDraft(`comment.${id}`);
  const { triage } = detail;
  const run = useTriage((done, taken) => {
    setComment('');
    void message.success(t(`alerts.done.${taken.action}`, { name: done.assignee ?? '' }));
  });
  const step = (action: TriageAction) =>
    run.mutate({
      id,
      action,
      body: { version: triage.version, comment: comment.trim() || undefined },
    });
  const mayTriage = can('alert:triage');
  return (
    <Card title={t('alerts.triage.title')}>
      <dl className="wf-facts">
        <dt>{t('alerts.triage.status')}</dt>
        <dd>
          <StatusTag status={triage.status} />
        </dd>
        <dt>{t('alerts.triage.assignee')}</dt>
        <dd>{triage.assignee ?? <span className="wf-none">{t('alerts.triage.nobody')}</span>}</dd>
        {triage.disposition && (
          <>
            <dt>{t('alerts.disposition.label')}</dt>
            <dd>{t(`alerts.disposition.${triage.disposition}`)}</dd>
          </>
        )}
      </dl>
      {!mayTriage ? (
        <p className="wf-hint">{t('alerts.triage.readOnly')}</p>
      ) : (
        <>
          {isConflict(run.error) ? <Conflict alertId={id} /> : <InlineProblem error={run.error} />}
          <label className="wf-label" htmlFor="wf-comment">
            {t('alerts.comment.label')}
          </label>
          <Input.TextArea
            id="wf-comment"
            ref={(node: TextAreaRef | null) => {
              commentRef.current = node?.resizableTextArea?.textArea ?? null;
            }}
            className="wf-grow-text"
            rows={2}
            maxLength={4000}
            value={comment}
            placeholder={t('alerts.comment.placeholder')}
            onChange={(event) => setComment(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') event.currentTarget.blur();
              const send = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
              if (send && comment.trim() !== '') step('comment');
            }}
          />
          <div className="wf-actions">
            {triage.status === 'new' && (
              <Button
                ref={acknowledgeRef as RefObject<HTMLButtonElement>}
                type="primary"
                icon={<CheckOutlined />}
                loading={run.isPending && run.variables?.action === 'acknowledge'}
                onClick={() => step('acknowledge')}
              >
                {t('alerts.do.acknowledge')}
              </Button>
            )}
            {triage.status !== 'closed' && (
              <Button
                type={triage.status === 'acknowledged' ? 'primary' : 'default'}
                icon={<FileDoneOutlined />}
                onClick={onClose}
              >
                {t('alerts.do.close')}
              </Button>
            )}
            {triage.status === 'closed' && (
              <Button
                icon={<UndoOutlined />}
                loading={run.isPending && run.variables?.action === 'reopen'}
                onClick={() => step('reopen')}
              >
                {t('alerts.do.reopen')}
              </Button>
            )}
            <Button
              icon={<CommentOutlined />}
              disabled={comment.trim() === ''}
              loading={run.isPending && run.variables?.action === 'comment'}
              onClick={() => step('comment')}
            >
              {t('alerts.do.comment')}
            </Button>
          </div>
        </>
      )}
    </Card>
  );
}
