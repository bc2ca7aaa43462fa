import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { useColleagues } from '../../ui/Colleague';
import { Card } from '../../ui/Page';
import { When } from '../../ui/When';
import { CaseProblem } from './CaseProblem';
import { type Case, useCaseRights, useCaseStep } from './case';

/** Who works on it and what is to be done. */
export function CaseSide({ file }: { file: Case }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const name = (username: string) => colleagues.find((one) => one.username === username)?.displayName ?? username;
  return (
    <>
      <Card title={t('cases.people')}>
        <ul className="wf-people">
          {file.people.map((username) => (
            <li key={username}>
              <b>{name(username)}</b> {name(username) !== username && <code>{username}</code>}
              {username === file.lead && <span className="wf-chip">{t('cases.lead')}</span>}
            </li>
          ))}
        </ul>
        {file.people.length === 1 && <p className="wf-hint">{t('alerts.escalate.membersHint')}</p>}
      </Card>
      <Tasks file={file} />
    </>
  );
}

function Tasks({ file }: { file: Case }) {
  const { t } = useTranslation();
  const rights = useCaseRights(file);
  const [title, setTitle] = useState('');
  const [assignee, setAssignee] = useState<string | undefined>();
  const [due, setDue] = useState<string | null>(null);
  const add = useCaseStep(file.id, () => {
    setTitle('');
    setDue(null);
  });
  const change = useCaseStep(file.id);
  const open = file.tasks.filter((task) => task.doneAt === null).length;
  return (
    <Card title={t('cases.task.title')} extra={file.tasks.length > 0 && t('cases.task.open', { count: open, n: open })}>
      <CaseProblem id={file.id} error={change.error ?? add.error} />
      {file.tasks.length === 0 && <p className="wf-hint">{t('cases.task.none')}</p>}
      <ul className="wf-tasks">
        {file.tasks.map((task) => (
          <li key={task.n} data-done={task.doneAt !== null || undefined}>
            <Checkbox
              checked={task.doneAt !== null}
              disabled={!rights.tasks || change.isPending}
              onChange={(event) =>
                change.mutate((version) =>
                  call('put', '/cases/{id}/tasks/{n}', {
                    path: { id: file.id, n: task.n },
                    version,
                    body: { title: task.title, assignee: task.assignee, due: task.due, done: event.target.checked },
                  }),
                )
              }
            >
              {task.title}
            </Checkbox>
            <small>
              {task.assignee ?? t('alerts.triage.nobody')}
              {task.due && ` · ${t('cases.task.due', { day: task.due })}`}
              {task.doneAt && (
                <>
                  {' · '}
                  {task.doneBy} <When at={task.doneAt} />
                </>
              )}
            </small>
          </li>
        ))}
      </ul>
      {rights.tasks && (
        <div className="wf-task-new">
          <Input
            aria-label={t('cases.task.new')}
            placeholder={t('cases.task.new')}
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
          <Select
            aria-label={t('alerts.triage.assignee')}
            placeholder={t('alerts.triage.assignee')}
            allowClear
            value={assignee}
            options={file.people.map((value) => ({ value, label: value }))}
            onChange={(value?: string) => setAssignee(value)}
          />
          <DatePicker
            aria-label={t('cases.due')}
            placeholder={t('cases.due')}
            value={due ? dayjs(due) : null}
            onChange={(day) => setDue(day ? day.format('YYYY-MM-DD') : null)}
          />
          <Button
            icon={<PlusOutlined />}
            aria-label={t('cases.task.add')}
            disabled={title.trim().length < 2}
            loading={add.isPending}
            onClick={() =>
              add.mutate((version) =>
                call('post', '/cases/{id}/tasks', {
                  path: { id: file.id },
                  version,
                  body: { title: title.trim(), assignee: assignee ?? null, due, done: false },
                }),
              )
            }
          />
        </div>
      )}
    </Card>
  );
}
