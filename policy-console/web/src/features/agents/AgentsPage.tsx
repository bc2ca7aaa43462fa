import { getRouteApi } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page';
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
  const content = { fleet: <Fleet />, tokens: <Tokens />, certificates: <Certificates />, authorities: <Authorities /> };
  return (
    <Page title={t('nav.agents')} subtitle={t('agents.subtitle')}>
      <Tabs
        activeKey={tabs.find((tab) => tab === search.tab) ?? 'fleet'}
        destroyOnHidden
        onChange={(tab) => void navigate({ search: { tab: tab === 'fleet' ? undefined : tab } })}
        items={tabs.map((key) => ({ key, label: t(`agents.tabs.${key}`), children: content[key] }))}
      />
    </Page>
  );
}
