import { useEffect, useRef } from 'react';

export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="combobox"], [role="listbox"]') !== null
  );
}

function overlayOpen(): boolean {
  return document.querySelector('.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open') !== null;
}

/**
 * Keys of a page, by `KeyboardEvent.key`. They rest while something is being typed, while a dialog is
 * open, and when a modifier makes the key the browser's own.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    // Asked before anybody handles the key: the Escape that closes a dialog must not leave the page too.
    let overlay = false;
    const before = () => {
      overlay = overlayOpen();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      // Function keys write no text.
      if ((typing(event.target) && !/^F\d/.test(event.key)) || overlay || overlayOpen()) return;
      // Enter and space on a focused control belong to that control.
      const onControl = event.target instanceof HTMLElement && event.target.closest('a, button');
      if (onControl && (event.key === 'Enter' || event.key === ' ')) return;
      const action = current.current[event.key];
      if (action) {
        event.preventDefault();
        action(event);
      }
    };
    window.addEventListener('keydown', before, true);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', before, true);
      window.removeEventListener('keydown', onKey);
    };
  }, []);
}
