import { DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useLayoutEffect } from 'react';
import { usePreferences } from '../app/preferences';
import { useTranslation } from '../i18n/translation';
import type { RangeSearch } from '../lib/range';
import { formatInstant, wallToInstant, type Zone, zoneLabel } from '../lib/time';

const wallFormat = 'YYYY-MM-DD HH:mm:ss';

function wall(at: string | undefined, zone: Zone): Dayjs | null {
  return at ? dayjs(formatInstant(at, zone)) : null;
}

interface Props {
  value: RangeSearch;
  onChange: (range: RangeSearch) => void;
}

/** From and to by wall clock in the zone that is shown; either may be open. */
export function FixedRange({ value, onChange }: Props) {
  const { t } = useTranslation();
  const { zone, lang } = usePreferences();
  // Names of months and days; the picker reads them from dayjs.
  useLayoutEffect(() => {
    dayjs.locale(lang === 'en' ? 'en' : 'zh-cn');
  }, [lang]);
  const at = (d: Dayjs | null | undefined, which: 'earlier' | 'later') =>
    d ? wallToInstant(d.format(wallFormat), zone, which).toISOString() : undefined;
  return (
    <>
      <DatePicker.RangePicker
        showTime
        allowEmpty={[true, true]}
        format={wallFormat}
        value={[wall(value.from, zone), wall(value.to, zone)]}
        aria-label={t('range.fixed')}
        onChange={(picked) => onChange({ from: at(picked?.[0], 'earlier'), to: at(picked?.[1], 'later') })}
      />
      <small>{t('range.zone', { zone: zoneLabel(zone) })}</small>
    </>
  );
}
