/** The nonce that the server wrote into index.html; antd's style elements carry it. */
export function cspNonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce || meta?.getAttribute('nonce') || undefined;
}

/**
 * Gives the nonce to every style element that a script makes. antd passes it to nearly all of its
 * own, but two (measuring the scroll bar, locking the scroll below a drawer) know no way to set it.
 * Scripts come from this origin only, so what they make is trusted; style that arrives as markup
 * stays blocked.
 */
export function dressStyles(nonce: string): void {
  const create = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  }) as typeof document.createElement;
}
