import { getRouteApi } from '@tanstack/react-router';
import { Checkbox, DatePicker, Input, Segmented, Select } from 'antd';
import dayjs from 'dayjs';
import { useId } from 'react';
import { usePreferences } from '../../app/preferences';
import { useTranslation } from '../../i18n/translation';
import { formatInstant, wallToInstant, zoneLabel } from '../../lib/time';
import { DirectoryPicker } from '../../ui/DirectoryPicker';
import { Field } from '../../ui/Field';
import { useTyped } from '../../ui/useTyped';
import { actions } from './policy';

const route = getRouteApi('/explain');
const wall = 'YYYY-MM-DD HH:mm:ss';

/** What is asked about. What is left out counts as not known. */
export function Circumstances({ mode }: { mode: 'explain' | 'who' | 'what' }) {
  const { t } = useTranslation();
  const { zone } = usePreferences();
  const ids = useId();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const put = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, cursor: undefined, ...to }), replace: true });
  const when = search.when === undefined ? 'unknown' : search.when === 'now' ? 'now' : 'at';
  return (
    <section className="wf-card wf-pad wf-form" aria-label={t('access.circumstances')}>
      {mode !== 'who' && (
        <Field label={t('access.person')} htmlFor={`${ids}p`}>
          <DirectoryPicker id={`${ids}p`} kind="person" value={search.person} onChange={(person) => put({ person })} />
        </Field>
      )}
      {mode !== 'what' && (
        <Field label={t('access.asset')} htmlFor={`${ids}a`}>
          <DirectoryPicker id={`${ids}a`} kind="asset" value={search.asset} onChange={(asset) => put({ asset })} />
        </Field>
      )}
      <Field label={t('access.actionLabel')} htmlFor={`${ids}act`}>
        <Select
          id={`${ids}act`}
          value={actions.find((a) => a === search.action) ?? 'read'}
          options={actions.map((value) => ({ value, label: t(`access.action.${value}`) }))}
          onChange={(action) => put({ action: action === 'read' ? undefined : action })}
        />
      </Field>
      <Field label={t('access.when')} hint={when === 'at' ? zoneLabel(zone) : t('access.unknownHint')}>
        <Segmented
          block
          aria-label={t('access.when')}
          value={when}
          options={(['unknown', 'now', 'at'] as const).map((value) => ({ value, label: t(`access.whenIs.${value}`) }))}
          onChange={(to) =>
            put({ when: to === 'unknown' ? undefined : to === 'now' ? 'now' : new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString() })
          }
        />
        {when === 'at' && search.when && (
          <DatePicker
            showTime
            allowClear={false}
            aria-label={t('access.when')}
            format={wall}
            value={dayjs(formatInstant(search.when, zone))}
            onChange={(picked) => picked && put({ when: wallToInstant(picked.format(wall), zone).toISOString() })}
          />
        )}
      </Field>
      <Text name="purpose" />
      <Text name="ip" />
      <Text name="mfa" />
      <Text name="case" />
      {mode === 'explain' && (
        <>
          <Text name="target" />
          <Field label={t('access.presumptionLabel')} hint={t(`access.presumptionHint.${search.presumption === 'lenient' ? 'lenient' : 'strict'}`)}>
            <Segmented
              block
              aria-label={t('access.presumptionLabel')}
              value={search.presumption === 'lenient' ? 'lenient' : 'strict'}
              options={(['strict', 'lenient'] as const).map((value) => ({ value, label: t(`access.presumption.${value}`) }))}
              onChange={(value) => put({ presumption: value === 'lenient' ? value : undefined })}
            />
          </Field>
          <Checkbox checked={search.all === 'true'} onChange={(e) => put({ all: e.target.checked ? 'true' : undefined })}>
            {t('access.showAll')}
          </Checkbox>
        </>
      )}
    </section>
  );
}

function Text({ name }: { name: 'purpose' | 'ip' | 'mfa' | 'case' | 'target' }) {
  const { t } = useTranslation();
  const id = useId();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useTyped(search[name], (value) =>
    void navigate({ search: (old) => ({ ...old, cursor: undefined, [name]: value }), replace: true }),
  );
  return (
    <Field label={t(`access.circumstance.${name}`)} htmlFor={id}>
      <Input
        id={id}
        allowClear
        placeholder={t(`access.circumstanceExample.${name}`)}
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
    </Field>
  );
}
