import { Select } from 'antd';
import { useLevels } from '../../ui/Labels';

/** Every level with both names: the choice is a legal one and must not hang on the screen's language. */
export function LevelSelect({
  id,
  value,
  disabled,
  noneLabel,
  onChange,
}: {
  id: string;
  value: number;
  disabled?: boolean;
  /** Offers rank 0, no level at all, under this name. */
  noneLabel?: string;
  onChange: (rank: number) => void;
}) {
  const levels = useLevels();
  return (
    <Select
      id={id}
      value={value}
      disabled={disabled}
      onChange={onChange}
      options={[
        ...(noneLabel ? [{ value: 0, label: noneLabel }] : []),
        ...[...levels]
        .sort((a, b) => b.rank - a.rank)
        .map((level) => ({
          value: level.rank,
          label: `${level.rank} · ${level.zh} · ${level.en}`,
        })),
      ]}
    />
  );
}
