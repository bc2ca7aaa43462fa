import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Input, InputNumber } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { DirectoryPickers } from '../../ui/DirectoryPicker';
import { Field } from '../../ui/Field';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { CodeField, isCode } from '../profile/CodeField';

/** Takes the right to look at named assets for an emergency, with a fresh code of the second factor. */
export function TakeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const { user } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [caseId, setCaseId] = useState('');
  const [assets, setAssets] = useState<string[]>([]);
  const [minutes, setMinutes] = useState(30);
  const [code, setCode] = useState('');
  const take = useMutation({
    mutationFn: (reason: string) =>
      call('post', '/break-glass', { body: { reason, caseId: caseId.trim(), assets, minutes, code } }),
    onSuccess: () => {
      void message.warning(t('breakGlass.taken'));
      onClose();
    },
    // A code works once, whatever became of it.
    onError: () => setCode(''),
    onSettled: () => client.invalidateQueries({ queryKey: ['break-glass'] }),
  });
  return (
    <ReasonDialog
      title={t('breakGlass.take')}
      width={620}
      danger
      explain={
        <>
          <p>{t('breakGlass.takeText')}</p>
          {!user.secondFactor && (
            <div className="wf-notice wf-notice-warn">
              {t('breakGlass.needsFactor')} <Link to="/profile">{t('profile.enrol')}</Link>
            </div>
          )}
        </>
      }
      submit={t('breakGlass.takeNow')}
      shortest={20}
      longest={2000}
      ready={caseId.trim() !== '' && assets.length > 0 && isCode(code)}
      busy={take.isPending}
      problem={take.error}
      onSubmit={(reason) => take.mutate(reason)}
      onCancel={onClose}
    >
      <Field label={t('breakGlass.assets')} htmlFor={`${ids}a`} hint={t('breakGlass.assetsHint')}>
        <DirectoryPickers id={`${ids}a`} kind="asset" value={assets} onChange={(to) => setAssets(to.slice(0, 20))} />
      </Field>
      <div className="wf-form-pair">
        <Field label={t('breakGlass.case')} htmlFor={`${ids}c`} hint={t('breakGlass.caseHint')}>
          <Input id={`${ids}c`} value={caseId} maxLength={64} onChange={(e) => setCaseId(e.target.value)} />
        </Field>
        <Field label={t('breakGlass.minutes')} htmlFor={`${ids}m`} hint={t('breakGlass.minutesHint')}>
          <InputNumber id={`${ids}m`} min={1} max={60} value={minutes} onChange={(n) => setMinutes(n ?? 30)} />
        </Field>
      </div>
      <CodeField value={code} onChange={setCode} />
    </ReasonDialog>
  );
}
