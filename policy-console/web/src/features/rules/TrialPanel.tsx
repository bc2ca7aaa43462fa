import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Lamp } from '../../ui/Lamp';
import { InlineProblem } from '../../ui/States';

/** Whether the rules match events that are given, and why. */
export function TrialPanel({ yaml }: { yaml: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [events, setEvents] = useState('');
  const trial = useMutation({
    mutationFn: () => call('post', '/rules/test', { body: { yaml, events } }),
  });
  return (
    <form
      className="wf-form"
      onSubmit={(event) => {
        event.preventDefault();
        trial.mutate();
      }}
    >
      <label htmlFor={id} className="wf-label">
        {t('editor.events')}
      </label>
      <Input.TextArea
        id={id}
        className="wf-code"
        rows={7}
        spellCheck={false}
        value={events}
        placeholder={t('editor.eventsPlaceholder')}
        onChange={(event) => setEvents(event.target.value)}
      />
      <p className="wf-hint">{t('editor.eventsHint')}</p>
      <Button
        type="primary"
        htmlType="submit"
        loading={trial.isPending}
        disabled={events.trim() === '' || yaml.trim() === ''}
      >
        {t('editor.try')}
      </Button>
      <InlineProblem error={trial.error} />
      <div aria-live="polite">
        {trial.data?.results.map((result) => (
          <details key={`${result.event} ${result.rule}`} className="wf-trial" open={trial.data.results.length === 1}>
            <summary>
              <Lamp tone={result.problem ? 'warn' : result.matches ? 'ok' : 'none'}>
                {t(result.problem ? 'editor.unreadable' : result.matches ? 'editor.matches' : 'editor.matchesNot')}
              </Lamp>{' '}
              {t('editor.event', { number: result.event })} {result.title}
            </summary>
            {result.problem ? <p>{result.problem}</p> : <pre className="wf-pre">{result.lines.join('\n')}</pre>}
          </details>
        ))}
      </div>
    </form>
  );
}
