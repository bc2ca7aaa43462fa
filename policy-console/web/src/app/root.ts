import { createRootRoute, retainSearchParams } from '@tanstack/react-router';
import { strings } from '../lib/search';
import { Frame } from './frame';
import { NotFound } from './NotFound';

/** Language and time zone stay in every URL. */
export const rootRoute = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  validateSearch: strings('lang', 'tz'),
  search: { middlewares: [retainSearchParams(['lang', 'tz'])] },
});
