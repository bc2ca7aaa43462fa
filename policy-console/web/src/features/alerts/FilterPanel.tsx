import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { list } from '../../lib/search';
import { type FilterName, type QueueSearch, queryOf, viewOf } from './filters';

interface Props {
  search: QueueSearch;
  change: (change: Partial<QueueSearch>) => void;
  ruleName: (id: string) => string;
}

const kinds = ['sigma', 'correlation', 'label', 'integrity'];
const dispositions = ['true_positive', 'benign', 'false_positive', 'duplicate', 'suppressed'];
const typed = ['entity', 'host', 'user', 'person', 'asset', 'caseId', 'exceptionId'] as const;

/** Every filter without a control of its own in the bar, with how much each choice would leave. */
export function FilterPanel({ search, change, ruleName }: Props) {
  const { t, i18n } = useTranslation();
  const { user } = useSession();
  const view = viewOf(search);
  const facets = useQuery({
    queryKey: ['alert-facets', view],
    queryFn: ({ signal }) =>
      call('get', '/alerts/facets', { query: queryOf(view, user.username, new Date()), signal }),
  });
  const n = new Intl.NumberFormat(i18n.language);
  const counts = (name: string) => facets.data?.facets[name] ?? [];
  const label = (name: string, value: string, text: string) => {
    const count = counts(name).find((c) => c.value === value)?.count;
    return count === undefined ? text : t('alerts.filter.counted', { text, n: n.format(count) });
  };
  const several = (name: FilterName, values: string[], text: (value: string) => string) => (
    <div className="wf-field">
      <label htmlFor={`wf-filter-${name}`}>{t(`alerts.filter.${name}`)}</label>
      <Select
        id={`wf-filter-${name}`}
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        value={list(search[name])}
        options={values.map((value) => ({ value, label: label(name, value, text(value)) }))}
        onChange={(chosen: string[]) => change({ [name]: chosen.join(',') || undefined })}
      />
    </div>
  );
  const assignees = [...new Set(['-', 'me', ...counts('assignee').map((c) => c.value)])].filter(
    (name) => name !== user.username,
  );
  return (
    <>
      {several('assignee', assignees, (value) => t(`alerts.assignee.${value}`, { defaultValue: value }))}
      <div className="wf-field">
        <label htmlFor="wf-filter-overdue">{t('alerts.filter.overdue')}</label>
        <Select
          id="wf-filter-overdue"
          allowClear
          value={search.overdue}
          options={['any', 'acknowledge', 'resolve'].map((value) => ({
            value,
            label: label('overdue', value, t(`alerts.overdue.${value}`)),
          }))}
          onChange={(value?: string) => change({ overdue: value })}
        />
      </div>
      {several('kind', kinds, (value) => t(`alerts.kind.${value}`))}
      {several('disposition', dispositions, (value) => t(`alerts.disposition.${value}`))}
      <div className="wf-field wf-span-2">
        <label htmlFor="wf-filter-rule">{t('alerts.filter.rule')}</label>
        <Select
          id="wf-filter-rule"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={search.rule}
          options={counts('rule').map((c) => ({
            value: c.value,
            label: t('alerts.filter.counted', { text: ruleName(c.value), n: n.format(c.count) }),
          }))}
          onChange={(value?: string) => change({ rule: value })}
        />
      </div>
      {typed.map((name) => (
        <Typed
          key={`${name}.${search[name] ?? ''}`}
          name={name}
          value={search[name] ?? ''}
          choices={name === 'entity' ? counts('entity').map((c) => c.value) : []}
          onChange={(value) => change({ [name]: value || undefined })}
        />
      ))}
      {facets.data?.more && <p className="wf-hint wf-span-2">{t('alerts.filter.ofNewest', { n: n.format(facets.data.counted) })}</p>}
    </>
  );
}

interface TypedProps {
  name: FilterName;
  value: string;
  choices: string[];
  onChange: (value: string) => void;
}

function Typed({ name, value, choices, onChange }: TypedProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const done = () => {
    if (text.trim() !== value) onChange(text.trim());
  };
  return (
    <div className="wf-field">
      <label htmlFor={`wf-filter-${name}`}>{t(`alerts.filter.${name}`)}</label>
      <AutoComplete
        id={`wf-filter-${name}`}
        allowClear
        value={text}
        options={choices.map((choice) => ({ value: choice }))}
        showSearch={{ filterOption: true }}
        onChange={(next?: string) => {
          setText(next ?? '');
          if (!next && value) onChange('');
        }}
        onSelect={(chosen) => onChange(chosen ?? '')}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === 'Enter') done();
        }}
      />
    </div>
  );
}
