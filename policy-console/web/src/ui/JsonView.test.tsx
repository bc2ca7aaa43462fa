import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { TranslationProvider } from '../i18n/translation';
import { JsonView } from './JsonView';

it('shows hostile content as text and nothing else', () => {
  vi.stubGlobal('navigator', {});
  const hostile = '<img src=x onerror=alert(1)>"\u202e</pre><script>';
  const markup = renderToStaticMarkup(
    <TranslationProvider>
      <JsonView value={{ [hostile]: [hostile, 1, null, { a: {} }] }} label="record" />
    </TranslationProvider>,
  );
  expect(markup).not.toMatch(/<img|<script/);
  expect(markup).toContain('&lt;img src=x onerror=alert(1)&gt;');
  vi.unstubAllGlobals();
});
