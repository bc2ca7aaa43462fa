import { ArrowLeftOutlined, EditOutlined, FilePdfOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Tabs } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../../api/call';
import { download } from '../../api/http';
import { HelpButton } from '../../help/HelpButton';
import { useTranslation } from '../../i18n/translation';
import { saveFile } from '../../lib/file';
import { SeverityMark } from '../../ui/SeverityMark';
import { ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { CaseEvidence } from './CaseEvidence';
import { CaseFindings } from './CaseFindings';
import { CaseHeadingDialog } from './CaseHeadingDialog';
import { CaseLog } from './CaseLog';
import { CaseOutcome } from './CaseOutcome';
import { CaseProblem } from './CaseProblem';
import { CaseSide } from './CaseSide';
import { CaseStory } from './CaseStory';
import { CaseStateTag, CaseWay } from './CaseTags';
import { type Case, caseQuery, useCaseRights, useCaseStep } from './case';

const route = getRouteApi('/cases/$id');
const tabs = ['story', 'evidence', 'findings', 'outcome', 'log'] as const;

export function CasePage() {
  const { id } = route.useParams();
  const file = useQuery({ ...caseQuery(id), refetchInterval: 20_000, staleTime: 0 });
  if (file.isPending) return <LoadingRows rows={6} />;
  if (!file.data) return <ErrorState error={file.error} retry={() => void file.refetch()} />;
  return <Loaded key={id} file={file.data} />;
}

function Loaded({ file }: { file: Case }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const rights = useCaseRights(file);
  const [editing, setEditing] = useState(false);
  const tab = tabs.find((one) => one === search.tab) ?? 'story';
  const product = t('product.name');
  useEffect(() => {
    document.title = `${file.id} ${file.title} · ${product}`;
  }, [file.id, file.title, product]);
  const investigate = useCaseStep(file.id);
  const report = useMutation({
    mutationFn: async () => saveFile(await download('GET', `/cases/${file.id}/report.pdf`, {})),
  });
  const counts: Partial<Record<(typeof tabs)[number], number>> = {
    story: file.alerts.length,
    evidence: file.evidence.length,
    findings: file.findings.length,
    log: file.entries.length,
  };
  return (
    <div className="wf-page wf-case">
      <div className="wf-crumbs">
        <Link to="/cases" search={{}} className="wf-crumb">
          <ArrowLeftOutlined /> {t('nav.cases')}
        </Link>
        <span className="wf-grow" />
        <HelpButton />
      </div>
      <header className={`wf-alert-head wf-edge-${file.severity}`}>
        <div className="wf-alert-tags">
          <SeverityMark severity={file.severity} strong />
          <CaseStateTag state={file.state} />
          <code>{file.id}</code>
          {file.overdue && <span className="wf-late">{t('cases.late')}</span>}
          <span className="wf-grow" />
          {file.state === 'open' && rights.works && (
            <Button
              type="primary"
              icon={<PlayCircleOutlined />}
              loading={investigate.isPending}
              onClick={() =>
                investigate.mutate((version) =>
                  call('post', '/cases/{id}/investigate', { path: { id: file.id }, version }),
                )
              }
            >
              {t('cases.investigate')}
            </Button>
          )}
          {rights.lead && rights.works && (
            <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
              {t('cases.edit')}
            </Button>
          )}
          <Button icon={<FilePdfOutlined />} loading={report.isPending} onClick={() => report.mutate()}>
            {t('cases.report')}
          </Button>
        </div>
        <h1>{file.title}</h1>
        {file.summary && <p className="wf-alert-reason wf-pre">{file.summary}</p>}
        <CaseProblem id={file.id} error={investigate.error} />
        <InlineProblem error={report.error} />
        <CaseWay state={file.state} />
        <p className="wf-hint">
          {t('cases.openedBy', { by: file.openedBy })} <When at={file.openedAt} />
        </p>
      </header>
      <div className="wf-columns">
        <div className="wf-column-main">
          <Tabs
            tabBarGutter={20}
            activeKey={tab}
            onChange={(to) =>
              void navigate({ search: (old) => ({ ...old, tab: to === 'story' ? undefined : to }), replace: true, resetScroll: false })
            }
            items={tabs.map((key) => ({
              key,
              label: counts[key] === undefined ? t(`cases.tab.${key}`) : t('cases.tabCount', { name: t(`cases.tab.${key}`), n: counts[key] }),
            }))}
          />
          {tab === 'story' && <CaseStory file={file} />}
          {tab === 'evidence' && <CaseEvidence file={file} />}
          {tab === 'findings' && <CaseFindings file={file} />}
          {tab === 'outcome' && <CaseOutcome file={file} />}
          {tab === 'log' && <CaseLog file={file} />}
        </div>
        <div className="wf-column-side">
          <CaseSide file={file} />
        </div>
      </div>
      {editing && <CaseHeadingDialog file={file} onEnd={() => setEditing(false)} />}
    </div>
  );
}
