import { Select } from 'antd';
import { useLevels } from '../../ui/Labels';

interface Props {
  id?: string;
  label?: string;
  value: number | undefined;
  disabled?: boolean;
  /** Offers rank 0, no level at all, under this name. */
  noneLabel?: string;
  /** Offers to say nothing. */
  placeholder?: string;
  onChange: (rank: number | undefined) => void;
}

/** Every level with both names: the choice is a legal one and must not hang on the screen's language. */
export function LevelSelect({ id, label, value, disabled, noneLabel, placeholder, onChange }: Props) {
  const levels = useLevels();
  return (
    <Select
      id={id}
      aria-label={label}
      value={value}
      disabled={disabled}
      allowClear={placeholder !== undefined}
      placeholder={placeholder}
      onChange={(rank: number | undefined) => onChange(rank)}
      options={[
        ...(noneLabel ? [{ value: 0, label: noneLabel }] : []),
        ...[...levels]
          .sort((a, b) => b.rank - a.rank)
          .map((level) => ({ value: level.rank, label: `${level.rank} · ${level.zh} · ${level.en}` })),
      ]}
    />
  );
}
