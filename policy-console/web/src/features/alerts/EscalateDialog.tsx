import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { ColleagueSelect } from '../../ui/Colleague';
import { SeveritySelect } from '../../ui/SeveritySelect';
import { InlineProblem } from '../../ui/States';
import { refetchRows } from './queue';

interface Props {
  /** Of at most 200 alerts. */
  alerts: string[];
  title: string;
  severity: Schema<'Severity'>;
  onDone: (caseId: string) => void;
  onCancel: () => void;
}

/** Makes alerts part of a case: a new one, with the people it needs, or one that I work on. */
export function EscalateDialog({ alerts, title, severity, onDone, onCancel }: Props) {
  const { t } = useTranslation();
  const { user } = useSession();
  const client = useQueryClient();
  const [into, setInto] = useState<string | null>(null);
  const [words, setWords] = useState(title);
  const [grade, setGrade] = useState(severity);
  const [members, setMembers] = useState<string[]>([]);
  const [once] = useState(() => crypto.randomUUID());
  const open = useQuery({
    queryKey: ['cases', 'mine', 'open'],
    queryFn: ({ signal }) => call('get', '/cases', { query: { mine: true, limit: 100 }, signal }),
  });
  const working = (open.data?.items ?? []).filter((one) => one.state === 'open' || one.state === 'investigating');
  const escalate = useMutation({
    mutationFn: async () => {
      if (into === null) {
        return call('post', '/cases', {
          body: { title: words.trim(), severity: grade, members, alerts },
          once,
        });
      }
      const { version } = await call('get', '/cases/{id}', { path: { id: into } });
      return call('post', '/cases/{id}/alerts', { path: { id: into }, version, body: { alerts } });
    },
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['cases'] });
      for (const id of alerts) void client.invalidateQueries({ queryKey: ['alert', id] });
      refetchRows(client, alerts).catch(() => undefined);
      onDone(made.id);
    },
  });
  return (
    <Modal
      open
      width={520}
      title={t('alerts.escalate.title', { count: alerts.length })}
      okText={t('alerts.escalate.submit')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: escalate.isPending, disabled: into === null && words.trim().length < 2 }}
      onOk={() => escalate.mutate()}
      onCancel={onCancel}
    >
      <InlineProblem error={escalate.error} />
      <div className="wf-field">
        <label htmlFor="wf-escalate-into">{t('alerts.escalate.into')}</label>
        <Select
          id="wf-escalate-into"
          value={into ?? ''}
          options={[
            { value: '', label: t('alerts.escalate.new') },
            ...working.map((one) => ({ value: one.id, label: `${one.id} · ${one.title ?? ''}` })),
          ]}
          onChange={(value: string) => setInto(value || null)}
        />
      </div>
      {into === null && (
        <>
          <div className="wf-field">
            <label htmlFor="wf-escalate-title">{t('cases.title')}</label>
            <Input
              id="wf-escalate-title"
              autoFocus
              maxLength={200}
              value={words}
              onChange={(event) => setWords(event.target.value)}
              onPressEnter={() => escalate.mutate()}
            />
          </div>
          <div className="wf-field">
            <label htmlFor="wf-escalate-severity">{t('alerts.column.severity')}</label>
            <SeveritySelect id="wf-escalate-severity" value={grade} onChange={setGrade} />
          </div>
          <div className="wf-field">
            <label htmlFor="wf-escalate-members">{t('cases.members')}</label>
            <ColleagueSelect
              id="wf-escalate-members"
              several
              value={members}
              fits={(one) => one.username !== user.username}
              onChange={setMembers}
            />
            <small>{t('alerts.escalate.membersHint')}</small>
          </div>
        </>
      )}
    </Modal>
  );
}
