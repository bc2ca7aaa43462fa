import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { firstLanguage } from './app/preferences';
import { profileQuery } from './app/profile';
import { fetchAhead, fetchedAhead, queries } from './app/queries';
import { router } from './app/router';
import i18n, { fetchLanguage } from './i18n';
import { TranslationProvider } from './i18n/translation';
import 'antd/dist/antd.css';
import './styles/index.css';

/** So long the first page waits for what it shows; then it says that it is waiting. */
const patienceMillis = 300;

/** Not awaited by the module itself: the texts' file may need parts of this one, and would wait for it. */
async function show(root: HTMLElement): Promise<void> {
  const language = firstLanguage();
  // Texts, code and answers come side by side, and all is drawn once.
  fetchAhead(null, () => queries.prefetchQuery(profileQuery));
  const page = router.load();
  await fetchLanguage(language);
  await i18n.changeLanguage(language);
  await page;
  await Promise.race([fetchedAhead(), new Promise((waited) => setTimeout(waited, patienceMillis))]);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <TranslationProvider>
          <RouterProvider router={router} />
        </TranslationProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks #root');
void show(root);
