import { Button, Input, Modal } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from '../i18n/translation';
import { Field } from './Field';
import { InlineProblem } from './States';

interface Props {
  title: string;
  /** What happens then. */
  explain?: ReactNode;
  submit: string;
  danger?: boolean;
  busy: boolean;
  problem: unknown;
  /** Of the reason. */
  shortest?: number;
  longest?: number;
  /** Whether what `children` ask for is complete. */
  ready?: boolean;
  children?: ReactNode;
  width?: number;
  onSubmit: (reason: string) => void;
  onCancel: () => void;
}

/** Something that is done with a reason, which goes on record with it. */
export function ReasonDialog(props: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  const shortest = props.shortest ?? 4;
  const complete = reason.trim().length >= shortest && props.ready !== false;
  const submit = () => complete && props.onSubmit(reason.trim());
  return (
    <Modal
      open
      title={props.title}
      width={props.width ?? 560}
      onCancel={props.onCancel}
      footer={[
        <Button key="cancel" onClick={props.onCancel}>
          {t('common.cancel')}
        </Button>,
        <Button
          key="ok"
          type="primary"
          danger={props.danger}
          disabled={!complete}
          loading={props.busy}
          onClick={submit}
        >
          {props.submit}
        </Button>,
      ]}
    >
      <InlineProblem error={props.problem} />
      {props.explain && <div className="wf-explain">{props.explain}</div>}
      <div className="wf-form">
        {props.children}
        <Field label={t('reason.label')} htmlFor={id} hint={t('reason.hint', { count: shortest })}>
          <Input.TextArea
            id={id}
            className="wf-grow-text"
            rows={3}
            autoFocus={!props.children}
            maxLength={props.longest ?? 500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
            }}
          />
        </Field>
      </div>
    </Modal>
  );
}
