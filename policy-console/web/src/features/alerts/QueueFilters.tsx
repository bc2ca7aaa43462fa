import { CloseOutlined, ReloadOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Input, type InputRef, Segmented } from 'antd';
import { type Ref, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { severities } from '../../api/types';
import { list } from '../../lib/search';
import { RangePicker } from '../../ui/RangePicker';
import { SeverityIcon } from '../../ui/SeverityMark';
import { openStatuses, type QueueSearch } from './queue';

interface Props {
  search: QueueSearch;
  change: (change: Partial<QueueSearch>) => void;
  refresh: () => void;
  inputRef: Ref<InputRef>;
}

const statusChoices = [openStatuses, 'new', 'acknowledged', 'closed', 'all'] as const;
const statusNames: Record<string, string> = { [openStatuses]: 'open' };

export function QueueFilters({ search, change, refresh, inputRef }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(search.q ?? '');
  useEffect(() => setText(search.q ?? ''), [search.q]);
  const chosen = list(search.severity);
  return (
    <div className="wf-filters">
      <Segmented
        aria-label={t('alerts.filter.status')}
        value={search.status ?? openStatuses}
        options={statusChoices.map((value) => ({
          value,
          label: t(`alerts.status.${statusNames[value] ?? value}`),
        }))}
        onChange={(value) => change({ status: value === openStatuses ? undefined : String(value) })}
      />
      <div className="wf-toggles" role="group" aria-label={t('alerts.filter.severity')}>
        {severities.map((severity) => {
          const on = chosen.includes(severity);
          const next = on ? chosen.filter((s) => s !== severity) : [...chosen, severity];
          return (
            <button
              key={severity}
              type="button"
              aria-pressed={on}
              onClick={() => change({ severity: next.join(',') || undefined })}
            >
              <SeverityIcon severity={severity} />
              {t(`severity.${severity}`)}
            </button>
          );
        })}
      </div>
      <Input
        ref={inputRef}
        className="wf-filter-text"
        allowClear
        prefix={<SearchOutlined aria-hidden />}
        placeholder={t('alerts.filter.text')}
        aria-label={t('alerts.filter.text')}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value === '') change({ q: undefined });
        }}
        onPressEnter={() => change({ q: text.trim() || undefined })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <RangePicker
        value={search}
        fallback="all"
        onChange={({ t: moving, from, to }) => change({ t: moving, from, to })}
      />
      <Button
        icon={<ReloadOutlined />}
        aria-label={t('common.refresh')}
        title={t('common.refresh')}
        onClick={refresh}
      />
      {(['rule', 'entity'] as const).map(
        (name) =>
          search[name] && (
            <span key={name} className="wf-chip wf-chip-filter">
              {t(`alerts.filter.${name}`)}: <b>{search[name]}</b>
              <button
                type="button"
                aria-label={t('alerts.filter.remove', { name: t(`alerts.filter.${name}`) })}
                onClick={() => change({ [name]: undefined })}
              >
                <CloseOutlined />
              </button>
            </span>
          ),
      )}
    </div>
  );
}
