import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/http';
import { firstLanguage } from './app/preferences';
import { router } from './app/router';
import i18n, { fetchLanguage } from './i18n';
import './styles/index.css';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused it will refuse again; what it could not do now it may do soon.
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
      networkMode: 'always',
      refetchOnWindowFocus: false,
      staleTime: 10_000,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** Not awaited by the module itself: the texts' file may need parts of this one, and would wait for it. */
async function show(root: HTMLElement): Promise<void> {
  const language = firstLanguage();
  await fetchLanguage(language);
  await i18n.changeLanguage(language);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks #root');
void show(root);
