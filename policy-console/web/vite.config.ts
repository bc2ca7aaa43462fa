import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { antdStyles } from './antd-styles.ts';

// The server replaces the placeholder in index.html with a fresh nonce on every answer.
const noncePlaceholder = '__CSP_NONCE__';

export default defineConfig({
  plugins: [react(), antdStyles()],
  html: { cspNonce: noncePlaceholder },
  build: {
    target: 'es2022',
    // Inlining small assets as data: URLs would need img-src exceptions for every type; keep files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // What many pages share comes in one file with the frame, not in dozens of some hundred bytes.
        codeSplitting: {
          groups: [
            { name: 'shared', test: /\/src\/(api|app|i18n|lib|ui)\/|\/(react|react-dom|scheduler|@tanstack|@ant-design\/icons.*)\//, minShareCount: 8 },
          ],
        },
      },
    },
  },
  server: {
    // `WATCHFIRE_API=https://console.example npm run dev` develops against a running console.
    proxy: process.env.WATCHFIRE_API
      ? { '/api': { target: process.env.WATCHFIRE_API, changeOrigin: true, secure: true, headers: { Origin: process.env.WATCHFIRE_API } } }
      : undefined,
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
