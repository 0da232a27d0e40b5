// Where boxes stand: in columns and rows. What holds stands to the left of what it holds; a chain that is longer than
// the picture is wide goes on in the next row, as text does. Pure: lives and links in, places out.

/** How many objects may live at once before those without wires are grouped by type and place. */
export const groupedFrom = 60;

/**
 * The structure of a whole recording, session by session: who holds whom at any time, in which order, and how many live at
 * once.
 */
export function structureOf(lives, links) {
  const sessions = new Map();
  const nodes = new Map();
  for (const life of lives) {
    const { key, id, type, line, place, session, born, died } = life;
    const node = { key, id, type, line, place, session, born, died, holds: [], holders: [], all: [], height: 0, component: null };
    nodes.set(key, node);
    if (!sessions.has(session)) sessions.set(session, []);
    sessions.get(session).push(node);
  }
  // Of what came at once, most that is held is older than what holds it; the others close cycles.
  const leadsOn = ({ from, to }) => (nodes.get(to)?.id ?? 0) >= (nodes.get(from)?.id ?? 0);
  const inOrder = [...links].sort((a, b) => a.born - b.born || leadsOn(a) - leadsOn(b));
  for (const { from, to } of inOrder) connect(nodes, from, to);
  const structure = { sessions: [], chain: 1, peak: 0 };
  for (const members of sessions.values()) {
    members.sort((a, b) => a.born - b.born || a.id - b.id);
    measureHeights(members);
    const peak = peakOf(members);
    structure.sessions.push({ ...sortOut(componentsOf(members), peak > groupedFrom), peak });
    structure.peak = Math.max(structure.peak, peak);
    for (const { height } of members) structure.chain = Math.max(structure.chain, height + 1);
  }
  return structure;
}

/** Parts the objects that hold or are held from those that stand alone; of many, those are grouped by type and place. */
function sortOut(components, isGrouped) {
  const isAlone = (members) => isGrouped && members.length === 1 && members[0].all.length === 0;
  const alone = components.filter(isAlone).map(([member]) => member);
  const placeOf = ({ type, line, place: source }) => `${type} ${source ?? line}`;
  const atPlace = new Map();
  for (const member of alone) atPlace.set(placeOf(member), (atPlace.get(placeOf(member)) ?? 0) + 1);
  const groups = new Map();
  for (const member of alone) {
    // A place that made one object only says less than the type.
    const isOnePlace = atPlace.get(placeOf(member)) > 1;
    const name = isOnePlace ? placeOf(member) : member.type;
    if (!groups.has(name)) groups.set(name, { isOnePlace, members: [] });
    groups.get(name).members.push(member);
  }
  return { components: components.filter((members) => !isAlone(members)), groups: [...groups.values()] };
}

/**
 * Lays out a whole recording at once: a box keeps its place for as long as its object lives, since who will hold it later
 * is known.
 *
 * @returns the places by the objects' keys, the size, and the frames of groups.
 */
export function layOut(structure, columns) {
  const result = { places: new Map(), groups: [], columns: 1, rows: 1 };
  for (const { components, groups } of structure.sessions) {
    const blocks = components.map((members) => blockOf(members, columns));
    for (const { isOnePlace, members } of groups) blocks.push(groupOf(members, isOnePlace, columns));
    place(blocks, columns, result);
  }
  return result;
}

/** Notes that one object held another. An edge that would close a cycle leads back and decides no place. */
function connect(nodes, from, to) {
  const [holder, held] = [nodes.get(from), nodes.get(to)];
  if (!holder || !held) return;
  holder.all.push(held);
  held.all.push(holder);
  if (holder === held || holder.holds.includes(held) || leads(held, holder)) return;
  holder.holds.push(held);
  held.holders.push(holder);
}

const searched = 4096; // how many objects are looked at for a cycle

function leads(start, goal) {
  // What nothing holds cannot be reached.
  if (goal.holders.length === 0 || start.holds.length === 0) return false;
  const seen = new Set([start]);
  const walk = [start];
  while (walk.length > 0 && seen.size < searched) {
    for (const next of walk.pop().holds) {
      if (next === goal) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      walk.push(next);
    }
  }
  return walk.length > 0;
}

