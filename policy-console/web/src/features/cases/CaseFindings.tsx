import { PlusOutlined } from '@ant-design/icons';
import { getRouteApi, Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { EntityLink } from '../../ui/EntityLink';
import { Card } from '../../ui/Page';
import { SeverityMark } from '../../ui/SeverityMark';
import { CaseProblem } from './CaseProblem';
import { type Case, type Finding, useCaseRights, useCaseStep } from './case';
import { FindingDrawer } from './FindingDrawer';

const route = getRouteApi('/cases/$id');

/** What the case says of each person, and by what it is proved. */
export function CaseFindings({ file }: { file: Case }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { modal } = App.useApp();
  const rights = useCaseRights(file);
  const remove = useCaseStep(file.id);
  const show = (finding: string | undefined) =>
    void navigate({ search: (old) => ({ ...old, finding }), replace: true, resetScroll: false });
  const edited = file.findings.find((one) => String(one.n) === search.finding);
  return (
    <>
      <CaseProblem id={file.id} error={remove.error} />
      {file.findings.length === 0 && (
        <Card>
          <p className="wf-hint">{t('cases.finding.none')}</p>
        </Card>
      )}
      {file.findings.map((one) => (
        <Card
          key={one.n}
          title={
            <>
              {t('cases.finding.of', { n: one.n })} <EntityLink kind="person" id={one.person} />
            </>
          }
          extra={
            rights.works && (
              <>
                <Button size="small" onClick={() => show(String(one.n))}>
                  {t('cases.finding.change')}
                </Button>{' '}
                <Button
                  size="small"
                  danger
                  onClick={() =>
                    void modal.confirm({
                      title: t('cases.finding.takeBack', { n: one.n }),
                      okText: t('cases.finding.takeBackGo'),
                      cancelText: t('common.cancel'),
                      onOk: () =>
                        remove.mutateAsync((version) =>
                          call('delete', '/cases/{id}/findings/{n}', {
                            path: { id: file.id, n: one.n ?? 0 },
                            version,
                          }),
                        ),
                    })
                  }
                >
                  {t('common.delete')}
                </Button>
              </>
            )
          }
        >
          <Words finding={one} />
        </Card>
      ))}
      {rights.works && (
        <Button icon={<PlusOutlined />} onClick={() => show('new')}>
          {t('cases.finding.add')}
        </Button>
      )}
      {rights.works && (edited || search.finding === 'new') && (
        <FindingDrawer key={search.finding} file={file} finding={edited} onEnd={() => show(undefined)} />
      )}
    </>
  );
}

function Words({ finding }: { finding: Finding }) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <dl className="wf-facts">
      <dt>{t('alerts.column.severity')}</dt>
      <dd>
        <SeverityMark severity={finding.severity} />
      </dd>
      <dt>{t('cases.finding.overstepped')}</dt>
      <dd>
        {finding.overstepped.map((one, i) => (
          <div key={i}>
            <span className="wf-chip">{t(`cases.finding.kind.${one.kind}`)}</span> <code>{one.id}</code> {one.words}
          </div>
        ))}
      </dd>
      <dt>{t('cases.finding.facts')}</dt>
      <dd className="wf-pre">{finding.facts}</dd>
      <dt>{t('cases.finding.proof')}</dt>
      <dd>
        {(finding.proof ?? []).length === 0 && <span className="wf-late">{t('cases.finding.noProof')}</span>}
        {(finding.proof ?? []).map((place) => (
          <Link
            key={`${place.stream} ${place.seq}`}
            className="wf-term"
            to="/audit"
            search={{ stream: place.stream, rec: `${place.stream}:${place.seq}`, t: 'all' }}
          >
            {t(`stream.${place.stream}`)} #{n.format(place.seq)}
          </Link>
        ))}
      </dd>
      <dt>{t('cases.finding.statement')}</dt>
      <dd className="wf-pre">{finding.statement || <span className="wf-none">{t('cases.finding.unheard')}</span>}</dd>
      <dt>{t('cases.finding.recommendation')}</dt>
      <dd className="wf-pre">{finding.recommendation || <span className="wf-none">{t('common.none')}</span>}</dd>
    </dl>
  );
}
