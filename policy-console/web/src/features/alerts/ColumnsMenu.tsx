import { TableOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Popover } from 'antd';
import { useProfile } from '../../app/profile';
import { useTranslation } from '../../i18n/translation';
import { problemText } from '../../ui/States';
import { type ColumnName, columnNames, usualColumns } from './columns';

interface Props {
  columns: readonly ColumnName[];
  onChange: (columns: ColumnName[] | undefined) => void;
}

/** Which columns the queue has: in the URL for this view, in the profile for good. */
export function ColumnsMenu({ columns, onChange }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { change } = useProfile();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className="wf-views">
          <Checkbox.Group
            className="wf-checks"
            value={[...columns]}
            options={columnNames.map((name) => ({
              value: name,
              label: t(`alerts.column.${name}`),
              disabled: name === 'what',
            }))}
            onChange={(chosen) => onChange(columnNames.filter((name) => chosen.includes(name)))}
          />
          <div className="wf-inline">
            <Button
              size="small"
              loading={change.isPending}
              onClick={() =>
                change.mutate(() => ({ queueColumns: [...columns] }), {
                  onSuccess: () => {
                    onChange(undefined);
                    void message.success(t('alerts.columns.kept'));
                  },
                  onError: (problem) => void message.error(problemText(t, problem).title),
                })
              }
            >
              {t('alerts.columns.keep')}
            </Button>
            <Button size="small" onClick={() => onChange([...usualColumns])}>
              {t('alerts.columns.usual')}
            </Button>
          </div>
        </div>
      }
    >
      <Button icon={<TableOutlined />}>{t('alerts.columns.title')}</Button>
    </Popover>
  );
}
