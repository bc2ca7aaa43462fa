import { useMutation } from '@tanstack/react-query';
import { AutoComplete, Button, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { ApiProblem } from '../../api/http';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import type { Json } from '../../lib/record';
import { InlineProblem } from '../../ui/States';
import { Field } from '../../ui/Field';
import type { Decision } from './searching';

export interface Revealed {
  value: Json;
  decisions: Decision[];
}

interface Props {
  seq: number;
  field: string;
  onRevealed: (revealed: Revealed) => void;
  onClose: () => void;
}

const purposes = ['investigation', 'audit', 'case', 'inspection'] as const;
const minJustification = 4;

/** Asks for one hidden field in the clear: for what, and why; both are on record with the answer. */
export function RevealDialog({ seq, field, onRevealed, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const ids = useId();
  const [purpose, setPurpose] = useState('');
  const [justification, setJustification] = useState('');
  const [caseId, setCaseId] = useState('');
  const asking = useMutation({
    mutationFn: () =>
      call('post', '/access/reveal', {
        body: {
          stream: 'events',
          seq,
          field,
          purpose: purpose.trim(),
          justification: justification.trim(),
          caseId: caseId.trim() || null,
        },
      }),
    onSuccess: (answer) => onRevealed({ value: answer.value as Json, decisions: answer.decisions }),
  });
  const ready = purpose.trim() !== '' && justification.trim().length >= minJustification;
  const refused =
    asking.error instanceof ApiProblem && Array.isArray(asking.error.fields.decisions)
      ? (asking.error.fields.decisions as Decision[]).filter((d) => !d.allowed)
      : [];
  return (
    <Modal
      open
      title={t('audit.masked.title', { field })}
      onCancel={onClose}
      width={520}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('common.cancel')}
        </Button>,
        <Button key="ok" type="primary" disabled={!ready} loading={asking.isPending} onClick={() => asking.mutate()}>
          {t('audit.masked.reveal')}
        </Button>,
      ]}
    >
      <p className="wf-hint">{t('audit.masked.hint')}</p>
      <InlineProblem error={asking.error} />
      {refused.length > 0 && (
        <ul className="wf-prose">
          {refused.map((d) => (
            <li key={d.asset}>
              {d.asset}: {pick(d.reasonText, i18n.language)}
            </li>
          ))}
        </ul>
      )}
      <form className="wf-form" onSubmit={(event) => event.preventDefault()}>
        <Field label={t('audit.masked.purpose')} htmlFor={`${ids}purpose`} hint={t('audit.masked.purposeHint')}>
          <AutoComplete
            id={`${ids}purpose`}
            className="wf-wide"
            value={purpose}
            maxLength={100}
            onChange={(value: string) => setPurpose(value)}
            options={purposes.map((value) => ({ value, label: `${t(`audit.masked.purposes.${value}`)} · ${value}` }))}
          />
        </Field>
        <Field label={t('audit.masked.justification')} htmlFor={`${ids}why`}>
          <Input.TextArea
            id={`${ids}why`}
            className="wf-grow-text"
            maxLength={1000}
            value={justification}
            onChange={(event) => setJustification(event.target.value)}
          />
        </Field>
        <Field label={t('audit.masked.case')} htmlFor={`${ids}case`}>
          <Input
            id={`${ids}case`}
            value={caseId}
            maxLength={64}
            onChange={(event) => setCaseId(event.target.value)}
          />
        </Field>
      </form>
    </Modal>
  );
}