/** The height of an object is the longest way from it to one that holds nothing. */
function measureHeights(nodes) {
  const waiting = new Map(nodes.map((node) => [node, node.holds.length]));
  let layer = nodes.filter((node) => node.holds.length === 0);
  while (layer.length > 0) {
    const next = [];
    for (const node of layer) {
      for (const holder of node.holders) {
        holder.height = Math.max(holder.height, node.height + 1);
        waiting.set(holder, waiting.get(holder) - 1);
        if (waiting.get(holder) === 0) next.push(holder);
      }
    }
    layer = next;
  }
}

function componentsOf(nodes) {
  const components = [];
  for (const start of nodes) {
    if (start.component) continue;
    const members = [start];
    start.component = members;
    for (let index = 0; index < members.length; index += 1) {
      for (const next of members[index].all) {
        if (next.component) continue;
        next.component = members;
        members.push(next);
      }
    }
    components.push(members);
  }
  return components;
}

/** How many live at once, at most. */
function peakOf(nodes) {
  if (nodes.length < 2) return nodes.length;
  const births = Float64Array.from(nodes, ({ born }) => born).sort();
  const deaths = Float64Array.from(nodes, ({ died }) => died).sort();
  let [peak, over] = [0, 0];
  for (let index = 0; index < births.length; index += 1) {
    while (deaths[over] <= births[index]) over += 1;
    peak = Math.max(peak, index + 1 - over);
  }
  return peak;
}

const birthOf = (members) => members.reduce((first, { born }) => Math.min(first, born), Infinity);
const deathOf = (members) => members.reduce((last, { died }) => Math.max(last, died), 0);

/** The places of objects that hold one another, from the upper left corner of their block on. */
function blockOf(members, columns) {
  const top = members.reduce((most, { height }) => Math.max(most, height), 0);
  const width = Math.min(columns, top + 1);
  // A chain whose links die as new ones come needs no more bands than live at once.
  const bandCount = Math.min(Math.ceil((top + 1) / width), Math.ceil(peakOf(members) / width) + 1);
  const bands = Array.from({ length: bandCount }, () => ({ rows: [] }));
  const spots = new Map();
  for (const node of [...members].sort((a, b) => a.born - b.born || b.height - a.height || a.id - b.id)) {
    const depth = top - node.height;
    const column = depth % width;
    const band = Math.floor(depth / width) % bandCount;
    const neighbour = [...node.holds, ...node.holders].map((other) => spots.get(other)).find((spot) => spot?.band === band);
    spots.set(node, { column, band, row: freeRow(bands[band], column, node, neighbour?.row) });
  }
  const tops = [];
  let height = 0;
  for (const { rows } of bands) {
    tops.push(height);
    height += rows.length;
  }
  const places = members.map((node) => {
    const { column, band, row } = spots.get(node);
    return [node.key, { column, row: tops[band] + row }];
  });
  return { places, width, height, born: birthOf(members), died: deathOf(members) };
}

/** A row of a band in which a column is free when the object is born: the wished one if it can be. */
function freeRow({ rows }, column, { born, died }, wish) {
  const isFree = (row) => (rows[row]?.[column] ?? 0) <= born;
  let row = wish ?? 0;
  if (wish === undefined || !isFree(wish)) {
    row = 0;
    while (row < rows.length && !isFree(row)) row += 1;
  }
  while (rows.length <= row) rows.push([]);
  rows[row][column] = died;
  return row;
}

/** A frame around objects of one type from one place, each in the first spot that is free. */
function groupOf(members, isOnePlace, columns) {
  const free = []; // when each spot is free again
  const spots = new Map();
  for (const node of members) {
    let spot = 0;
    while (spot < free.length && free[spot] > node.born) spot += 1;
    free[spot] = node.died;
    spots.set(node.key, spot);
  }
  const width = Math.min(columns, free.length);
  const places = members.map(({ key }) => {
    const spot = spots.get(key);
    return [key, { column: spot % width, row: Math.floor(spot / width) }];
  });
  const [{ type, line, place: source, session }] = members;
  const group = { type, line, place: source, isOnePlace, session, keys: members.map(({ key }) => key) };
  return {
    places, width, height: Math.ceil(free.length / width), born: birthOf(members), died: deathOf(members), group,
    // A frame keeps its whole rows.
    room: columns,
  };
}

