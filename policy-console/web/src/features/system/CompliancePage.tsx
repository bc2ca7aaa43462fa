import { FilePdfOutlined, PrinterOutlined, ReloadOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented, Select } from 'antd';
import { call, type Schema } from '../../api/call';
import { download } from '../../api/http';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { saveFile } from '../../lib/file';
import { Lamp, type Tone } from '../../ui/Lamp';
import { Card, Page } from '../../ui/Page';
import { ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';

const route = getRouteApi('/compliance');

type Report = Schema<'Compliance'>;
type Check = Report['checks'][number];

const outcomes = ['fail', 'unknown', 'pass'] as const;
const tones: Record<Check['outcome'] & string, Tone> = { pass: 'ok', fail: 'bad', unknown: 'none' };
const states = ['MET', 'PARTLY', 'NOT', 'SITE'] as const;
const stateTones: Record<(typeof states)[number], Tone> = { MET: 'ok', PARTLY: 'warn', NOT: 'bad', SITE: 'none' };

/** Where this installation stands, looked at now, and which clause is answered by what. */
export function CompliancePage() {
  const { t } = useTranslation();
  const report = useQuery({
    queryKey: ['compliance'],
    queryFn: ({ signal }) => call('get', '/compliance', { signal }),
    staleTime: 60_000,
  });
  const pdf = useMutation({
    mutationFn: () => download('GET', '/compliance/report.pdf', {}),
    onSuccess: saveFile,
  });
  return (
    <Page
      title={t('nav.compliance')}
      subtitle={t('compliance.subtitle')}
      actions={
        <>
          {report.data && (
            <span className="wf-hint">
              {report.data.site} · <When at={report.data.at} />
            </span>
          )}
          <Button icon={<PrinterOutlined />} className="wf-no-print" onClick={() => window.print()}>
            {t('compliance.print')}
          </Button>
          <Button icon={<FilePdfOutlined />} className="wf-no-print" loading={pdf.isPending} onClick={() => pdf.mutate()}>
            {t('compliance.pdf')}
          </Button>
          <Button
            icon={<ReloadOutlined />}
            className="wf-no-print"
            aria-label={t('common.refresh')}
            loading={report.isFetching}
            onClick={() => void report.refetch()}
          />
        </>
      }
    >
      <InlineProblem error={pdf.error} />
      {report.isPending ? (
        <LoadingRows rows={10} />
      ) : report.isError ? (
        <ErrorState error={report.error} retry={() => void report.refetch()} />
      ) : (
        <>
          <Checks report={report.data} />
          <Clauses report={report.data} />
        </>
      )}
    </Page>
  );
}

function Checks({ report }: { report: Report }) {
  const { t, i18n } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = outcomes.find((o) => o === search.outcome);
  const shown = outcomes
    .filter((o) => !chosen || o === chosen)
    .flatMap((o) => report.checks.filter((c) => c.outcome === o));
  return (
    <Card
      flush
      title={t('compliance.checks')}
      extra={
        <Segmented
          size="small"
          aria-label={t('compliance.outcome')}
          value={chosen ?? 'all'}
          options={(['all', ...outcomes] as const).map((value) => ({
            value,
            label:
              value === 'all'
                ? `${t('common.all')} ${report.checks.length}`
                : `${t(`compliance.is.${value}`)} ${report.outcomes[value]}`,
          }))}
          onChange={(value) =>
            void navigate({
              search: (old) => ({ ...old, outcome: value === 'all' ? undefined : String(value) }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      }
    >
      <table className="wf-table">
        <thead>
          <tr>
            <th>{t('compliance.check')}</th>
            <th>{t('compliance.outcome')}</th>
            <th>{t('compliance.found')}</th>
            <th>{t('compliance.todo')}</th>
            <th>{t('compliance.clauses')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((check) => (
            <tr key={check.id}>
              <td className="wf-strong">{pick(check.title, i18n.language)}</td>
              <td>
                <Lamp tone={tones[check.outcome]}>{t(`compliance.is.${check.outcome}`)}</Lamp>
              </td>
              <td className="wf-break">{pick(check.found, i18n.language)}</td>
              <td className="wf-break">{pick(check.todo, i18n.language)}</td>
              <td>
                <small>{check.clauses.join(' · ')}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Clauses({ report }: { report: Report }) {
  const { t, i18n } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const standards = [...new Set(report.controls.map((c) => c.standard ?? ''))];
  const standard = standards.find((s) => s === search.standard);
  const state = states.find((s) => s === search.state);
  const shown = report.controls.filter((c) => (!standard || c.standard === standard) && (!state || c.state === state));
  const change = (to: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true, resetScroll: false });
  return (
    <Card
      flush
      title={t('compliance.controls', { count: shown.length })}
      extra={
        <span className="wf-inline wf-no-print">
          <Select
            size="small"
            className="wf-select-wide"
            aria-label={t('compliance.standard')}
            value={standard ?? ''}
            onChange={(value) => change({ standard: value || undefined })}
            options={[{ value: '', label: t('common.all') }, ...standards.map((value) => ({ value, label: value }))]}
          />
          <Select
            size="small"
            className="wf-select-state"
            aria-label={t('compliance.outcome')}
            value={state ?? ''}
            onChange={(value) => change({ state: value || undefined })}
            options={[
              { value: '', label: t('common.all') },
              ...states.map((value) => ({ value, label: t(`compliance.state.${value}`) })),
            ]}
          />
        </span>
      }
    >
      <table className="wf-table">
        <thead>
          <tr>
            <th>{t('compliance.clause')}</th>
            <th>{t('compliance.outcome')}</th>
            <th>{t('compliance.demand')}</th>
            <th>{t('compliance.how')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((c) => (
            <tr key={`${c.standard} ${c.clause}`}>
              <td>
                <b className="wf-nowrap">{c.clause}</b>
                <small>{c.standard}</small>
              </td>
              <td>
                <Lamp tone={stateTones[c.state]}>{t(`compliance.state.${c.state}`)}</Lamp>
              </td>
              <td className="wf-half">{i18n.language === 'en' ? c.en : c.zh}</td>
              <td>
                {c.how}
                {c.where && <small className="wf-break">{c.where}</small>}
                {c.tests.length > 0 && (
                  <details className="wf-no-print">
                    <summary>{t('compliance.tests', { count: c.tests.length })}</summary>
                    <small className="wf-break">{c.tests.join(', ')}</small>
                  </details>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
