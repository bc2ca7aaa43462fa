import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';
import { officers, problems, type Wish } from './officers';

interface Props {
  onNamed: (named: { username: string; role: string; password: string }[]) => void;
  onBack: () => void;
}

/** Who the three officers are: three natural persons, three accounts. */
export function NameOfficers({ onNamed, onBack }: Props) {
  const { t } = useTranslation();
  const ids = useId();
  const [code, setCode] = useState('');
  const [wishes, setWishes] = useState<Wish[]>(() => officers.map((role) => ({ role, username: '', displayName: '', personId: '' })));
  const put = (at: number, to: Partial<Wish>) => setWishes((old) => old.map((w, i) => (i === at ? { ...w, ...to } : w)));
  const wrong = problems(wishes);
  const setUp = useMutation({
    mutationFn: () => call('post', '/setup', { body: { code: code.trim(), officers: wishes } }),
    onSuccess: ({ passwords }) =>
      onNamed(wishes.map(({ username, role }) => ({ username, role, password: passwords[username] ?? '' }))),
  });
  const complete = code.trim() !== '' && wishes.every((w) => w.username && w.displayName && w.personId) && wrong.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) setUp.mutate();
  };
  return (
    <form onSubmit={submit} autoComplete="off">
      <p className="wf-prose">{t('setup.officersText')}</p>
      <InlineProblem error={setUp.error} />
      <div className="wf-setup-code">
        <Field label={t('setup.code')} htmlFor={`${ids}code`} hint={t('setup.codeHint')}>
          <Input id={`${ids}code`} className="wf-mono" autoFocus value={code} onChange={(e) => setCode(e.target.value)} />
        </Field>
      </div>
      <div className="wf-setup-officers">
        {wishes.map((wish, i) => (
          <fieldset key={wish.role} className="wf-form">
            <legend>{t(`role.${wish.role}.name`)}</legend>
            <p className="wf-hint">{t(`role.${wish.role}.summary`)}</p>
            {(['displayName', 'username', 'personId'] as const).map((name) => (
              <Field key={name} label={t(`users.${name}`)} htmlFor={`${ids}${name}${i}`}>
                <Input
                  id={`${ids}${name}${i}`}
                  value={wish[name]}
                  maxLength={name === 'displayName' ? 100 : 64}
                  onChange={(e) => put(i, { [name]: name === 'username' ? e.target.value.trim() : e.target.value })}
                />
              </Field>
            ))}
          </fieldset>
        ))}
      </div>
      {wrong.map((name) => (
        <div key={name} className="wf-notice wf-notice-bad" role="alert">
          {t(`setup.wrong.${name}`)}
        </div>
      ))}
      <div className="wf-decision-buttons">
        <Button onClick={onBack}>{t('setup.toSignIn')}</Button>
        <Button type="primary" htmlType="submit" disabled={!complete} loading={setUp.isPending}>
          {t('setup.name')}
        </Button>
      </div>
    </form>
  );
}
