import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { Card } from '../../ui/Page';
import { evidenceQuery } from './Evidence';
import { graphOf, type Node, placed } from './graph';
import { relatedQuery } from './Related';

const width = 760;
/** Room for the words of nodes at the edge. */
const margin = { x: 96, y: 30 };

/** Few things need little room. */
function heightFor(count: number): number {
  return count <= 2 ? 80 : count <= 4 ? 170 : 300;
}

function Words({ node, x, y }: { node: Node; x: number; y: number }) {
  const { t } = useTranslation();
  const shown = node.id.length > 24 ? `${node.id.slice(0, 23)}…` : node.id;
  return (
    <>
      <title>{node.id}</title>
      <text x={x} y={y - 1}>
        {shown}
      </text>
      <text x={x} y={y + 12} className="wf-graph-kind">
        {t(`entity.${node.kind}`, { defaultValue: node.kind })}
      </text>
    </>
  );
}

function Place({ node, x, y }: { node: Node; x: number; y: number }) {
  const box = <rect x={x - 82} y={y - 17} width="164" height="36" rx="4" />;
  if (node.kind === 'alert' || node.kind === 'process' || node.kind === 'domain') {
    return (
      <g className="wf-graph-node" data-kind={node.kind}>
        {box}
        <Words node={node} x={x} y={y} />
      </g>
    );
  }
  return (
    <Link to="/entities/$kind/$id" params={{ kind: node.kind, id: node.id }} search={{}}>
      <g className="wf-graph-node" data-kind={node.kind}>
        {box}
        <Words node={node} x={x} y={y} />
      </g>
    </Link>
  );
}

/** Who and what took part, as the evidence names them; each leads to its page. */
export function EntityGraph({ alertId, record }: { alertId: string; record: Schema<'AlertRecord'> }) {
  const { t } = useTranslation();
  const evidence = useQuery(evidenceQuery(alertId));
  const related = useQuery(relatedQuery(record.alert.entity.value));
  const graph = graphOf(
    record,
    evidence.data?.items.map((item) => item.record) ?? [],
    (related.data?.items ?? []).filter((row) => row.id !== alertId),
  );
  if (graph.around.length === 0) return null;
  const height = heightFor(graph.around.length);
  const middle = { x: width / 2, y: height / 2 };
  const places = placed(graph.around.length, width - 2 * margin.x, height - 2 * margin.y).map(({ x, y }) => ({
    x: x + margin.x,
    y: y + margin.y,
  }));
  return (
    <Card title={t('alerts.graph.title')}>
      <svg className="wf-graph" viewBox={`0 0 ${width} ${height}`} role="group" aria-label={t('alerts.graph.label')}>
        {places.map(({ x, y }, i) => (
          <line
            key={i}
            x1={middle.x}
            y1={middle.y}
            x2={x}
            y2={y}
            strokeWidth={Math.min(4, 1 + Math.log2(graph.around[i]?.weight ?? 1))}
          />
        ))}
        {graph.around.map((node, i) => (
          <Place key={`${node.kind} ${node.id}`} node={node} x={places[i]?.x ?? 0} y={places[i]?.y ?? 0} />
        ))}
        <g className="wf-graph-node wf-graph-middle">
          <rect x={middle.x - 90} y={middle.y - 20} width="180" height="42" rx="4" />
          <Words node={graph.middle} x={middle.x} y={middle.y} />
        </g>
      </svg>
    </Card>
  );
}
