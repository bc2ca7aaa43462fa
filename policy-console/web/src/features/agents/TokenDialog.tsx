import { useMutation } from '@tanstack/react-query';
import { Button, Input, Modal, Select } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';

const form = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const lives = [15, 60, 1440, 10_080] as const;

/** Makes a token and shows it this once. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const [agentId, setAgentId] = useState('');
  const [minutes, setMinutes] = useState<number>(60);
  const [note, setNote] = useState('');
  const making = useMutation({
    mutationFn: () =>
      call('post', '/agents/tokens', { body: { agentId: agentId.trim(), minutes, note: note.trim() || null } }),
  });
  const ready = form.test(agentId.trim());
  const made = making.data;
  return (
    <Modal
      open
      title={t('agents.tokens.make')}
      onCancel={onClose}
      width={540}
      maskClosable={!made}
      footer={[
        <Button key="close" onClick={onClose}>
          {t(made ? 'agents.tokens.kept' : 'common.cancel')}
        </Button>,
        !made && (
          <Button key="ok" type="primary" disabled={!ready} loading={making.isPending} onClick={() => making.mutate()}>
            {t('agents.tokens.make')}
          </Button>
        ),
      ]}
    >
      {made ? (
        <div role="status">
          <div className="wf-notice wf-notice-warn">
            <strong>{t('agents.tokens.once')}</strong>
          </div>
          <div className="wf-password">
            <Copyable text={made.token ?? ''} />
          </div>
          <p>
            {t('agents.tokens.for', { agent: made.agentId })} · {t('agents.tokens.expires')}{' '}
            <When at={made.expiresAt} precision="minute" />
          </p>
          <p className="wf-hint">{t('agents.tokens.use')}</p>
        </div>
      ) : (
        <form
          className="wf-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) making.mutate();
          }}
        >
          <InlineProblem error={making.error} />
          <Field label={t('agents.agent')} htmlFor={`${ids}agent`} hint={t('agents.tokens.agentHint')}>
            <Input id={`${ids}agent`} value={agentId} maxLength={64} onChange={(event) => setAgentId(event.target.value)} />
          </Field>
          <Field label={t('agents.tokens.life')} htmlFor={`${ids}life`}>
            <Select
              id={`${ids}life`}
              value={minutes}
              onChange={setMinutes}
              options={lives.map((value) => ({ value, label: t(`agents.tokens.lives.${value}`) }))}
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
