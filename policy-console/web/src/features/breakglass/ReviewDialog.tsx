import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { ReasonDialog } from '../../ui/ReasonDialog';

const verdicts = ['justified', 'violation'] as const;

/** Whether a grant that has ended was justified; without that its holder gets no other. */
export function ReviewDialog({ grant, onClose }: { grant: Schema<'EmergencyGrant'>; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [verdict, setVerdict] = useState<(typeof verdicts)[number] | null>(null);
  const review = useMutation({
    mutationFn: (text: string) =>
      call('post', '/break-glass/{id}/review', { path: { id: grant.id }, body: { verdict: verdict ?? 'violation', text } }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['break-glass'] }),
  });
  return (
    <ReasonDialog
      title={t('breakGlass.reviewOf', { name: grant.username })}
      explain={<p>{grant.reason}</p>}
      submit={t('breakGlass.sayVerdict')}
      shortest={20}
      longest={2000}
      ready={verdict !== null}
      busy={review.isPending}
      problem={review.error}
      onSubmit={(text) => review.mutate(text)}
      onCancel={onClose}
    >
      <fieldset className="wf-choices">
        <legend>{t('breakGlass.verdict')}</legend>
        {verdicts.map((value) => (
          <label key={value} className="wf-choice" data-on={verdict === value || undefined}>
            <input type="radio" name="verdict" checked={verdict === value} onChange={() => setVerdict(value)} />
            <span>
              <strong>{t(`breakGlass.state.${value}`)}</strong>
              <small>{t(`breakGlass.verdictHint.${value}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </ReasonDialog>
  );
}
