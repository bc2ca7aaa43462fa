import { CloseOutlined, ReloadOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Input, type InputRef, Segmented } from 'antd';
import { type ReactNode, type Ref, useEffect, useState } from 'react';
import { severities } from '../../api/types';
import { useTranslation } from '../../i18n/translation';
import { list } from '../../lib/search';
import { RangePicker } from '../../ui/RangePicker';
import { SeverityIcon } from '../../ui/SeverityMark';
import { FilterMenu } from './FilterMenu';
import { boxes, boxOf, menuFilters, type QueueSearch } from './filters';

interface Props {
  search: QueueSearch;
  change: (change: Partial<QueueSearch>) => void;
  clear: () => void;
  refresh: () => void;
  ruleName: (id: string) => string;
  inputRef: Ref<InputRef>;
  /** What else stands in the bar. */
  children: ReactNode;
}

export function QueueFilters({ search, change, clear, refresh, ruleName, inputRef, children }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(search.q ?? '');
  useEffect(() => setText(search.q ?? ''), [search.q]);
  const chosen = list(search.severity);
  // Each is shown as a chip that can be taken off.
  const set = menuFilters.filter((name) => search[name]);
  const valueText = (name: string, value: string): string => {
    if (name === 'rule') return ruleName(value);
    if (name === 'overdue') return t(`alerts.overdue.${value}`, { defaultValue: value });
    const one = (v: string) => {
      if (name === 'kind') return t(`alerts.kind.${v}`, { defaultValue: v });
      if (name === 'disposition') return t(`alerts.disposition.${v}`, { defaultValue: v });
      if (name === 'assignee') return t(`alerts.assignee.${v}`, { defaultValue: v });
      return v;
    };
    return ['kind', 'disposition', 'assignee'].includes(name)
      ? list(value).map(one).join(t('common.listSeparator'))
      : value;
  };
  return (
    <>
      <div className="wf-filters">
        <Segmented
          aria-label={t('alerts.filter.status')}
          value={boxOf(search)}
          options={boxes.map((value) => ({ value, label: t(`alerts.box.${value}`) }))}
          onChange={(value) => change({ status: value === 'mine' ? undefined : value })}
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
        <FilterMenu search={search} change={change} ruleName={ruleName} />
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
      </div>
      <div className="wf-filters wf-filters-second">
        {children}
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
        {set.map((name) => (
          <span key={name} className="wf-chip wf-chip-filter">
            {t(`alerts.filter.${name}`)}
            <b>{valueText(name, search[name] ?? '')}</b>
            <button
              type="button"
              aria-label={t('alerts.filter.remove', { name: t(`alerts.filter.${name}`) })}
              onClick={() => change({ [name]: undefined })}
            >
              <CloseOutlined />
            </button>
          </span>
        ))}
        {set.length > 1 && (
          <Button type="link" size="small" onClick={clear}>
            {t('alerts.filter.clear')}
          </Button>
        )}
      </div>
    </>
  );
}
