import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../api/call';
import { useTranslation } from '../i18n/translation';

interface Props {
  id: string;
  value: string;
  onChange: (person: string) => void;
}

const typingMillis = 250;

/** Chooses a person of the directory by name, id or account. */
export function PersonPicker({ id, value, onChange }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), typingMillis);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery({
    queryKey: ['person-picker', q],
    queryFn: ({ signal }) => call('get', '/people', { query: { q: q || undefined, limit: 30 }, signal }),
  });
  const options = (found.data?.items ?? []).map((one) => ({
    value: one.id ?? '',
    label: `${one.name} · ${one.id} · ${(one.accounts ?? []).join(', ')}`,
  }));
  return (
    <Select
      id={id}
      className="wf-wide"
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      value={value || undefined}
      notFoundContent={t('common.noMatch')}
      options={options}
      onChange={onChange}
    />
  );
}
