/** Until then a reader may still be waiting for what he asked for. */
const firstMillis = 2_000;

/** Does something after a while, once the browser has nothing better to do. The answer takes that back. */
export function whenIdle(work: () => void): () => void {
  let handle = 0;
  const timer = setTimeout(() => {
    // Safari has no idle callbacks.
    if ('requestIdleCallback' in window) handle = requestIdleCallback(work);
    else work();
  }, firstMillis);
  return () => {
    clearTimeout(timer);
    if (handle !== 0) cancelIdleCallback(handle);
  };
}
