import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const approvalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/approvals',
  validateSearch: strings('tab', 'kind', 'id', 'cursor'),
  component: lazyRouteComponent(() => import('./ApprovalsPage'), 'ApprovalsPage'),
});

export const approvalsRoutes = [approvalsRoute] as const;
