import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { AskApproval } from '../../ui/AskApproval';
import { Field } from '../../ui/Field';
import { ErrorState, InlineProblem } from '../../ui/States';
import { LevelSelect } from '../directory/LevelSelect';
import { bodyOf, useObject } from '../directory/objects';

interface Props {
  id: string;
  decided: number | null;
  recommended: number | undefined;
}

/** Decides the level: higher at once, lower when a data owner agrees. Everything else of the asset stays. */
export function DecideLevel({ id, decided, recommended }: Props) {
  const { t } = useTranslation();
  const field = useId();
  const { message } = App.useApp();
  const client = useQueryClient();
  const asset = useObject('assets', id);
  const [level, setLevel] = useState<number | undefined>(recommended ?? decided ?? undefined);
  const [asking, setAsking] = useState(false);
  const save = useMutation({
    mutationFn: async (rank: number) => {
      if (!asset.data) throw new Error(id);
      await call('put', '/assets/{id}', {
        path: { id },
        version: asset.data.version,
        body: { ...bodyOf<'assets'>(asset.data), level: rank },
      });
    },
    onSuccess: () => void message.success(t('directory.saved', { name: asset.data?.name })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['classification'] });
      void client.invalidateQueries({ queryKey: ['assets'] });
    },
  });
  if (asset.isError) return <ErrorState error={asset.error} retry={() => void asset.refetch()} />;
  if (!asset.data) return null;
  const current = asset.data.level;
  const lower = level !== undefined && current !== undefined && level < current;
  const same = level === current;
  return (
    <div className="wf-decision">
      <InlineProblem error={save.error} />
      <Field label={t('classification.decide')} htmlFor={field} hint={t(lower ? 'classification.lowerHint' : 'classification.raiseHint')}>
        <LevelSelect id={field} value={level} onChange={setLevel} />
      </Field>
      <div className="wf-decision-buttons">
        {recommended !== undefined && recommended !== level && (
          <Button onClick={() => setLevel(recommended)}>{t('classification.takeRecommended')}</Button>
        )}
        {lower ? (
          <Button onClick={() => setAsking(true)}>{t('classification.askLower')}</Button>
        ) : (
          <Button
            type="primary"
            disabled={level === undefined || same}
            loading={save.isPending}
            onClick={() => level !== undefined && save.mutate(level)}
          >
            {t('classification.setLevel')}
          </Button>
        )}
      </div>
      {asking && (
        <AskApproval
          kind="level.lower"
          target={id}
          parameters={{ version: asset.data.version, body: { ...bodyOf<'assets'>(asset.data), level } }}
          title={t('assets.askLower', { name: asset.data.name })}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
