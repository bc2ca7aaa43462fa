import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const integrityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/integrity',
  validateSearch: strings('log'),
  component: lazyRouteComponent(() => import('./IntegrityPage'), 'IntegrityPage'),
});

const verifyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verify',
  component: lazyRouteComponent(() => import('./VerifyPage'), 'VerifyPage'),
});

export const integrityRoutes = [integrityRoute, verifyRoute] as const;
