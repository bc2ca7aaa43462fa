import { useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../api/call';
import { useSession } from '../app/session';
import { useTranslation } from '../i18n/translation';

type Kind = 'person' | 'asset' | 'department';

interface Found {
  id: string;
  name: string;
}

interface Shared {
  kind: Kind;
  id?: string;
  label?: string;
  placeholder?: string;
  disabled?: boolean;
  status?: 'error';
}

interface One extends Shared {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}

interface Many extends Shared {
  value: string[];
  onChange: (ids: string[]) => void;
}

async function find(kind: Kind, q: string | undefined, signal: AbortSignal): Promise<Found[]> {
  const query = { q, limit: 20 };
  const page =
    kind === 'person'
      ? await call('get', '/people', { query, signal })
      : kind === 'asset'
        ? await call('get', '/assets', { query, signal })
        : await call('get', '/departments', { query, signal });
  return page.items;
}

/** What matches the typed text, asked of the server when typing rests. */
function useFound(kind: Kind, typed: string, enabled: boolean) {
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  return useQuery({
    queryKey: ['pick', kind, q],
    queryFn: ({ signal }) => find(kind, q || undefined, signal),
    enabled,
    staleTime: 60_000,
    placeholderData: (old) => old,
  });
}

function useOptions(kind: Kind, typed: string, open: boolean) {
  const { can } = useSession();
  const may = can(`${kind}:read`);
  const found = useFound(kind, typed, may && open);
  const options = (found.data ?? []).map((one) => ({
    value: one.id,
    label: one.name === one.id ? one.id : `${one.name} · ${one.id}`,
  }));
  return { may, options, busy: found.isFetching };
}

/** One person, asset or department by its id; who may not read the directory types the id. */
export function DirectoryPicker({ kind, value, onChange, label, ...rest }: One) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const { may, options, busy } = useOptions(kind, typed, open);
  if (!may) {
    return (
      <Input
        {...rest}
        aria-label={label}
        value={value ?? ''}
        placeholder={rest.placeholder ?? t(`picker.id.${kind}`)}
        onChange={(event) => onChange(event.target.value.trim() || undefined)}
      />
    );
  }
  return (
    <Select
      {...rest}
      aria-label={label}
      className="wf-picker"
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      loading={busy}
      value={value || undefined}
      options={options}
      placeholder={rest.placeholder ?? t(`picker.search.${kind}`)}
      notFoundContent={busy ? t('common.loading') : t('common.noMatch')}
      onOpenChange={setOpen}
      onChange={(picked: string | undefined) => onChange(picked || undefined)}
    />
  );
}

/** Several of them; an id that the directory does not know may be typed. */
export function DirectoryPickers({ kind, value, onChange, label, ...rest }: Many) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const { options } = useOptions(kind, typed, open);
  return (
    <Select
      {...rest}
      aria-label={label}
      className="wf-picker"
      mode="tags"
      showSearch={{ filterOption: false, onSearch: setTyped }}
      tokenSeparators={[',', '，', '、', ' ']}
      value={value}
      options={options}
      placeholder={rest.placeholder ?? t(`picker.search.${kind}`)}
      onOpenChange={setOpen}
      onChange={(ids: string[]) => {
        setTyped('');
        onChange(ids);
      }}
    />
  );
}
