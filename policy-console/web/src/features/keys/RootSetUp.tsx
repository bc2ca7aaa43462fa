import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';

/** Says once which shares make up the root key. */
export function RootSetUp() {
  const { t } = useTranslation();
  const id = useId();
  const client = useQueryClient();
  const [description, setDescription] = useState('');
  const setUp = useMutation({
    mutationFn: () => call('post', '/keys/root', { body: { description: description.trim() } }),
    onSuccess: (vault) => client.setQueryData(['keys', 'vault'], vault),
  });
  return (
    <Card title={t('vault.step.describe')}>
      <ol className="wf-prose">
        <li>{t('vault.split1')}</li>
        <li>
          <code>{'watchfire key split --threshold 3 --shares 5 --out DIR'}</code>
        </li>
        <li>{t('vault.split2')}</li>
      </ol>
      <InlineProblem error={setUp.error} />
      <Field label={t('vault.rootDescription')} htmlFor={id} hint={t('vault.rootDescriptionHint')}>
        <Input.TextArea
          id={id}
          className="wf-mono"
          rows={3}
          spellCheck={false}
          value={description}
          onChange={(e) => setDescription(e.target.value)}
        />
      </Field>
      <div className="wf-decision-buttons">
        <Button
          type="primary"
          disabled={!description.trim().startsWith('watchfire-root:')}
          loading={setUp.isPending}
          onClick={() => setUp.mutate()}
        >
          {t('vault.setUp')}
        </Button>
      </div>
    </Card>
  );
}
