import { FilterOutlined } from '@ant-design/icons';
import { Badge, Button, Popover } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from '../../i18n/translation';
import { menuFilters, type QueueSearch } from './filters';

interface Props {
  search: QueueSearch;
  change: (change: Partial<QueueSearch>) => void;
  ruleName: (id: string) => string;
}

const FilterPanel = lazy(() => import('./FilterPanel').then((it) => ({ default: it.FilterPanel })));

/** Opens every other filter that the queue has; says how many are set. */
export function FilterMenu(props: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const used = menuFilters.filter((name) => props.search[name]).length;
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="wf-filter-menu wf-form">
          <Suspense fallback={<span aria-busy="true">{t('common.loading')}</span>}>
            <FilterPanel {...props} />
          </Suspense>
        </div>
      }
    >
      <Badge count={used} size="small" color="var(--primary)">
        <Button icon={<FilterOutlined />}>{t('alerts.filter.more')}</Button>
      </Badge>
    </Popover>
  );
}
