import { describe, expect, it } from 'vitest';
import type { Schema } from '../../api/call';
import { graphOf, placed } from './graph';

const record = {
  alert: { entity: { type: 'user', value: 'li.na' }, explanation: { label: { person: 'p-li-na', asset: 'archive' } } },
  user: { name: 'li.na' },
  host: { name: 'fs01' },
  rule: { id: 'r' },
} as unknown as Schema<'AlertRecord'>;

describe('what an alert connects', () => {
  it('has the entity in the middle and others around it by weight', () => {
    const graph = graphOf(
      record,
      [{ source: { ip: '10.0.0.1' }, host: { name: 'fs01' } }, { 'source.ip': '10.0.0.1' }, null],
      [],
    );
    expect(graph.middle.id).toBe('li.na');
    expect(graph.around.map((node) => `${node.kind} ${node.id} ${node.weight}`)).toEqual([
      'host fs01 2',
      'source 10.0.0.1 2',
      'person p-li-na 1',
      'asset archive 1',
    ]);
  });

  it('puts places evenly round an ellipse', () => {
    const at = placed(4, 200, 100).map(({ x, y }) => [Math.round(x), Math.round(y)]);
    expect(at).toEqual([
      [0, 50],
      [100, 0],
      [200, 50],
      [100, 100],
    ]);
  });
});
