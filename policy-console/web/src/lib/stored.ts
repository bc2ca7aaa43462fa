/** What this browser remembers of its reader. */
export function stored(key: string): string | null {
  try {
    return window.localStorage.getItem(`watchfire.${key}`);
  } catch {
    return null; // Storage may be forbidden by the browser's policy; the defaults then hold.
  }
}

export function store(key: string, value: string): void {
  try {
    window.localStorage.setItem(`watchfire.${key}`, value);
  } catch {
    return; // As above: what was chosen then lasts as long as the page and its URL.
  }
}
