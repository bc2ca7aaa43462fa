/** What auditors ask, as queries of the search language. */
import { queryTerm } from '../../lib/record';
import type { Stream } from './searching';

export interface Question {
  id: 'touched' | 'did' | 'left' | 'changed';
  stream: Stream;
  /** Whether it needs a name: of a file, of an account. */
  about: 'needed' | 'optional';
  /** The field whose values answer it. */
  answer: string;
}

export const questions: readonly Question[] = [
  { id: 'touched', stream: 'events', about: 'needed', answer: 'user.name' },
  { id: 'did', stream: 'events', about: 'needed', answer: 'event.action' },
  { id: 'left', stream: 'events', about: 'optional', answer: 'user.name' },
  { id: 'changed', stream: 'audit', about: 'optional', answer: 'event.action' },
];

const accounts = ['user.name', 'user.effective.name', 'user.target.name', 'related.user'];

function any(terms: string[]): string {
  return terms.length === 1 ? terms[0]! : `(${terms.join(' or ')})`;
}

/** Below a folder: the language knows beginnings of values, without quotes and so without spaces. */
function beginning(field: string, path: string): string {
  const safe = /^[^\s()"]+$/.test(path);
  return safe ? `${field}: ${path}*` : queryTerm(field, path);
}

function touched(what: string): string {
  if (/[/\\]/.test(what)) {
    const folder = what.replace(/\*+$/, '');
    const below = folder !== what || /[/\\]$/.test(what);
    const paths = ['file.path', 'file.target_path', 'url.path'];
    return any(paths.map((field) => (below ? beginning(field, folder) : queryTerm(field, what))));
  }
  return any([queryTerm('file.name', what), queryTerm('host.name', what), `"${what.replace(/["\\]/g, '\\$&')}"`]);
}

const inside = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', 'fc00::/7'];

/** Carried out on a stick, copied by a program for copying, or sent in bulk to an address outside. */
function left(): string {
  const media = ['/media/', '/run/media/', '/mnt/usb'].flatMap((path) => [
    beginning('file.path', path),
    beginning('file.target_path', path),
  ]);
  const copied = 'process.name: (scp or sftp or rsync or rclone or ftp)';
  const sent = `((source.bytes >= 1000000 or http.request.body.bytes >= 1000000) and destination.ip: * and not destination.ip: (${inside.join(' or ')}))`;
  return `(${[...media, copied, sent].join(' or ')})`;
}

/** The query that answers the question; `about` is what was typed. */
export function queryOf(id: Question['id'], about: string): string {
  const name = about.trim();
  switch (id) {
    case 'touched':
      return touched(name);
    case 'did':
      return any(accounts.map((field) => queryTerm(field, name)));
    case 'left':
      return name === '' ? left() : `${left()} and ${any(accounts.map((field) => queryTerm(field, name)))}`;
    case 'changed':
      return name === '' ? 'not event.action: (audit.* or session.*)' : queryTerm('user.name', name);
  }
}
