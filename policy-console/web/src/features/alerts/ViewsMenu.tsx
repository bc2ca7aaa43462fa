import { BookOutlined, DeleteOutlined } from '@ant-design/icons';
import { App, Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { useProfile } from '../../app/profile';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem, problemText } from '../../ui/States';
import { isFiltered, type QueueSearch, viewOf } from './filters';

interface Props {
  search: QueueSearch;
  open: (search: QueueSearch) => void;
}

const maxViews = 50;

/** The queue as this person saved it under names, kept by the server. */
export function ViewsMenu({ search, open }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { settings, change } = useProfile();
  const [shown, setShown] = useState(false);
  const [name, setName] = useState('');
  const views = settings.queueViews ?? [];
  const current = { ...viewOf(search), by: search.by, cols: search.cols };
  const text = (of: object) => JSON.stringify(Object.entries(of).filter(([, v]) => v).sort());
  const active = views.find((view) => text(view.search) === text(current));
  const save = () => {
    const wanted = name.trim();
    if (!wanted) return;
    const kept = Object.fromEntries(Object.entries(current).filter(([, v]) => v)) as Record<string, string>;
    change.mutate(
      (old) => ({
        queueViews: [
          ...(old.queueViews ?? []).filter((view) => view.name !== wanted),
          { name: wanted, search: kept },
        ].slice(-maxViews),
      }),
      {
        onSuccess: () => {
          setName('');
          void message.success(t('alerts.views.saved', { name: wanted }));
        },
      },
    );
  };
  const remove = (gone: string) =>
    change.mutate((old) => ({ queueViews: (old.queueViews ?? []).filter((view) => view.name !== gone) }), {
      onError: (problem) => void message.error(problemText(t, problem).title),
    });
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={shown}
      onOpenChange={setShown}
      content={
        <div className="wf-views">
          {views.length === 0 && <p className="wf-hint">{t('alerts.views.none')}</p>}
          <ul>
            {views.map((view) => (
              <li key={view.name}>
                <button
                  type="button"
                  className="wf-link"
                  aria-current={view === active || undefined}
                  onClick={() => {
                    setShown(false);
                    open(view.search as QueueSearch);
                  }}
                >
                  {view.name}
                </button>
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={t('alerts.views.remove', { name: view.name })}
                  onClick={() => remove(view.name)}
                />
              </li>
            ))}
          </ul>
          <label className="wf-label" htmlFor="wf-view-name">
            {t('alerts.views.save')}
          </label>
          <div className="wf-inline">
            <Input
              id="wf-view-name"
              maxLength={80}
              value={name}
              placeholder={t('alerts.views.name')}
              onChange={(event) => setName(event.target.value)}
              onPressEnter={save}
            />
            <Button type="primary" disabled={!name.trim()} loading={change.isPending} onClick={save}>
              {t('common.save')}
            </Button>
          </div>
          <InlineProblem error={change.error} />
        </div>
      }
    >
      <Button icon={<BookOutlined />}>
        {active?.name ?? t(isFiltered(search) ? 'alerts.views.unsaved' : 'alerts.views.title')}
      </Button>
    </Popover>
  );
}
