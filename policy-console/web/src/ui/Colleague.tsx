import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { call, type Schema } from '../api/call';
import { useTranslation } from '../i18n/translation';

export type Colleague = Schema<'Colleague'>;

export function useColleagues(): Colleague[] {
  const query = useQuery({
    queryKey: ['colleagues'],
    queryFn: ({ signal }) => call('get', '/colleagues', { signal }),
    staleTime: 60_000,
  });
  return query.data?.items ?? [];
}

interface Props {
  id: string;
  value: string[];
  several?: boolean;
  /** Whoever does not fit is not offered. */
  fits?: (colleague: Colleague) => boolean;
  onChange: (usernames: string[]) => void;
}

/** Chooses among those who triage alerts or work on cases. */
export function ColleagueSelect({ id, value, several, fits, onChange }: Props) {
  const { t } = useTranslation();
  const options = useColleagues()
    .filter((one) => fits?.(one) ?? true)
    .map((one) => ({
      value: one.username,
      label: t('colleague.choice', {
        name: one.displayName,
        username: one.username,
        roles: one.roles.map((role) => t(`role.${role}.name`)).join(t('common.listSeparator')),
      }),
    }));
  return several ? (
    <Select
      id={id}
      className="wf-wide"
      mode="multiple"
      showSearch={{ optionFilterProp: 'label' }}
      value={value}
      options={options}
      onChange={(names: string[]) => onChange(names)}
    />
  ) : (
    <Select
      id={id}
      className="wf-wide"
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      value={value[0]}
      options={options}
      onChange={(name?: string) => onChange(name ? [name] : [])}
    />
  );
}
