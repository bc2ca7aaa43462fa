import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { Tabs } from '../../ui/Tabs';
import { AccessNotices } from './AccessNotices';
import { Campaigns } from './Campaigns';
import { Conflicts } from './Conflicts';
import { Coverage } from './Coverage';
import { LevelNotices } from './LevelNotices';

const route = getRouteApi('/classification');
const tabs = ['conflicts', 'campaigns', 'coverage', 'notices'] as const;

/** What is graded too low or not at all comes first. */
export function ClassificationPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = tabs.find((name) => name === search.tab) ?? 'conflicts';
  return (
    <Page title={t('nav.classification')} subtitle={t('classification.subtitle')}>
      <div className="wf-filters">
        <Tabs
          label={t('classification.views')}
          value={tab}
          tabs={tabs.map((key) => ({ key, label: t(`classification.tab.${key}`) }))}
          onChange={(to) => void navigate({ search: { tab: to }, replace: true })}
        />
      </div>
      {tab === 'conflicts' && <Conflicts />}
      {tab === 'campaigns' && <Campaigns />}
      {tab === 'coverage' && <Coverage />}
      {tab === 'notices' && (
        <>
          <AccessNotices />
          <LevelNotices />
        </>
      )}
    </Page>
  );
}
