import type { Stream } from './searching';

/** The fields by which an auditor turns records over: who did it, and what it was done to. */
export const pivotFields: Record<Stream, { subjects: string[]; objects: string[] }> = {
  events: {
    subjects: ['user.name', 'source.ip', 'host.name', 'process.name'],
    objects: ['file.path', 'url.path', 'destination.ip', 'user.target.name', 'process.executable', 'event.action'],
  },
  alerts: {
    subjects: ['alert.entity.value', 'alert.entity.type'],
    objects: ['rule.name', 'alert.severity', 'alert.kind', 'threat.technique'],
  },
  audit: {
    subjects: ['user.name', 'source.ip', 'user.roles'],
    objects: ['event.action', 'event.outcome', 'watchfire.audit.target'],
  },
  deadletter: {
    subjects: ['watchfire.deadletter.agent', 'agent.id'],
    objects: ['error.type', 'event.dataset'],
  },
};

/** From a subject to the objects, from an object to the subjects. */
export function counterpart(stream: Stream, field: string): string {
  const { subjects, objects } = pivotFields[stream];
  return subjects.includes(field) ? objects[0]! : subjects[0]!;
}
