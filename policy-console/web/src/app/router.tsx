import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  retainSearchParams,
} from '@tanstack/react-router';
import { parseSearch, stringifySearch, strings } from '../lib/search';
import { Frame } from './frame';
import { NotFound } from './NotFound';
import { useSession } from './session';
import { destinations, mayVisit } from './shell';

const rootRoute = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  validateSearch: strings('lang', 'tz'),
  search: { middlewares: [retainSearchParams(['lang', 'tz'])] },
});

function Start() {
  const { can } = useSession();
  const first = destinations.find((d) => mayVisit(d.to, can)) ?? destinations[0];
  return <Navigate to={first.to} replace />;
}

const startRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Start });

const loginRoute = createRoute({ getParentRoute: () => rootRoute, path: '/login', component: Start });

const alertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts',
  validateSearch: strings('status', 'severity', 'rule', 'entity', 'q', 't', 'from', 'to', 'sel'),
  component: lazyRouteComponent(() => import('../features/alerts/QueuePage'), 'QueuePage'),
});

const alertRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts/$id',
  validateSearch: strings('ev'),
  component: lazyRouteComponent(() => import('../features/alerts/AlertPage'), 'AlertPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: strings('stream', 'q', 't', 'from', 'to', 'rec', 'top'),
  component: lazyRouteComponent(() => import('../features/audit/AuditPage'), 'AuditPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  validateSearch: strings('q', 'status', 'id'),
  component: lazyRouteComponent(() => import('../features/directory/PeoplePage'), 'PeoplePage'),
});

const assetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/assets',
  validateSearch: strings('q', 'kind', 'id'),
  component: lazyRouteComponent(() => import('../features/directory/AssetsPage'), 'AssetsPage'),
});

const levelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/levels',
  component: lazyRouteComponent(() => import('../features/directory/LevelsPage'), 'LevelsPage'),
});

const usersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/users',
  validateSearch: strings('q'),
  component: lazyRouteComponent(() => import('../features/users/UsersPage'), 'UsersPage'),
});

const rulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules',
  validateSearch: strings('q', 'severity', 'tactic'),
  component: lazyRouteComponent(() => import('../features/rules/RulesPage'), 'RulesPage'),
});

const backtestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/backtest',
  component: lazyRouteComponent(() => import('../features/rules/BacktestPage'), 'BacktestPage'),
});

const healthRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/health',
  component: lazyRouteComponent(() => import('../features/health/HealthPage'), 'HealthPage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    startRoute,
    loginRoute,
    alertsRoute,
    alertRoute,
    auditRoute,
    peopleRoute,
    assetsRoute,
    levelsRoute,
    usersRoute,
    rulesRoute,
    backtestRoute,
    healthRoute,
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
