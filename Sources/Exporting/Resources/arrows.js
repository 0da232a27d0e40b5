// The arrows from cells to what they hold. They run between the cards only; see Grid.swift.

const arrowLayer = byId('arrows');
const arrows = new Map();

arrowLayer.append(shape('defs', {}));
{
  const marker = shape('marker', {
    id: 'head', viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 9, markerHeight: 9,
    markerUnits: 'userSpaceOnUse', orient: 'auto',
  });
  marker.append(shape('path', { d: 'M0 0L10 5L0 10z' }));
  arrowLayer.firstChild.append(marker);
}

/** Decides which arrows there are; `showArrows` draws them while cards move. */
function planArrows(cards, heap) {
  for (const arrow of arrows.values()) arrow.isLeaving = true;
  const entrances = new Map();
  for (const card of cards) {
    if (card.holds === undefined || !heap.cards.has(card.holds)) continue;
    const entrance = entrances.get(card.holds) ?? 0;
    entrances.set(card.holds, entrance + 1);
    const key = `${card.id} ${card.holds}`;
    let arrow = arrows.get(key);
    if (!arrow) {
      arrow = { key, node: shape('path', { class: 'arrow', 'marker-end': 'url(#head)' }), opacity: 0 };
      arrowLayer.append(arrow.node);
      arrows.set(key, arrow);
    }
    Object.assign(arrow, { from: card.id, to: card.holds, slot: card.slot, entrance, isLeaving: false });
  }
  for (const arrow of arrows.values()) arrow.start = arrow.opacity;
  const width = grid.columns * (measure.label + measure.card + measure.lane);
  const height = grid.rows * (measure.laneHeight + measure.height) + 6;
  arrowLayer.setAttribute('viewBox', `0 0 ${width} ${height}`);
  arrowLayer.style.width = `${width * grid.unit}px`;
  arrowLayer.style.height = `${height * grid.unit}px`;
}

function showArrows(share) {
  for (const arrow of arrows.values()) {
    const goal = arrow.isLeaving ? 0 : 1;
    arrow.opacity = arrow.start + (goal - arrow.start) * share;
    arrow.node.style.opacity = arrow.opacity;
    const from = actors.get(`card ${arrow.from}`);
    const to = actors.get(`card ${arrow.to}`);
    if (from && to) arrow.node.setAttribute('d', roundedPath(route(from, to, arrow)));
    if (!from || !to || (share === 1 && arrow.isLeaving)) {
      arrow.node.remove();
      arrows.delete(arrow.key);
    }
  }
}

/** The corners of an arrow: to the right, along the column, along the row, down to the card. */
function route(from, to, { slot, entrance }) {
  const lane = (slot % 4) * 6;
  const x = from.x + measure.card + 8 + lane;
  const y = to.y - 13 - lane;
  const port = to.x + 24 + (entrance % 6) * 20;
  return [
    [from.x + measure.card, from.y + measure.portY], [x, from.y + measure.portY], [x, y], [port, y],
    [port, to.y - 2],
  ];
}

/** A line with rounded corners. */
function roundedPath(points) {
  const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const toward = (from, to, length) => {
    const whole = distance(from, to) || 1;
    return [from[0] + ((to[0] - from[0]) * length) / whole, from[1] + ((to[1] - from[1]) * length) / whole];
  };
  let path = `M${points[0]}`;
  for (let index = 1; index < points.length - 1; index += 1) {
    const [before, turn, after] = points.slice(index - 1, index + 2);
    const radius = Math.min(8, distance(before, turn) / 2, distance(turn, after) / 2);
    path += `L${toward(turn, before, radius)}Q${turn} ${toward(turn, after, radius)}`;
  }
  return `${path}L${points[points.length - 1]}`;
}
