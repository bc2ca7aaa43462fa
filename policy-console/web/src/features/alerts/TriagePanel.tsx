import {
  CheckOutlined,
  CommentOutlined,
  FileDoneOutlined,
  FlagOutlined,
  MinusCircleOutlined,
  UndoOutlined,
  UserAddOutlined,
} from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { App, Button, Input } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { type RefObject, useEffect } from 'react';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';
import { StatusTag } from '../../ui/StatusTag';
import { AssignDialog } from './AssignDialog';
import { Conflict } from './Conflict';
import { DueChip } from './DueChip';
import { useDraft } from './drafts';
import { type Action, type Decision, type Detail, isConflict, useTriage } from './triage';

interface Props {
  id: string;
  detail: Detail;
  acknowledgeRef: RefObject<HTMLButtonElement | null>;
  commentRef: RefObject<HTMLTextAreaElement | null>;
  assigning: boolean;
  setAssigning: (on: boolean) => void;
  onClose: () => void;
  onEscalate: () => void;
  onException: () => void;
}

/** Where the alert stands and what can be done with it. The comment goes with whichever step is taken. */
export function TriagePanel(props: Props) {
  const { id, detail, acknowledgeRef, commentRef } = props;
  const { t } = useTranslation();
  const { can } = useSession();
  const { message } = App.useApp();
  const [comment, setComment] = useDraft(`comment.${id}`);
  const { triage } = detail;
  const run = useTriage((done, taken) => {
    setComment('');
    props.setAssigning(false);
    void message.success(t(`alerts.done.${taken.action}`, { name: done.assignee ?? t('alerts.triage.nobody') }));
  });
  const { reset } = run;
  // A new look at it: what was refused before is no news any more.
  useEffect(() => {
    if (props.assigning) reset();
  }, [props.assigning, reset]);
  const step = (action: Action, more: Decision = {}) =>
    run.mutate({
      id,
      action,
      body: { version: triage.version, comment: comment.trim() || undefined, ...more },
    });
  const busy = (action: Action) => run.isPending && run.variables?.action === action;
  const mayTriage = can('alert:triage');
  const open = triage.status !== 'closed';
  return (
    <Card title={t('alerts.triage.title')}>
      <dl className="wf-facts">
        <dt>{t('alerts.triage.status')}</dt>
        <dd>
          <StatusTag status={triage.status} />
        </dd>
        <dt>{t('alerts.triage.assignee')}</dt>
        <dd>
          {triage.assignee ?? <span className="wf-none">{t('alerts.triage.nobody')}</span>}{' '}
          {mayTriage && open && (
            <Button
              type="text"
              size="small"
              icon={<UserAddOutlined />}
              aria-label={t('alerts.assign.title')}
              title={t('alerts.assign.title')}
              onClick={() => props.setAssigning(true)}
            />
          )}
        </dd>
        {open && (
          <>
            <dt>{t('alerts.column.due')}</dt>
            <dd>
              <DueChip clock={triage.clock} status={triage.status} />
            </dd>
          </>
        )}
        {triage.disposition && (
          <>
            <dt>{t('alerts.disposition.label')}</dt>
            <dd>
              {t(`alerts.disposition.${triage.disposition}`)}
              {triage.duplicateOf && (
                <>
                  {' '}
                  <Link to="/alerts/$id" params={{ id: triage.duplicateOf }} search={{}}>
                    {t('alerts.triage.original')}
                  </Link>
                </>
              )}
            </dd>
          </>
        )}
        {triage.caseId && (
          <>
            <dt>{t('alerts.column.case')}</dt>
            <dd>
              <Link to="/cases/$id" params={{ id: triage.caseId }} search={{}}>
                {triage.caseId}
              </Link>
            </dd>
          </>
        )}
      </dl>
      {!mayTriage ? (
        <p className="wf-hint">{t('alerts.triage.readOnly')}</p>
      ) : (
        <>
          {!props.assigning && (isConflict(run.error) ? <Conflict alertId={id} /> : <InlineProblem error={run.error} />)}
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
                loading={busy('acknowledge')}
                onClick={() => step('acknowledge')}
              >
                {t('alerts.do.acknowledge')}
              </Button>
            )}
            {open && (
              <Button
                type={triage.status === 'acknowledged' ? 'primary' : 'default'}
                icon={<FileDoneOutlined />}
                onClick={props.onClose}
              >
                {t('alerts.do.close')}
              </Button>
            )}
            {!open && (
              <Button icon={<UndoOutlined />} loading={busy('reopen')} onClick={() => step('reopen')}>
                {t('alerts.do.reopen')}
              </Button>
            )}
            {open && !triage.caseId && can('case:work') && (
              <Button icon={<FlagOutlined />} onClick={props.onEscalate}>
                {t('alerts.bulk.do.escalate')}
              </Button>
            )}
            <Button
              icon={<CommentOutlined />}
              disabled={comment.trim() === ''}
              loading={busy('comment')}
              onClick={() => step('comment')}
            >
              {t('alerts.do.comment')}
            </Button>
            {can('exception:draft') && (detail.alert.alert.kind === 'sigma' || detail.alert.alert.kind === 'correlation') && (
              <Button icon={<MinusCircleOutlined />} onClick={props.onException}>
                {t('alerts.do.exception')}
              </Button>
            )}
          </div>
        </>
      )}
      {props.assigning && (
        <AssignDialog
          about={t('alerts.assign.about')}
          assignee={triage.assignee}
          error={run.error}
          pending={run.isPending}
          onSubmit={(assignee) => step('assign', { assignee: assignee ?? undefined })}
          onCancel={() => props.setAssigning(false)}
        />
      )}
    </Card>
  );
}
