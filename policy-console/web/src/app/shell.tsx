import {
  AlertOutlined,
  ApartmentOutlined,
  AuditOutlined,
  ClusterOutlined,
  ControlOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  FileDoneOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  FolderOpenOutlined,
  FilterOutlined,
  FireOutlined,
  HeartOutlined,
  ImportOutlined,
  KeyOutlined,
  LogoutOutlined,
  OrderedListOutlined,
  PartitionOutlined,
  QuestionOutlined,
  RadarChartOutlined,
  SafetyCertificateOutlined,
  SaveOutlined,
  TagsOutlined,
  TeamOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Link, Outlet, useMatches } from '@tanstack/react-router';
import { App, Dropdown } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useAwaiting } from '../features/approvals/approvals';
import { PasswordDialog } from '../features/session/PasswordDialog';
import { HelpMenu } from '../help/HelpMenu';
import { HelpProvider } from '../help/HelpProvider';
import { TourOffer } from '../help/TourOffer';
import { useTranslation } from '../i18n/translation';
import { Beacon } from '../ui/Beacon';
import { DeniedState, problemText } from '../ui/States';
import { usePreferences } from './preferences';
import { useProfile } from './profile';
import { useSession } from './session';
import { LanguageSwitch, ThemeSwitch, ZoneSwitch } from './switches';

export const destinations = [
  { group: 'operate', to: '/', name: 'overview', permission: 'alert:read', icon: <DashboardOutlined /> },
  { group: 'operate', to: '/alerts', name: 'alerts', permission: 'alert:read', icon: <AlertOutlined /> },
  { group: 'operate', to: '/cases', name: 'cases', permission: 'case:read', icon: <FolderOpenOutlined /> },
  { group: 'operate', to: '/audit', name: 'audit', permission: 'audit:read', icon: <FileSearchOutlined /> },
  { group: 'operate', to: '/approvals', name: 'approvals', permission: 'approval:read', icon: <AuditOutlined /> },
  { group: 'operate', to: '/integrity', name: 'integrity', permission: 'integrity:read', icon: <FileProtectOutlined /> },
  { group: 'directory', to: '/people', name: 'people', permission: 'person:read', icon: <TeamOutlined /> },
  { group: 'directory', to: '/assets', name: 'assets', permission: 'asset:read', icon: <DatabaseOutlined /> },
  { group: 'directory', to: '/departments', name: 'departments', permission: 'department:read', icon: <PartitionOutlined /> },
  { group: 'directory', to: '/imports', name: 'imports', permission: 'import:read', icon: <ImportOutlined /> },
  { group: 'directory', to: '/classification', name: 'classification', permission: 'classification:read', icon: <TagsOutlined /> },
  { group: 'directory', to: '/levels', name: 'levels', permission: '', icon: <ApartmentOutlined /> },
  { group: 'protect', to: '/access', name: 'access', permission: 'policy:read', icon: <ControlOutlined /> },
  { group: 'protect', to: '/explain', name: 'explain', permission: 'access:explain', icon: <QuestionOutlined /> },
  { group: 'protect', to: '/keys', name: 'keys', permission: 'key:read', icon: <KeyOutlined /> },
  { group: 'protect', to: '/break-glass', name: 'breakGlass', permission: 'emergency:read', icon: <FireOutlined /> },
  { group: 'manage', to: '/users', name: 'users', permission: 'user:read', icon: <SafetyCertificateOutlined /> },
  { group: 'manage', to: '/rules', name: 'rules', permission: 'rule:read', icon: <ClusterOutlined /> },
  { group: 'manage', to: '/exceptions', name: 'exceptions', permission: 'exception:read', icon: <FilterOutlined /> },
  { group: 'manage', to: '/agents', name: 'agents', permission: 'agent:read', icon: <RadarChartOutlined /> },
  { group: 'manage', to: '/health', name: 'health', permission: 'health:read', icon: <HeartOutlined /> },
  { group: 'manage', to: '/upkeep', name: 'upkeep', permission: 'compliance:read', icon: <SaveOutlined /> },
  { group: 'manage', to: '/compliance', name: 'compliance', permission: 'compliance:read', icon: <FileDoneOutlined /> },
] as const;

export type Destination = (typeof destinations)[number];

export function mayVisit(to: Destination['to'], can: (permission: string) => boolean): boolean {
  const destination = destinations.find((d) => d.to === to);
  if (!destination || destination.permission === '') return true;
  return can(destination.permission);
}

