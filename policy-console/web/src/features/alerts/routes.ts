import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { fetchAhead, queries } from '../../app/queries';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';
import { filterNames, viewOf } from './filters';
import { queueQuery } from './pages';

const queueSearch = strings(...filterNames, 'status', 't', 'from', 'to', 'by', 'cols', 'sel', 'job');

const alertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts',
  validateSearch: queueSearch,
  loaderDeps: ({ search }) => ({ view: viewOf(search), grouped: search.by !== undefined }),
  loader: ({ deps, cause }) => {
    // A pointer over the link is not yet a wish to see alerts, which would be on record.
    if (deps.grouped || cause === 'preload') return;
    fetchAhead('alert:read', () => queries.prefetchInfiniteQuery(queueQuery(deps.view)));
  },
  component: lazyRouteComponent(() => import('./QueuePage'), 'QueuePage'),
});

const alertRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts/$id',
  validateSearch: strings('ev', 'exception', 'preview'),
  component: lazyRouteComponent(() => import('./AlertPage'), 'AlertPage'),
});

export const alertsRoutes = [alertsRoute, alertRoute] as const;
