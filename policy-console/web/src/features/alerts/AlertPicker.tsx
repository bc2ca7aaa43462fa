import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../../api/call';
import { usePreferences } from '../../app/preferences';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { formatInstant } from '../../lib/time';

interface Props {
  id: string;
  value: string;
  /** An alert cannot repeat itself. */
  except?: string;
  /** Alerts about this are offered first. */
  entity?: string;
  onChange: (id: string) => void;
}

const typingMillis = 250;

/** Chooses another alert, by words of its title, reason or entity. */
export function AlertPicker({ id, value, except, entity, onChange }: Props) {
  const { t } = useTranslation();
  const { lang, zone } = usePreferences();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), typingMillis);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery({
    queryKey: ['alert-picker', q, q === '' ? entity : ''],
    queryFn: ({ signal }) =>
      call('get', '/alerts', { query: { limit: 30, ...(q === '' ? { entity } : { q }) }, signal }),
  });
  const options = (found.data?.items ?? [])
    .filter((row) => row.id !== except && row.disposition !== 'duplicate')
    .map((row) => ({
      value: row.id,
      label: t('alerts.close.choice', {
        title: pick(row.title, lang),
        entity: row.entity.value,
        at: formatInstant(row.lastSeen, zone, 'minute'),
      }),
    }));
  return (
    <Select
      id={id}
      className="wf-wide"
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      value={value || undefined}
      placeholder={t('alerts.close.search')}
      notFoundContent={t('common.noMatch')}
      options={options}
      onChange={onChange}
    />
  );
}
