import { CalendarOutlined } from '@ant-design/icons';
import { Button, DatePicker, Dropdown, Popover, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../app/preferences';
import { isFixed, type Preset, presets, type RangeSearch } from '../lib/range';
import { formatInstant, wallToInstant, type Zone, zoneLabel } from '../lib/time';

const wallFormat = 'YYYY-MM-DD HH:mm:ss';

function wall(at: string | undefined, zone: Zone): Dayjs | null {
  return at ? dayjs(formatInstant(at, zone)) : null;
}

interface Props {
  value: RangeSearch;
  fallback: Preset;
  onChange: (range: RangeSearch) => void;
}

/** Moving ranges in one click, fixed ones by wall clock in the zone that is shown. */
export function RangePicker({ value, fallback, onChange }: Props) {
  const { t } = useTranslation();
  const { zone, lang } = usePreferences();
  // Names of months and days; the picker reads them from dayjs.
  useLayoutEffect(() => {
    dayjs.locale(lang === 'en' ? 'en' : 'zh-cn');
  }, [lang]);
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
            <DatePicker.RangePicker
              showTime
              allowEmpty={[true, true]}
              format={wallFormat}
              value={[wall(value.from, zone), wall(value.to, zone)]}
              aria-label={t('range.fixed')}
              onChange={(picked) => {
                const at = (d: Dayjs | null | undefined, which: 'earlier' | 'later') =>
                  d ? wallToInstant(d.format(wallFormat), zone, which).toISOString() : undefined;
                onChange({ from: at(picked?.[0], 'earlier'), to: at(picked?.[1], 'later') });
                setOpen(false);
              }}
            />
            <small>{t('range.zone', { zone: zoneLabel(zone) })}</small>
          </div>
        }
      >
        <Button icon={<CalendarOutlined />} aria-label={t('range.fixed')} title={t('range.fixed')} />
      </Popover>
    </Space.Compact>
  );
}
