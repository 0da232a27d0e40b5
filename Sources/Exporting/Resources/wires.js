// The wires from boxes to what they hold. They run between the boxes only: in the lanes between columns and in the
// channels between rows, side by side where they run together. Pure: places in, corners out, in pixels at a scale of 1.

/** The distances that follow from the measures. */
export function pitchOf(measures) {
  return {
    column: measures.cardWidth + measures.laneWidth,
    row: measures.channelHeight + measures.labelHeight + measures.cardHeight,
    // The lane on the right of the last column, and the channel below the last row, are about as large.
    margin: measures.laneWidth,
  };
}

/** The upper left corner of a card. */
export function cornerOf({ column, row }, measures) {
  const pitch = pitchOf(measures);
  return {
    x: column * pitch.column + measures.laneWidth,
    y: row * pitch.row + measures.channelHeight + measures.labelHeight,
  };
}

/** The size of a picture with so many columns and rows. */
export function sizeOf({ columns, rows }, measures) {
  const pitch = pitchOf(measures);
  return { width: columns * pitch.column + measures.laneWidth, height: rows * pitch.row + measures.channelHeight };
}

/**
 * The wires of a moment, each with its corners.
 *
 * @param links `{ from, to }` with the keys of places.
 */
export function routeAll(links, places, measures) {
  const tracks = new Tracks();
  const entrances = new Map();
  const known = links.filter(({ from, to }) => places.has(from) && places.has(to));
  // Straight wires come first: they have no choice.
  const isStraight = ({ from, to }) => {
    const [a, b] = [places.get(from), places.get(to)];
    return a.row === b.row && b.column === a.column + 1;
  };
  const order = [...known].sort((a, b) => isStraight(b) - isStraight(a));
  return order.map((link) => {
    const entrance = entrances.get(link.to) ?? 0;
    entrances.set(link.to, entrance + 1);
    return { ...link, points: route(places.get(link.from), places.get(link.to), entrance, isStraight(link), tracks, measures) };
  });
}

function route(from, to, entrance, isStraight, tracks, measures) {
  const pitch = pitchOf(measures);
  const [start, end] = [cornerOf(from, measures), cornerOf(to, measures)];
  const out = { x: start.x + measures.cardWidth, y: start.y + measures.portY };
  // The first comes in on the level on which wires leave, the others around it.
  const shift = Math.ceil((entrance % 7) / 2) * (entrance % 7 % 2 === 1 ? -1 : 1) * 10;
  const into = { x: end.x - 1, y: end.y + measures.portY + shift };
  if (isStraight && shift === 0) return [[out.x, out.y], [into.x, into.y]];
  const exit = from.column + 1; // the number of the lane
  if (to.column === exit) {
    const x = out.x + laneOffset(tracks.take(`lane ${exit}`, out.y, into.y), measures);
    return [[out.x, out.y], [x, out.y], [x, into.y], [into.x, into.y]];
  }
  // Below its row where it leads back or on in it, else on the near side of the row that it leads to.
  const channel = to.row > from.row ? to.row : to.row + 1;
  const level = channel * pitch.row;
  const x1 = out.x + laneOffset(tracks.take(`lane ${exit}`, out.y, level), measures);
  const x2 = end.x - measures.laneWidth + laneOffset(tracks.take(`lane ${to.column}`, level, into.y), measures);
  const y = level + 7 + tracks.take(`channel ${channel}`, x1, x2) * measures.wireStep;
  return [[out.x, out.y], [x1, out.y], [x1, y], [x2, y], [x2, into.y], [into.x, into.y]];
}

const laneOffset = (track, measures) => 8 + (track % 5) * measures.wireStep;

/** Which of the tracks of a lane or channel are taken where. */
class Tracks {
  constructor() {
    this.taken = new Map();
  }

  take(name, start, end) {
    const [low, high] = [Math.min(start, end), Math.max(start, end)];
    if (!this.taken.has(name)) this.taken.set(name, []);
    const tracks = this.taken.get(name);
    let track = 0;
    while (tracks[track]?.some(([from, to]) => from < high && low < to)) track += 1;
    (tracks[track] ??= []).push([low, high]);
    return name.startsWith('channel') ? track % 3 : track;
  }
}

/** A line with rounded corners, as the data of a path. */
export function roundedPath(points) {
  const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const toward = (from, to, length) => {
    const whole = distance(from, to) || 1;
    return [from[0] + ((to[0] - from[0]) * length) / whole, from[1] + ((to[1] - from[1]) * length) / whole].map(
      (number) => Math.round(number * 10) / 10);
  };
  let path = `M${points[0]}`;
  for (let index = 1; index < points.length - 1; index += 1) {
    const [before, turn, after] = points.slice(index - 1, index + 2);
    const radius = Math.min(9, distance(before, turn) / 2, distance(turn, after) / 2);
    path += `L${toward(turn, before, radius)}Q${turn} ${toward(turn, after, radius)}`;
  }
  return `${path}L${points[points.length - 1]}`;
}
