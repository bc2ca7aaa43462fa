import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useTyped } from './useTyped';

interface Props {
  label: string;
  value: string | undefined;
  onSearch: (text: string | undefined) => void;
}

/** Search as one types; the server is asked when typing rests. */
export function SearchBox({ label, value, onSearch }: Props) {
  const [text, setText] = useTyped(value, onSearch);
  return (
    <Input
      className="wf-filter-text"
      allowClear
      prefix={<SearchOutlined aria-hidden />}
      placeholder={label}
      aria-label={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
