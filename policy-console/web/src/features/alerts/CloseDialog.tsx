import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Disposition, dispositions } from '../../api/types';
import { InlineProblem } from '../../ui/States';
import { Conflict } from './Conflict';
import { useDraft } from './drafts';
import { isConflict, useTriage } from './triage';

interface Props {
  alert: { id: string; version: number; title: string };
  onClosed: () => void;
  onCancel: () => void;
}

export function CloseDialog({ alert, onClosed, onCancel }: Props) {
  const { t } = useTranslation();
  const [disposition, setDisposition] = useState<Disposition | null>(null);
  const [comment, setComment] = useDraft(`close.${alert.id}`);
  const [duplicateOf, setDuplicateOf] = useState('');
  const duplicate = disposition === 'duplicate';
  const complete =
    disposition !== null && (!duplicate || /^[0-9a-f]{32}$/.test(duplicateOf.trim()));
  const triage = useTriage(() => {
    setComment('');
    onClosed();
  });
  const submit = () => {
    if (!disposition) return;
    triage.mutate({
      id: alert.id,
      action: 'close',
      body: {
        version: alert.version,
        disposition,
        comment: comment.trim() || undefined,
        duplicateOf: duplicate ? duplicateOf.trim() : undefined,
      },
    });
  };
  return (
    <Modal
      open
      title={t('alerts.close.title')}
      onCancel={onCancel}
      width={560}
      footer={[
        <Button key="cancel" onClick={onCancel}>
          {t('common.cancel')}
        </Button>,
        <Button
          key="ok"
          type="primary"
          disabled={!complete}
          loading={triage.isPending}
          onClick={submit}
        >
          {t('alerts.close.submit')}
        </Button>,
      ]}
    >
      <p className="wf-hint">{alert.title}</p>
      {isConflict(triage.error) ? (
        <Conflict alertId={alert.id} />
      ) : (
        <InlineProblem error={triage.error} />
      )}
      <fieldset className="wf-choices">
        <legend>{t('alerts.disposition.label')}</legend>
        {dispositions.map((value, i) => (
          <label key={value} className="wf-choice" data-on={disposition === value || undefined}>
            <input
              type="radio"
              name="disposition"
              autoFocus={i === 0}
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
          <Input
            id="wf-close-original"
            value={duplicateOf}
            maxLength={32}
            onChange={(e) => setDuplicateOf(e.target.value)}
          />
        </>
      )}
      <label className="wf-label" htmlFor="wf-close-comment">
        {t('alerts.comment.label')}
      </label>
      <Input.TextArea
        id="wf-close-comment"
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
    </Modal>
  );
}
