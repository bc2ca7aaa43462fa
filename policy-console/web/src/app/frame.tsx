import { App, ConfigProvider } from 'antd';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { antdLocale } from '../i18n';
import { ErrorState } from '../ui/States';
import { cspNonce, dressStyles } from './csp';
import { PreferencesProvider, usePreferences } from './preferences';
import { SessionGate } from './session';
import { Shell } from './shell';
import { antdTheme } from './theme';

/** A page that fails to render says so in its place; the rest of the console stays usable. */
class Fence extends Component<{ children: ReactNode }, { failure: unknown }> {
  override state = { failure: null };

  static getDerivedStateFromError(failure: unknown) {
    return { failure };
  }

  override componentDidCatch(failure: Error, info: ErrorInfo) {
    console.error(failure, info.componentStack);
  }

  override render() {
    if (this.state.failure === null) return this.props.children;
    return <ErrorState error={this.state.failure} retry={() => window.location.reload()} />;
  }
}

const nonce = cspNonce();
if (nonce) dressStyles(nonce);

function Dressed() {
  const { lang, theme } = usePreferences();
  return (
    <ConfigProvider
      csp={nonce ? { nonce } : undefined}
      locale={antdLocale(lang)}
      theme={antdTheme(theme)}
      button={{ autoInsertSpace: false }}
    >
      <App message={{ maxCount: 3 }}>
        <Fence>
          <SessionGate>
            <Shell />
          </SessionGate>
        </Fence>
      </App>
    </ConfigProvider>
  );
}

export function Frame() {
  return (
    <PreferencesProvider>
      <Dressed />
    </PreferencesProvider>
  );
}
