import { Button, Input, Modal } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import { AlertPicker } from './AlertPicker';
import { Conflict } from './Conflict';
import { useDraft } from './drafts';
import { type Disposition, dispositions, isConflict } from './triage';

export interface Closing {
  disposition: Disposition;
  comment: string | undefined;
  duplicateOf: string | undefined;
}

interface Props {
  /** What is closed, in words. */
  about: string;
  /** Where what is typed is kept until it is sent. */
  draft: string;
  /** The one alert that is closed; absent for many. */
  alertId?: string;
  entity?: string;
  preset?: Disposition;
  error: unknown;
  pending: boolean;
  onSubmit: (closing: Closing, sent: () => void) => void;
  onCancel: () => void;
}

/** Asks for the disposition; the same for one alert and for many. */
export function CloseDialog(props: Props) {
  const { about, alertId, preset, error, pending } = props;
  const { t } = useTranslation();
  const [disposition, setDisposition] = useState<Disposition | null>(preset ?? null);
  const [comment, setComment] = useDraft(`close.${props.draft}`);
  const [duplicateOf, setDuplicateOf] = useState('');
  const note = useRef<HTMLTextAreaElement | null>(null);
  const duplicate = disposition === 'duplicate';
  const complete = disposition !== null && (!duplicate || duplicateOf !== '');
  const submit = () => {
    if (!complete || pending) return;
    props.onSubmit(
      { disposition, comment: comment.trim() || undefined, duplicateOf: duplicate ? duplicateOf : undefined },
      () => setComment(''),
    );
  };
  return (
    <Modal
      open
      title={t('alerts.close.title')}
      onCancel={props.onCancel}
      width={560}
      afterOpenChange={(open) => {
        if (open && preset) note.current?.focus();
      }}
      footer={[
        <Button key="cancel" onClick={props.onCancel}>
          {t('common.cancel')}
        </Button>,
        <Button key="ok" type="primary" disabled={!complete} loading={pending} onClick={submit}>
          {t('alerts.close.submit')}
        </Button>,
      ]}
    >
      <p className="wf-hint wf-break">{about}</p>
      {alertId && isConflict(error) ? <Conflict alertId={alertId} /> : <InlineProblem error={error} />}
      <fieldset className="wf-choices">
        <legend>{t('alerts.disposition.label')}</legend>
        {dispositions.map((value, i) => (
          <label key={value} className="wf-choice" data-on={disposition === value || undefined}>
            <input
              type="radio"
              name="disposition"
              autoFocus={!preset && i === 0}
              checked={disposition === value}
              onChange={() => setDisposition(value)}
            />
            <span>
              <strong>{t(`alerts.disposition.${value}`)}</strong>
              <small>{t(`alerts.disposition.hint.${value}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {duplicate && (
        <>
          <label className="wf-label" htmlFor="wf-close-original">
            {t('alerts.close.original')}
          </label>
          <AlertPicker
            id="wf-close-original"
            value={duplicateOf}
            except={alertId}
            entity={props.entity}
            onChange={setDuplicateOf}
          />
        </>
      )}
      <label className="wf-label" htmlFor="wf-close-comment">
        {t('alerts.comment.label')}
      </label>
      <Input.TextArea
        id="wf-close-comment"
        ref={(node) => {
          note.current = node?.resizableTextArea?.textArea ?? null;
        }}
        className="wf-grow-text"
        rows={3}
        maxLength={4000}
        value={comment}
        placeholder={t('alerts.close.placeholder')}
        onChange={(event) => setComment(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
      <small>{t('alerts.comment.placeholder')}</small>
    </Modal>
  );
}
