import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const classificationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/classification',
  validateSearch: strings('tab', 'asset', 'cursor', 'opened'),
  component: lazyRouteComponent(() => import('./ClassificationPage'), 'ClassificationPage'),
});

const campaignRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/classification/campaigns/$id',
  validateSearch: strings('open', 'asset', 'cursor'),
  component: lazyRouteComponent(() => import('./CampaignPage'), 'CampaignPage'),
});

export const classificationRoutes = [classificationRoute, campaignRoute] as const;
