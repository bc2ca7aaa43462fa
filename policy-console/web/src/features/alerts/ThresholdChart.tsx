import type { Schema } from '../../api/call';
import { usePreferences } from '../../app/preferences';
import { useTranslation } from '../../i18n/translation';
import { durationMillis, formatSpan } from '../../lib/time';
import { operatorText } from './operator';
import { scaleOf } from './threshold';

type Explained = NonNullable<Schema<'AlertRecord'>['alert']['explanation']>;
type Threshold = NonNullable<Explained['threshold']>;

/** The observed value beside the range that the rule allows. */
export function ThresholdChart({ threshold }: { threshold: Threshold }) {
  const { t, i18n } = useTranslation();
  const { lang } = usePreferences();
  const n = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  const scale = scaleOf(threshold.operator, threshold.limit, threshold.observed);
  const what = t(`explain.count.${threshold.type}`, { defaultValue: threshold.type });
  const limit = `${operatorText(t, threshold.operator)} ${n.format(threshold.limit)}`;
  const observed = n.format(threshold.observed);
  const millis = durationMillis(threshold.timespan);
  const share = (value: number) => `${100 * value}%`;
  return (
    <section className="wf-threshold" aria-label={t('explain.threshold')}>
      <dl className="wf-headfacts">
        <div>
          <dt>{t('explain.observedOf', { what })}</dt>
          <dd className="wf-observed">
            {observed}
            {scale.times !== null && <small>{t('explain.times', { n: n.format(scale.times) })}</small>}
          </dd>
        </div>
        <div>
          <dt>{t('explain.firesAt')}</dt>
          <dd>{limit}</dd>
        </div>
        <div>
          <dt>{t('explain.window')}</dt>
          <dd>{millis === null ? threshold.timespan : formatSpan(millis, lang)}</dd>
        </div>
      </dl>
      <div className="wf-threshold-chart" role="img" aria-label={t('explain.chart', { what, observed, limit })}>
        <i className="wf-threshold-within" style={{ left: share(scale.within[0]), width: share(scale.within[1] - scale.within[0]) }}>
          <small>{t('explain.withinLimit')}</small>
        </i>
        <i className="wf-threshold-tick" style={{ left: share(scale.limit) }}>
          <small>{n.format(threshold.limit)}</small>
        </i>
        <b className="wf-threshold-value" style={{ left: share(scale.observed) }}>
          <small>{observed}</small>
        </b>
      </div>
      <Group fields={threshold.group ?? {}} />
    </section>
  );
}

/** Who or what was counted for. */
function Group({ fields }: { fields: Record<string, string> }) {
  const { t } = useTranslation();
  const entries = Object.entries(fields);
  if (entries.length === 0) return null;
  return (
    <p className="wf-hint">
      {t('explain.group')}{' '}
      {entries.map(([field, value]) => (
        <code key={field} className="wf-term">
          {field} = {value}
        </code>
      ))}
    </p>
  );
}
