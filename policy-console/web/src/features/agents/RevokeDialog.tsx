import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Select } from 'antd';
import { useId, useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';

type Reason = Schema<'RevocationReason'>;

const reasons: readonly Reason[] = [
  'key-compromise',
  'superseded',
  'cessation-of-operation',
  'affiliation-changed',
  'privilege-withdrawn',
  'unspecified',
];

/** Revokes a certificate: the agent cannot send any more and has to be enrolled again. */
export function RevokeDialog({ certificate, onClose }: { certificate: Schema<'AgentCertificate'>; onClose: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const queries = useQueryClient();
  const [reason, setReason] = useState<Reason>('key-compromise');
  const [note, setNote] = useState('');
  const revoke = useMutation({
    mutationFn: () =>
      call('post', '/agents/certificates/{serial}/revoke', {
        path: { serial: certificate.serial },
        body: { reason, note: note.trim() || null },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['agent-certificates'] }),
  });
  return (
    <Modal
      open
      title={t('agents.certificates.revokeTitle', { agent: certificate.agentId })}
      onCancel={onClose}
      width={520}
      footer={[
        <Button key="close" onClick={onClose}>
          {t(revoke.data ? 'common.closePanel' : 'common.cancel')}
        </Button>,
        !revoke.data && (
          <Button key="ok" danger type="primary" loading={revoke.isPending} onClick={() => revoke.mutate()}>
            {t('agents.certificates.revoke')}
          </Button>
        ),
      ]}
    >
      {revoke.data ? (
        <div className="wf-notice wf-notice-ok" role="status">
          {revoke.data.list == null
            ? t('agents.certificates.listWaits')
            : t('agents.certificates.listed', { number: revoke.data.list })}
        </div>
      ) : (
        <form className="wf-form" onSubmit={(event) => event.preventDefault()}>
          <p className="wf-hint">{t('agents.certificates.revokeHint')}</p>
          <InlineProblem error={revoke.error} />
          <Field label={t('agents.certificates.why')} htmlFor={`${ids}why`}>
            <Select
              id={`${ids}why`}
              value={reason}
              onChange={setReason}
              options={reasons.map((value) => ({ value, label: t(`agents.certificates.reason.${value}`) }))}
            />
          </Field>
          <Field label={t('agents.tokens.note')} htmlFor={`${ids}note`}>
            <Input id={`${ids}note`} value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
          </Field>
        </form>
      )}
    </Modal>
  );
}
