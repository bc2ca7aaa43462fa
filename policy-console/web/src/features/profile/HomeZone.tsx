import { Select } from 'antd';
import { useId } from 'react';
import { useProfile } from '../../app/profile';
import { useTranslation } from '../../i18n/translation';
import { browserZone } from '../../lib/time';
import { Field } from '../../ui/Field';
import { InlineProblem } from '../../ui/States';

const ofBrowser = '';

/** The zone in which this person reads times, on whatever computer. */
export function HomeZone() {
  const { t } = useTranslation();
  const id = useId();
  const { settings, known, change } = useProfile();
  return (
    <>
      <InlineProblem error={change.error} />
      <Field label={t('profile.timeZone')} htmlFor={id} hint={t('profile.timeZoneHint')}>
        <Select
          id={id}
          showSearch={{ optionFilterProp: 'label' }}
          disabled={!known}
          loading={change.isPending}
          value={settings.timeZone ?? ofBrowser}
          options={[
            { value: ofBrowser, label: t('profile.browserZone', { zone: browserZone() }) },
            ...Intl.supportedValuesOf('timeZone').map((name) => ({ value: name, label: name })),
          ]}
          onChange={(name) => change.mutate((old) => ({ ...old, timeZone: name || undefined }))}
        />
      </Field>
    </>
  );
}