function Navigation() {
  const { t } = useTranslation();
  const { can } = useSession();
  const awaiting = useAwaiting(can('approval:decide'));
  const groups = ['operate', 'directory', 'protect', 'manage'] as const;
  return (
    <nav className="wf-nav" aria-label={t('nav.label')}>
      {groups.map((group) => {
        const open = destinations.filter((d) => d.group === group && mayVisit(d.to, can));
        if (open.length === 0) return null;
        return (
          <div key={group} className="wf-nav-group">
            <h2>{t(`nav.group.${group}`)}</h2>
            {open.map((d) => (
              <Link
                key={d.to}
                to={d.to}
                className="wf-nav-link"
                activeOptions={{ exact: d.to === '/', includeSearch: false }}
                activeProps={{ 'aria-current': 'page' }}
              >
                {d.icon}
                <span>{t(`nav.${d.name}`)}</span>
                {d.name === 'approvals' && awaiting > 0 && (
                  <span className="wf-nav-count" title={t('approvals.tab.awaiting')}>
                    {awaiting}
                  </span>
                )}
              </Link>
            ))}
          </div>
        );
      })}
    </nav>
  );
}

function UserMenu({ onPassword }: { onPassword: () => void }) {
  const { t } = useTranslation();
  const { user, signOut, can } = useSession();
  const { message } = App.useApp();
  const roles = user.roles.map((role) => t(`role.${role}.name`)).join(' · ');
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'profile', icon: <UserOutlined />, label: <Link to="/profile">{t('nav.profile')}</Link> },
          { key: 'password', icon: <KeyOutlined />, label: t('password.title') },
          ...(can('user:read')
            ? [{ key: 'steps', icon: <OrderedListOutlined />, label: <Link to="/first-steps">{t('nav.firstSteps')}</Link> }]
            : []),
          { key: 'out', icon: <LogoutOutlined />, label: t('login.signOut') },
        ],
        onClick: ({ key }) => {
          if (key === 'password') onPassword();
          if (key === 'out') signOut().catch((problem: unknown) => void message.error(problemText(t, problem).title));
        },
      }}
    >
      <button type="button" className="wf-user">
        <UserOutlined aria-hidden />
        <span>
          <strong>{user.displayName || user.username}</strong>
          <small>{roles || t('role.none')}</small>
        </span>
      </button>
    </Dropdown>
  );
}

function Guarded({ children }: { children: ReactNode }) {
  const { can } = useSession();
  const path = useMatches().at(-1)?.pathname ?? '/';
  // Everybody may go to the start, which leads on to what he may see.
  const destination = destinations.find((d) => d.to !== '/' && (path === d.to || path.startsWith(`${d.to}/`)));
  if (destination && !mayVisit(destination.to, can)) {
    return <DeniedState permission={destination.permission} />;
  }
  return children;
}

const askedKey = 'watchfire.password-asked';

export function Shell() {
  const { t } = useTranslation();
  const { user } = useSession();
  // A password that somebody else has known is asked to be changed at once, and once in a tab.
  const [password, setPassword] = useState(() => user.passwordChangeDue && sessionStorage.getItem(askedKey) === null);
  const { settings } = useProfile();
  const { setHome } = usePreferences();
  useEffect(() => setHome(settings.timeZone ?? null), [settings.timeZone, setHome]);
  return (
    <HelpProvider>
      <div className="wf-shell">
        <a className="wf-skip" href="#content">
          {t('nav.skip')}
        </a>
        <aside className="wf-side">
          <Link to="/" className="wf-brand">
            <Beacon />
            <span>
              <strong>{t('product.native')}</strong>
              <small>{t('product.latin')}</small>
            </span>
          </Link>
          <Navigation />
        </aside>
        <div className="wf-main">
          <header className="wf-top">
            <ZoneSwitch />
            <LanguageSwitch />
            <ThemeSwitch />
            <HelpMenu />
            <UserMenu onPassword={() => setPassword(true)} />
          </header>
          <main id="content" tabIndex={-1}>
            <TourOffer />
            <Guarded>
              <Outlet />
            </Guarded>
          </main>
        </div>
        {password && (
          <PasswordDialog
            onClose={() => {
              sessionStorage.setItem(askedKey, '1');
              setPassword(false);
            }}
          />
        )}
      </div>
    </HelpProvider>
  );
}
