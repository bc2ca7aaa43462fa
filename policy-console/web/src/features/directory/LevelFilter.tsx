import { Select } from 'antd';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { useLevels } from '../../ui/Labels';

/** A rank or `none` as the API takes it; anything else is no filter. */
export function levelOf(text: string | undefined): string | undefined {
  return text === 'none' || /^\d{1,3}$/.test(text ?? '') ? text : undefined;
}

export function LevelFilter({
  label,
  value,
  ungraded,
  onChange,
}: {
  label: string;
  value: string | undefined;
  ungraded?: boolean;
  onChange: (level: string | undefined) => void;
}) {
  const { t, i18n } = useTranslation();
  const levels = useLevels();
  return (
    <Select
      className="wf-filter-level"
      aria-label={label}
      placeholder={label}
      allowClear
      value={levelOf(value)}
      options={[
        ...(ungraded ? [{ value: 'none', label: t('assets.ungraded') }] : []),
        ...[...levels].sort((a, b) => b.rank - a.rank).map((l) => ({ value: String(l.rank), label: `${l.rank} · ${pick(l, i18n.language)}` })),
      ]}
      onChange={(to: string | undefined) => onChange(to)}
    />
  );
}
