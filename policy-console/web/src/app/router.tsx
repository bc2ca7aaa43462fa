import { createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import { accessRoutes } from '../features/access/routes';
import { agentsRoutes } from '../features/agents/routes';
import { alertsRoutes } from '../features/alerts/routes';
import { approvalsRoutes } from '../features/approvals/routes';
import { auditRoutes } from '../features/audit/routes';
import { breakGlassRoutes } from '../features/breakglass/routes';
import { casesRoutes } from '../features/cases/routes';
import { classificationRoutes } from '../features/classification/routes';
import { directoryRoutes } from '../features/directory/routes';
import { entitiesRoutes } from '../features/entities/routes';
import { keysRoutes } from '../features/keys/routes';
import { integrityRoutes } from '../features/integrity/routes';
import { profileRoutes } from '../features/profile/routes';
import { rulesRoutes } from '../features/rules/routes';
import { setupRoutes } from '../features/setup/routes';
import { systemRoutes } from '../features/system/routes';
import { usersRoutes } from '../features/users/routes';
import { parseSearch, stringifySearch } from '../lib/search';
import { rootRoute } from './root';
import { useSession } from './session';
import { destinations, mayVisit } from './shell';

const Overview = lazyRouteComponent(() => import('../features/overview/OverviewPage'), 'OverviewPage');

/** The overview for those who look after alerts, the first page of theirs for others. */
function Start() {
  const { can } = useSession();
  if (can('alert:read')) return <Overview />;
  const first = destinations.find((d) => d.to !== '/' && mayVisit(d.to, can)) ?? destinations[0];
  return <Navigate to={first.to} replace />;
}

const startRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Start });

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  component: () => <Navigate to="/" replace />,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    startRoute,
    loginRoute,
    ...accessRoutes,
    ...alertsRoutes,
    ...approvalsRoutes,
    ...auditRoutes,
    ...breakGlassRoutes,
    ...casesRoutes,
    ...classificationRoutes,
    ...directoryRoutes,
    ...entitiesRoutes,
    ...keysRoutes,
    ...integrityRoutes,
    ...profileRoutes,
    ...rulesRoutes,
    ...setupRoutes,
    ...agentsRoutes,
    ...systemRoutes,
    ...usersRoutes,
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
