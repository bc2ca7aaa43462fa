import { createRoute, createRouter, Navigate } from '@tanstack/react-router';
import { accessRoutes } from '../features/access/routes';
import { alertsRoutes } from '../features/alerts/routes';
import { approvalsRoutes } from '../features/approvals/routes';
import { auditRoutes } from '../features/audit/routes';
import { directoryRoutes } from '../features/directory/routes';
import { healthRoutes } from '../features/health/routes';
import { keysRoutes } from '../features/keys/routes';
import { rulesRoutes } from '../features/rules/routes';
import { usersRoutes } from '../features/users/routes';
import { parseSearch, stringifySearch } from '../lib/search';
import { rootRoute } from './root';
import { useSession } from './session';
import { destinations, mayVisit } from './shell';

function Start() {
  const { can } = useSession();
  const first = destinations.find((d) => mayVisit(d.to, can)) ?? destinations[0];
  return <Navigate to={first.to} replace />;
}

const startRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Start });

const loginRoute = createRoute({ getParentRoute: () => rootRoute, path: '/login', component: Start });

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    startRoute,
    loginRoute,
    ...accessRoutes,
    ...alertsRoutes,
    ...approvalsRoutes,
    ...auditRoutes,
    ...directoryRoutes,
    ...healthRoutes,
    ...keysRoutes,
    ...rulesRoutes,
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
