import { CalendarOutlined } from '@ant-design/icons';
import { Button, Dropdown, Popover, Space } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { usePreferences } from '../app/preferences';
import { useTranslation } from '../i18n/translation';
import { isFixed, type Preset, presets, type RangeSearch } from '../lib/range';
import { formatInstant } from '../lib/time';

/** The calendar is large, and few open it. */
const FixedRange = lazy(() => import('./FixedRange').then((it) => ({ default: it.FixedRange })));

interface Props {
  value: RangeSearch;
  fallback: Preset;
  onChange: (range: RangeSearch) => void;
}

/** Moving ranges in one click, fixed ones by wall clock in the zone that is shown. */
export function RangePicker({ value, fallback, onChange }: Props) {
  const { t } = useTranslation();
  const { zone } = usePreferences();
  const [open, setOpen] = useState(false);
  const fixed = isFixed(value);
  const current = value.t ?? fallback;
  const label = fixed
    ? `${value.from ? formatInstant(value.from, zone, 'minute') : '…'} → ${
        value.to ? formatInstant(value.to, zone, 'minute') : t('range.now')
      }`
    : t(`range.${current}`, { defaultValue: current });
  return (
    <Space.Compact className="wf-range">
      <Dropdown
        trigger={['click']}
        menu={{
          selectedKeys: fixed ? [] : [current],
          items: presets.map((key) => ({ key, label: t(`range.${key}`) })),
          onClick: ({ key }) => onChange({ t: key === fallback ? undefined : key }),
        }}
      >
        <Button className="wf-range-label" aria-label={t('range.choose', { range: label })}>
          {label}
        </Button>
      </Dropdown>
      <Popover
        trigger="click"
        placement="bottomRight"
        open={open}
        onOpenChange={setOpen}
        content={
          <div className="wf-range-fixed">
            <Suspense fallback={<span aria-busy="true">{t('common.loading')}</span>}>
              <FixedRange
                value={value}
                onChange={(range) => {
                  onChange(range);
                  setOpen(false);
                }}
              />
            </Suspense>
          </div>
        }
      >
        <Button icon={<CalendarOutlined />} aria-label={t('range.fixed')} title={t('range.fixed')} />
      </Popover>
    </Space.Compact>
  );
}
