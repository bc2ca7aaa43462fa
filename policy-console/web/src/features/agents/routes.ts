import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const agentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents',
  validateSearch: strings('tab', 'q', 'trouble', 'state', 'agent'),
  component: lazyRouteComponent(() => import('./AgentsPage'), 'AgentsPage'),
});

const agentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents/$id',
  component: lazyRouteComponent(() => import('./AgentPage'), 'AgentPage'),
});

export const agentsRoutes = [agentsRoute, agentRoute] as const;
