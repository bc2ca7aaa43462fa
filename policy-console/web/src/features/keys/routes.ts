import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/keys',
  validateSearch: strings('q', 'state'),
  component: lazyRouteComponent(() => import('./KeysPage'), 'KeysPage'),
});

const ceremonyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/keys/ceremony',
  component: lazyRouteComponent(() => import('./CeremonyPage'), 'CeremonyPage'),
});

const keyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/keys/$id',
  validateSearch: strings('version'),
  component: lazyRouteComponent(() => import('./KeyPage'), 'KeyPage'),
});

export const keysRoutes = [keysRoute, ceremonyRoute, keyRoute] as const;
