import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call, type Schema } from '../../api/call';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/States';
import type { AccessAction } from './policy';

const route = getRouteApi('/explain');

export interface Asked {
  action: AccessAction;
  now?: boolean;
  at?: string;
  purpose?: string;
  'from-ip'?: string;
  'mfa-age'?: string;
  case?: string;
}

type Explanation = Schema<'AccessExplanation'>;
type Step = Schema<'AccessStep'>;

export function Explained({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { person, asset } = search;
  const query = {
    ...asked,
    person: person ?? '',
    asset: asset ?? '',
    target: search.target,
    presumption: search.presumption === 'lenient' ? ('lenient' as const) : undefined,
    all: search.all === 'true' ? true : undefined,
  };
  const explained = useQuery({
    queryKey: ['access', 'explain', query],
    queryFn: ({ signal }) => call('get', '/access/explain', { query, signal }),
    enabled: Boolean(person && asset),
  });
  if (!person || !asset) {
    return (
      <div className="wf-card">
        <EmptyState title={t('access.chooseBoth')} hint={t('access.chooseBothHint')} />
      </div>
    );
  }
  if (explained.isPending) return <LoadingRows />;
  if (explained.isError) return <ErrorState error={explained.error} retry={() => void explained.refetch()} />;
  return <Answer it={explained.data} />;
}

function Answer({ it }: { it: Explanation }) {
  const { t, i18n } = useTranslation();
  return (
    <section className="wf-card wf-pad-all" aria-live="polite">
      <div className={`wf-banner wf-banner-${it.allowed ? 'ok' : 'bad'}`}>
        <div>
          <strong className="wf-decided">{t(`access.verdict.${it.allowed ? 'allowed' : 'denied'}`)}</strong>
          <p>{pick(it.summary, i18n.language)}</p>
        </div>
      </div>
      {!it.published && <div className="wf-notice wf-notice-warn">{t('access.notPublished')}</div>}
      {!it.personKnown && <div className="wf-notice wf-notice-warn">{t('access.personUnknown')}</div>}
      {!it.assetKnown && <div className="wf-notice wf-notice-warn">{t('access.assetUnknown')}</div>}
      {it.missing && it.missing.length > 0 && (
        <div className="wf-notice wf-notice-warn">
          <strong>{t('access.missing')}</strong>
          <p>{it.missing.map((facet) => t(`access.facet.${facet}`, { defaultValue: facet })).join(t('common.listSeparator'))}</p>
        </div>
      )}
      <ol className="wf-steps">
        <li>
          <h3>{t('access.stepLabels')}</h3>
          <Steps steps={[it.labels]} />
        </li>
        {it.emergency && (
          <li>
            <h3>{t('access.stepEmergency')}</h3>
            <Steps steps={[it.emergency]} />
          </li>
        )}
        <li>
          <h3>{t('access.stepPolicies', { count: it.policies_tested, about: it.judgements.length })}</h3>
          {it.judgements.length === 0 && <p className="wf-hint">{t('access.noJudgements')}</p>}
          {it.judgements.map((judgement) => (
            <details key={judgement.policy} className="wf-judgement" open={judgement.applies}>
              <summary>
                <span className={`wf-tag wf-tone-${judgement.applies ? (judgement.effect === 'deny' ? 'bad' : 'ok') : 'none'}`}>
                  {t(judgement.applies ? `access.applies.${judgement.effect}` : 'access.applies.not')}
                </span>
                <b>{pick(judgement.title, i18n.language)}</b> <code>{judgement.policy}</code>
              </summary>
              <Steps steps={judgement.steps} />
            </details>
          ))}
        </li>
        <li>
          <h3>{t('access.stepDuties')}</h3>
          <Duties duties={it.duties} />
        </li>
      </ol>
    </section>
  );
}

const signs = { true: '✓', false: '✕', unknown: '?' } as const;

function Steps({ steps }: { steps: Step[] }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className="wf-trace">
      {steps.map((step, i) => (
        <li key={`${step.facet}-${i}`} data-result={step.result}>
          <b aria-label={t(`access.result.${step.result}`)}>{signs[step.result]}</b>
          {pick(step.text, i18n.language)}
        </li>
      ))}
    </ul>
  );
}

function Duties({ duties }: { duties: Explanation['duties'] }) {
  const { t } = useTranslation();
  const lines = [
    duties.justification && t('access.duty.justification'),
    duties.watermark && t('access.duty.watermark'),
    duties.notify.length > 0 && t('access.duty.notify', { who: duties.notify.join(t('common.listSeparator')) }),
    ...duties.views.flatMap((view) => [
      view.row_filter && t('access.duty.rows', { filter: view.row_filter }),
      view.mask.length > 0 && t('access.duty.mask', { fields: view.mask.join(t('common.listSeparator')) }),
    ]),
  ].filter((line): line is string => Boolean(line));
  if (lines.length === 0) return <p className="wf-hint">{t('access.noDuties')}</p>;
  return (
    <ul className="wf-prose">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
