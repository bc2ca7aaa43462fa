import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from '../../i18n/translation';
import { Page } from '../../ui/Page';
import { Tabs } from '../../ui/Tabs';
import { Authorities } from './Authorities';
import { Certificates } from './Certificates';
import { Fleet } from './Fleet';
import { Tokens } from './Tokens';

const route = getRouteApi('/agents');
const tabs = ['fleet', 'tokens', 'certificates', 'authorities'] as const;

/** The agents: how they are, and how they come to be trusted. */
export function AgentsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = tabs.find((name) => name === search.tab) ?? 'fleet';
  const content = { fleet: <Fleet />, tokens: <Tokens />, certificates: <Certificates />, authorities: <Authorities /> };
  return (
    <Page title={t('nav.agents')} subtitle={t('agents.subtitle')}>
      <div className="wf-filters">
        <Tabs
          label={t('agents.views')}
          value={tab}
          tabs={tabs.map((key) => ({ key, label: t(`agents.tabs.${key}`) }))}
          onChange={(to) => void navigate({ search: { tab: to === 'fleet' ? undefined : to } })}
        />
      </div>
      {content[tab]}
    </Page>
  );
}
