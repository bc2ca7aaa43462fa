import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { call, type Schema } from '../../api/call';
import { usePreferences } from '../../app/preferences';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { durationMillis, formatSpan } from '../../lib/time';
import { Copyable, CopyButton } from '../../ui/Copyable';
import { Card, Page } from '../../ui/Page';
import { RuleFalsePositives, RulePurpose } from '../../ui/RuleWords';
import { SeverityMark } from '../../ui/SeverityMark';
import { ErrorState, LoadingRows } from '../../ui/States';
import { logsourceText, tacticsOf, techniquesOf } from './attack';
import { microsPerEvent, useFigures } from './figures';

const route = getRouteApi('/rules/$id');

/** One rule: what it says, what an alert of it says, what it has cost, and its text. */
export function RulePage() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const { id } = route.useParams();
  const rule = useQuery({
    queryKey: ['rules', id],
    queryFn: ({ signal }) => call('get', '/rules/{id}', { path: { id }, signal }),
    staleTime: 5 * 60_000,
  });
  if (rule.isPending) return <LoadingRows rows={10} />;
  if (rule.isError) return <ErrorState error={rule.error} retry={() => void rule.refetch()} />;
  const page = rule.data;
  return (
    <Page
      title={pick(page.rule.title, i18n.language)}
      subtitle={
        <span className="wf-inline">
          <SeverityMark severity={page.rule.severity} /> <code>{logsourceText(page.rule.logsource)}</code>
        </span>
      }
      actions={
        <>
          <Link to="/rules">{t('nav.rules')}</Link>
          {can('alert:read') && (
            <Link to="/alerts" search={{ rule: id, status: 'all' }}>
              {t('rules.alerts')}
            </Link>
          )}
          {can('rule:test') && (
            <Link to="/rules/editor" search={{ from: id }}>
              {t('rules.edit')}
            </Link>
          )}
        </>
      }
    >
      <div className="wf-rule-page">
        <div>
          <Card title={t('rules.explanation')}>
            <RulePurpose text={page.rule.description} />
            {(page.reason.zh || page.reason.en) && (
              <>
                <h3 className="wf-sub">{t('rules.says')}</h3>
                <p>{pick(page.reason, i18n.language)}</p>
              </>
            )}
            <RuleFalsePositives texts={page.falsePositives} />
          </Card>
          <Card title={t('rules.about')}>
            <Facts page={page} />
          </Card>
        </div>
        <section className="wf-card">
          <header className="wf-card-head">
            <h2>{t('rules.source')}</h2>
            <span className="wf-card-extra">
              <code>
                {page.file}:{page.line}
              </code>
              <CopyButton text={page.yaml} />
            </span>
          </header>
          <pre className="wf-source" tabIndex={0} aria-label={t('rules.source')}>
            {page.yaml}
          </pre>
        </section>
      </div>
    </Page>
  );
}

function Facts({ page }: { page: Schema<'RulePage'> }) {
  const { t, i18n } = useTranslation();
  const { lang } = usePreferences();
  const figures = useFigures();
  const { rule } = page;
  const figure = figures.of.get(rule.id);
  const cost = microsPerEvent(figure);
  const n = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const window = page.window ? durationMillis(page.window) : null;
  return (
    <dl className="wf-facts">
      <dt>{t('rules.id')}</dt>
      <dd>
        <Copyable text={rule.id} />
      </dd>
      <dt>{t('rules.version')}</dt>
      <dd>
        <code>{rule.version}</code>
      </dd>
      <dt>{t('rules.status')}</dt>
      <dd>{rule.status}</dd>
      {page.condition && (
        <>
          <dt>{t('rules.condition')}</dt>
          <dd>
            <code>{page.condition}</code>
          </dd>
        </>
      )}
      {window !== null && (
        <>
          <dt>{t('rules.window')}</dt>
          <dd>{formatSpan(window, lang)}</dd>
        </>
      )}
      <dt>{t('rules.attack')}</dt>
      <dd>
        {tacticsOf(rule.tags).map((tactic) => (
          <Link key={tactic} to="/rules" search={{ tactic, view: 'matrix' }} className="wf-spaced">
            {t(`tactic.${tactic}`, { defaultValue: tactic })}
          </Link>
        ))}
        <code>{techniquesOf(rule.tags).join(' ')}</code>
      </dd>
      <dt>{t('rules.hits')}</dt>
      <dd>{figure?.hits == null ? pick(figures.problem, i18n.language) || '-' : n.format(figure.hits)}</dd>
      <dt>{t('rules.cost')}</dt>
      <dd>{cost === null ? '-' : t('rules.micros', { n: n.format(cost) })}</dd>
      {(page.author || page.date) && (
        <>
          <dt>{t('rules.author')}</dt>
          <dd>{[page.author, page.date].filter(Boolean).join(' · ')}</dd>
        </>
      )}
      {rule.references.length > 0 && (
        <>
          <dt>{t('rules.references')}</dt>
          <dd>
            {rule.references.map((reference) => (
              <div key={reference} className="wf-break">
                {reference}
              </div>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}