/** Puts each block where there is room for as long as it lives, in the order of reading. */
function place(blocks, columns, result) {
  const rows = []; // for each row, when each column is free again
  const isFree = (row, column, born) => (rows[row]?.[column] ?? 0) <= born;
  const fits = (row, column, { width, height, born }) => {
    for (let y = row; y < row + height; y += 1) {
      for (let x = column; x < column + width; x += 1) if (!isFree(y, x, born)) return false;
    }
    return true;
  };
  const isFull = (row, born) => {
    for (let column = 0; column < columns; column += 1) if (isFree(row, column, born)) return false;
    return true;
  };
  let start = 0; // in the rows above nothing is free until `again`
  let again = Infinity;
  blocks.sort((a, b) => Boolean(a.group) - Boolean(b.group) || a.born - b.born);
  for (const block of blocks) {
    const room = { ...block, width: block.room ?? block.width };
    if (block.born >= again) [start, again] = [0, Infinity];
    let [row, column] = [start, 0];
    while (!fits(row, column, room)) {
      column += 1;
      if (column + room.width > columns) [row, column] = [row + 1, 0];
    }
    for (let y = row; y < row + room.height; y += 1) {
      rows[y] ??= [];
      for (let x = column; x < column + room.width; x += 1) rows[y][x] = block.died;
    }
    again = Math.min(again, block.died);
    while (rows[start] && isFull(start, block.born)) start += 1;
    for (const [key, spot] of block.places) {
      result.places.set(key, { column: column + spot.column, row: row + spot.row });
    }
    if (block.group) result.groups.push({ ...block.group, row, column, width: block.width, height: block.height });
    result.columns = Math.max(result.columns, column + block.width);
    result.rows = Math.max(result.rows, row + block.height);
  }
}

/**
 * The layout that fills a stage best.
 *
 * @param stage its width and height in pixels, and the least scale; without a height, all of the width is used and the picture may be long.
 * @param pitch the distances of columns and rows.
 */
export function bestLayout(lives, links, stage, pitch) {
  const members = [...lives];
  const structure = structureOf(members, links);
  const { peak, chain } = structure;
  // A heap that is too large for the stage scrolls down, not sideways.
  const widest = Math.max(1, Math.floor((stage.width / (stage.least ?? 0.3) - pitch.margin) / pitch.column));
  const shape = (stage.width / (stage.height ?? stage.width)) * (pitch.row / pitch.column);
  const guess = Math.min(widest, Math.ceil(Math.sqrt(peak * shape)));
  // Of a large heap or a long recording one shape is tried: it has to be open before its reader is tired.
  const candidates = guess > 12 || members.length > 2000
    ? [Math.max(guess, Math.min(chain, 6))]
    : Array.from({ length: Math.min(Math.max(peak, chain, 1), widest, 16) }, (_, index) => index + 1);
  let best = null;
  for (const columns of candidates) {
    const layout = layOut(structure, columns);
    const across = stage.width / (layout.columns * pitch.column + pitch.margin);
    const down = stage.height ? stage.height / (layout.rows * pitch.row + pitch.margin) : Infinity;
    const scale = Math.min(across, down, stage.most);
    // A fold costs less than text that is hard to read, and more than text that is a little smaller.
    const score = scale * 0.86 ** (Math.min(Math.ceil(chain / columns), 6) - 1) + (stage.height ? 0 : -0.0001 * layout.rows);
    if (!best || score > best.score + 0.001) best = { ...layout, score, scale, wide: columns };
  }
  return best;
}

const ownRows = 5;

/**
 * Places for a heap whose future is unknown: a new box goes beside what holds it or what it holds, and only a box
 * without company moves when it gets some. Columns may be negative; the view follows.
 */
