import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const usersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/users',
  validateSearch: strings('q', 'role', 'cursor'),
  component: lazyRouteComponent(() => import('./UsersPage'), 'UsersPage'),
});

export const usersRoutes = [usersRoute] as const;
