import { CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { call } from '../api/call';
import { useSession } from '../app/session';
import { useTranslation } from '../i18n/translation';
import { cornerFor, type Stop, type StopName, stops, wayOf } from './stops';
import { useTarget } from './useTarget';
import { useWords } from './useWords';

/** An alert to look into: the incident when there is one, or else whatever is gravest. */
async function exampleAlert(signal: AbortSignal): Promise<string | null> {
  for (const query of [{ kind: 'correlation', severity: 'critical' }, { severity: 'critical,high' }, {}]) {
    const page = await call('get', '/alerts', { query: { ...query, limit: 1 }, signal });
    const first = page.items[0];
    if (first) return first.id;
  }
  return null;
}

/** Goes through the pages that the reader's role works with. */
export function Tour({ onEnd }: { onEnd: () => void }) {
  const { user, can } = useSession();
  const words = useWords();
  const alert = useQuery({
    queryKey: ['tour', 'alert'],
    queryFn: ({ signal }) => exampleAlert(signal),
    enabled: can('alert:read'),
  });
  const waiting = words.isPending || (can('alert:read') && alert.isPending);
  // Without the texts there is nothing to be shown.
  const over = words.isError;
  useEffect(() => {
    if (over) onEnd();
  }, [over, onEnd]);
  if (waiting || !words.data) return null;
  const way = wayOf(user.roles).filter((name) => alert.data || !stops[name].to.includes('$id'));
  return <Guide way={way} alert={alert.data ?? ''} words={words.data.tour} onEnd={onEnd} />;
}

interface GuideProps {
  way: StopName[];
  alert: string;
  words: Record<string, { title: string; text: string }>;
  onEnd: () => void;
}

const size = { width: 372, height: 230 };

/** A note beside the page, which stays usable: nothing is blocked, and Escape ends the tour. */
function Guide({ way, alert, words, onEnd }: GuideProps) {
  const { t } = useTranslation();
  const ids = useId();
  // The stops are data: a test compares their paths with the routes, not the types.
  const navigate = useNavigate() as unknown as (way: { to: string; params: object; search: object }) => Promise<void>;
  const note = useRef<HTMLElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState(0);
  const name = way[at] ?? 'help';
  const stop: Stop = stops[name];
  const box = useTarget(stop.target);
  const there = box !== null;
  useEffect(() => {
    void navigate({ to: stop.to, params: { id: alert }, search: stop.search ?? {} });
  }, [navigate, stop, alert]);
  useEffect(() => {
    // What opens on the page may have taken the focus.
    const timer = setTimeout(() => {
      if (!note.current?.contains(document.activeElement)) next.current?.focus();
    }, 50);
    return () => clearTimeout(timer);
  }, [at, there]);
  const end = () => {
    onEnd();
    document.getElementById('wf-help')?.focus();
  };
  const last = at >= way.length - 1;
  const go = (by: number) => (by > 0 && last ? end() : setAt((old) => Math.max(0, old + by)));
  const onKey = (event: KeyboardEvent) => {
    const act = { Escape: end, ArrowRight: () => go(1), ArrowLeft: () => go(-1) }[event.key];
    if (!act) return;
    event.stopPropagation();
    event.preventDefault();
    act();
  };
  return createPortal(
    <>
      {box && <div className="wf-tour-ring" aria-hidden="true" style={box} />}
      <section
        ref={note}
        className="wf-tour"
        data-corner={cornerFor(box, size, { width: window.innerWidth, height: window.innerHeight })}
        role="dialog"
        aria-labelledby={`${ids}title`}
        aria-describedby={`${ids}text`}
        onKeyDown={onKey}
      >
        <header>
          <small>{t('tour.at', { n: at + 1, of: way.length })}</small>
          <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('tour.end')} onClick={end} />
        </header>
        <div aria-live="polite">
          <h2 id={`${ids}title`}>{words[name]?.title}</h2>
          <p id={`${ids}text`}>{words[name]?.text}</p>
        </div>
        <footer>
          <Button type="text" size="small" onClick={end}>
            {t('tour.skip')}
          </Button>
          <span className="wf-grow" />
          <Button size="small" disabled={at === 0} onClick={() => go(-1)}>
            {t('tour.back')}
          </Button>
          <Button ref={next} size="small" type="primary" onClick={() => go(1)}>
            {t(last ? 'tour.done' : 'tour.next')}
          </Button>
        </footer>
      </section>
    </>,
    document.body,
  );
}