export class GrowingLayout {
  constructor(columns) {
    this.wide = columns;
    this.places = new Map();
    this.groups = [];
    this.taken = new Map();
    /** The types whose objects hold others: they get a row of their own while there is room, for what will hold them. */
    this.holding = new Set(['Cell']);
    this.#measure();
  }

  /** Brings the places up to date with the cards of a heap. */
  update(cards) {
    for (const key of [...this.places.keys()]) if (!cards.has(key)) this.#leave(key);
    const holders = new Map();
    for (const card of cards.values()) {
      if (card.holds.length > 0) this.holding.add(card.type);
      for (const held of card.holds) holders.set(held, [...(holders.get(held) ?? []), card.key]);
    }
    for (const [key, card] of cards) {
      const old = this.places.get(key);
      const wishes = this.#wishes(card, holders.get(key) ?? []);
      if (!old) {
        this.#enter(key, this.#free(wishes[0]) ?? this.#nearest(wishes[0], this.holding.has(card.type)));
      } else if (wishes.length > 0 && !this.#hasCompany(card, holders)) {
        const better = wishes.map((wish) => this.#free(wish)).find(Boolean);
        if (!better) continue;
        this.#leave(key);
        this.#enter(key, better);
      }
    }
    this.#measure();
  }

  /** Where an object would stand best: left of what it holds, right of what holds it. */
  #wishes(card, holders) {
    const beside = (key, distance) => {
      const spot = key === card.key ? null : this.places.get(key);
      return spot ? { column: spot.column + distance, row: spot.row } : null;
    };
    return [...card.holds.map((key) => beside(key, -1)), ...holders.map((key) => beside(key, 1))].filter(Boolean);
  }

  /** Whether an object stands beside one that it holds or is held by already. */
  #hasCompany(card, holders) {
    const spot = this.places.get(card.key);
    const isBeside = (key, distance) => this.places.get(key)?.column === spot.column + distance;
    return card.holds.some((key) => isBeside(key, 1)) || (holders.get(card.key) ?? []).some((key) => isBeside(key, -1));
  }

  #free(wish) {
    if (!wish || this.taken.has(`${wish.column} ${wish.row}`)) return null;
    const [left, right] = [Math.min(this.left, wish.column), Math.max(this.right, wish.column)];
    return right - left < Math.max(this.wide, this.right - this.left + 1) ? wish : null;
  }

  /** The free place that is nearest to a wish; without one, the first in the order of reading, with room on its left. */
  #nearest(wish, mayHold) {
    if (wish) {
      for (let distance = 1; ; distance += 1) {
        for (const [column, row] of [[0, distance], [0, -distance], [-1, distance - 1], [1, distance - 1], [-1, distance], [1, distance]]) {
          const spot = { column: wish.column + column, row: wish.row + row };
          if (spot.row >= 0 && this.#free(spot)) return spot;
        }
      }
    }
    if (mayHold) {
      const used = new Set([...this.places.values()].map(({ row }) => row));
      for (let row = 0; row < ownRows; row += 1) if (!used.has(row)) return { column: 0, row };
    }
    const end = Math.max(this.right, this.left + this.wide - 1);
    for (let row = 0; ; row += 1) {
      for (let column = 0; column <= end; column += 1) {
        if (!this.taken.has(`${column} ${row}`)) return { column, row };
      }
    }
  }

  #enter(key, spot) {
    this.places.set(key, spot);
    this.taken.set(`${spot.column} ${spot.row}`, key);
    this.left = Math.min(this.left, spot.column);
    this.right = Math.max(this.right, spot.column);
  }

  #leave(key) {
    const { column, row } = this.places.get(key);
    this.places.delete(key);
    this.taken.delete(`${column} ${row}`);
  }

  #measure() {
    [this.left, this.right] = [0, 0];
    let bottom = 0;
    for (const { column, row } of this.places.values()) {
      this.left = Math.min(this.left, column);
      this.right = Math.max(this.right, column);
      bottom = Math.max(bottom, row);
    }
    this.columns = this.right - this.left + 1;
    this.rows = bottom + 1;
  }
}
