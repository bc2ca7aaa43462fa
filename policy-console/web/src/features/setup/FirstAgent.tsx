import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, InputNumber } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Field } from '../../ui/Field';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';

const idForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** An enrolment token for one agent, shown this once. */
export function FirstAgent() {
  const { t } = useTranslation();
  const ids = useId();
  const client = useQueryClient();
  const [agentId, setAgentId] = useState('');
  const [minutes, setMinutes] = useState(60);
  const make = useMutation({
    mutationFn: () => call('post', '/agents/tokens', { body: { agentId: agentId.trim(), minutes } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents'] }),
  });
  const bad = agentId !== '' && !idForm.test(agentId.trim());
  return (
    <Card title={t('setup.agentToken')}>
      <p className="wf-prose">{t('setup.agentTokenText')}</p>
      <InlineProblem error={make.error} />
      {make.data ? (
        <>
          <p>{t('setup.agentTokenOnce', { agent: make.data.agentId })}</p>
          <p className="wf-password">
            <Copyable text={make.data.token ?? ''} />
          </p>
          <p className="wf-hint">
            {t('profile.expires')} <When at={make.data.expiresAt} relative />
          </p>
          <Button
            onClick={() => {
              make.reset();
              setAgentId('');
            }}
          >
            {t('setup.another')}
          </Button>
        </>
      ) : (
        <div className="wf-inline-form wf-inline-fields">
          <Field label={t('setup.agentId')} htmlFor={`${ids}id`} problem={bad ? t('setup.agentIdBad') : undefined}>
            <Input id={`${ids}id`} value={agentId} onChange={(e) => setAgentId(e.target.value)} />
          </Field>
          <Field label={t('setup.minutes')} htmlFor={`${ids}min`}>
            <InputNumber id={`${ids}min`} min={1} max={10080} value={minutes} onChange={(n) => setMinutes(n ?? 60)} />
          </Field>
          <Button type="primary" disabled={bad || agentId === ''} loading={make.isPending} onClick={() => make.mutate()}>
            {t('setup.makeAgentToken')}
          </Button>
        </div>
      )}
    </Card>
  );
}
