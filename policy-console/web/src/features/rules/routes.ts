import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root';
import { strings } from '../../lib/search';

const rulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules',
  validateSearch: strings('q', 'severity', 'tactic', 'technique', 'view', 'sort'),
  component: lazyRouteComponent(() => import('./RulesPage'), 'RulesPage'),
});

const editorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules/editor',
  validateSearch: strings('from', 'tab'),
  component: lazyRouteComponent(() => import('./EditorPage'), 'EditorPage'),
});

const ruleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules/$id',
  component: lazyRouteComponent(() => import('./RulePage'), 'RulePage'),
});

const exceptionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/exceptions',
  validateSearch: strings('state', 'q', 'id'),
  component: lazyRouteComponent(() => import('./ExceptionsPage'), 'ExceptionsPage'),
});

export const rulesRoutes = [rulesRoute, editorRoute, ruleRoute, exceptionsRoute] as const;
