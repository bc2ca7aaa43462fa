import { Select } from 'antd';
import type { Schema } from '../api/call';
import { severities } from '../api/types';
import { SeverityMark } from './SeverityMark';

interface Props {
  id: string;
  value: Schema<'Severity'>;
  onChange: (severity: Schema<'Severity'>) => void;
}

export function SeveritySelect({ id, value, onChange }: Props) {
  return (
    <Select
      id={id}
      className="wf-wide"
      value={value}
      options={severities.map((severity) => ({ value: severity, label: <SeverityMark severity={severity} /> }))}
      onChange={onChange}
    />
  );
}
