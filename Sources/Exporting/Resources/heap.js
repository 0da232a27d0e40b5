// The picture of the heap: a card for each object, a label for each name that refers to it, a wire for each handle inside
// an object.

import { element, setText, shape } from './dom.js';
import { cornerOf, pitchOf, roundedPath, routeAll } from './wires.js';

const drawnAtOnce = 300; // of more cards only those in view are drawn
const leaving = 300; // how long what goes is still to be seen, in milliseconds

const markTexts = {
  made: () => 'new',
  rose: (card) => `▲ ${card.before} → ${card.count}`,
  fell: (card) => `▼ ${card.before} → ${card.count}`,
  destroyed: () => 'destroyed',
  leaked: () => 'leaked',
};

const roleTexts = {
  handle: '', owning: 'raw pointer that owns a count: ', raw: 'raw pointer: ', lost: '', engine: 'held by the engine of ', more: '',
  nobody: '',
};

/** What the last step did to a card's object, in a word or two. */
export function markText(card, hidden) {
  if (hidden?.has('count') && (card.mark === 'rose' || card.mark === 'fell')) return `${card.before} → ?`;
  return markTexts[card.mark]?.(card) ?? '';
}

/** A card in a sentence. */
export function describe(card, mark, hidden, isUnreached, terms) {
  const labels = card.labels.map(([role, name]) => roleTexts[role] + name);
  if (card.more) labels.push(`${card.more} more`);
  const names = isUnreached ? `, no ${terms.outside} reaches it` : labels.length > 0 ? `, ${terms.heldBy} ${labels.join(', ')}` : '';
  const type = hidden?.has('type') ? '?' : card.type;
  const value = hidden?.has('value') ? '?' : card.value;
  const count = hidden?.has('count') ? 'hidden' : card.count;
  return `@${card.id} ${type} ${value}, count ${count}${mark ? `, ${mark}` : ''}${names}`;
}

/** A type without its module where the whole does not fit. */
const shortType = (type) => (type.length > 13 && type.includes('.') ? type.slice(type.indexOf('.') + 1) : type);

/** The labels of a card with their places: as many as there is room for, the longest made shorter first. */
export function labelsOf(card, isUnreached, width, terms) {
  const labels = [...card.labels];
  if (isUnreached) labels.unshift(['nobody', terms.unreached]);
  const most = labels.length + (card.more ? 1 : 0) > 3 ? 2 : 3;
  const shown = labels.slice(0, most);
  const rest = labels.length - shown.length + (card.more ?? 0);
  if (rest > 0) shown.push(['more', `+${rest}`]);
  const gap = 5;
  const natural = shown.map(([, text]) => Math.max(26, [...text].length * 7.9 + 18));
  let room = width - gap * (shown.length - 1);
  const widths = Array(shown.length).fill(0);
  let open = shown.map((_, index) => index).sort((a, b) => natural[a] - natural[b]);
  for (; open.length > 0; open = open.slice(1)) {
    widths[open[0]] = Math.min(natural[open[0]], room / open.length);
    room -= widths[open[0]];
  }
  let x = 0;
  return shown.map(([role, text, detail], index) => {
    const label = { role, text, detail, x, width: widths[index] };
    x += widths[index] + gap;
    return label;
  });
}

export class HeapView {
  /**
   * @param nodes `{ cards, wires }`: the list of cards and the drawing of wires.
   * @param select what to do when a card is chosen.
   */
  constructor(nodes, measures, select) {
    Object.assign(this, nodes, { measures, select });
    this.actors = new Map();
    this.drawn = new Map(); // wires
    this.frames = shape('g');
    this.lines = shape('g');
    this.signs = shape('g');
    this.wires.append(this.frames, this.lines, this.signs);
    const style = this.cards.parentElement.style;
    for (const [name, value] of Object.entries(measures)) style.setProperty(`--${name}`, `${value}px`);
    this.cards.addEventListener('click', (event) => {
      const card = event.target.closest('.card');
      if (card) select(card.dataset.key);
    });
    this.cards.addEventListener('keydown', (event) => this.#key(event));
  }

  /**
   * Shows a heap.
   *
   * @param scene `{ cards, places, groups, count, hidden, unreached, cycles, selected, view }`.
   */
  show(scene, { still = false } = {}) {
    this.scene = scene;
    this.still = still;
    this.#drawCards();
    this.#drawWires();
    this.#drawFrames();
  }

  /** Draws what has come into view. */
  look(view) {
    if (!this.scene || this.scene.cards.size <= drawnAtOnce) return;
    this.scene.view = view;
    this.still = true;
    this.#drawCards();
  }

  boxOf(key) {
    const spot = this.scene?.places.get(key);
    if (!spot) return null;
    const { x, y } = cornerOf(spot, this.measures);
    const { laneWidth, labelHeight, cardWidth, cardHeight } = this.measures;
    return { x: x - laneWidth / 2, y: y - labelHeight, width: cardWidth + laneWidth, height: cardHeight + labelHeight + 16 };
  }

  // MARK: Cards

  #drawCards() {
    const { cards, places, view } = this.scene;
    const present = new Set();
    const isMany = cards.size > drawnAtOnce && view;
    const pitch = pitchOf(this.measures);
    const ordered = [...cards.values()].filter((card) => places.has(card.key));
    const isSeen = (x, y) => !isMany
      || (x > view.x - 2 * pitch.column && x < view.x + view.width + pitch.column
        && y > view.y - 2 * pitch.row && y < view.y + view.height + 2 * pitch.row);
    let first = null;
    for (const card of ordered) {
      const { x, y } = cornerOf(places.get(card.key), this.measures);
      if (!isSeen(x, y)) continue;
      this.#drawCard(card, x, y, present);
      const spot = places.get(card.key);
      if (!first || spot.row < first.row || (spot.row === first.row && spot.column < first.column)) first = { ...spot, key: card.key };
    }
    for (const [key, actor] of this.actors) if (!present.has(key)) this.#leave(key, actor);
    // One card is reached by Tab, the others from it by arrows.
    const entry = this.actors.has(`card ${this.scene.selected}`) ? this.scene.selected : first?.key;
    for (const actor of this.actors.values()) {
      if (actor.kind !== 'card') continue;
      const index = actor.key === entry ? 0 : -1;
      if (actor.node.tabIndex !== index) actor.node.tabIndex = index;
    }
  }

  #drawCard(card, x, y, present) {
    const { count, hidden, unreached, selected, terms } = this.scene;
    const concealed = hidden.get(card.key);
    const isUnreached = unreached.has(card.key);
    const isNow = card.step === count && card.mark;
    const text = isNow ? markText(card, concealed) : '';
    const actor = this.#place(`card ${card.key}`, 'card', card.key, x, y, makeCard, present);
    // What is as it was needs no drawing.
    const look = `${isNow} ${card.step} ${isUnreached} ${selected === card.key} ${[...(concealed ?? [])]}`;
    if (actor.look !== look || actor.card !== card) {
      actor.look = look;
      actor.card = card;
      const mark = isNow ? (concealed?.has('count') && card.mark !== 'made' ? 'changed' : card.mark) : '';
      actor.node.className = `card ${mark}${isUnreached ? ' unreached' : ''}${selected === card.key ? ' selected' : ''}`;
      actor.node.setAttribute('aria-label', describe(card, text, concealed, isUnreached, terms));
      const [number, type, amount, unit, note, value] = actor.node.children;
      setText(number, `@${card.id}`);
      setText(type, concealed?.has('type') ? '?' : shortType(card.type));
      type.title = concealed?.has('type') ? '' : card.type;
      setText(amount, concealed?.has('count') ? '?' : String(card.count));
      amount.classList.toggle('asked', Boolean(concealed?.has('count')));
      setText(unit, 'count');
      setText(note, text);
      setText(value, concealed?.has('value') ? '?' : card.value);
    }
    labelsOf(card, isUnreached, this.measures.cardWidth, terms).forEach((label, index) => this.#drawLabel(card, label, index, x, y, present));
  }

  #drawLabel(card, { role, text, detail, x: shift, width }, index, x, y, present) {
    // Names are unique, so a name that is bound anew moves; what has no name, as a traced handle, belongs to its card.
    const isName = !this.scene.isTrace && (role === 'handle' || role === 'owning' || role === 'raw');
    const key = isName ? `name ${card.session} ${text}` : `${role} ${card.key} ${index}`;
    const actor = this.#place(key, 'label', card.key, x + shift, y - this.measures.labelHeight, makeLabel, present);
    const look = `${role} ${width} ${text}`;
    if (actor.look === look) return;
    actor.look = look;
    actor.node.className = `label ${role}`;
    actor.node.style.width = `${width}px`;
    actor.node.title = roleTexts[role] + text + (detail ? ` (${detail})` : '');
    setText(actor.node.firstChild, text);
    const isDouble = role === 'owning' || role === 'lost';
    actor.node.querySelector('.line').setAttribute('d', isDouble ? 'M4.5 0V6M7.5 0V6' : 'M6 0V6');
  }

  /** Puts something on the plane, or gives it a new place. */
  #place(key, kind, owner, x, y, make, present) {
    present.add(key);
    let actor = this.actors.get(key);
    if (!actor) {
      actor = { kind, key: owner, node: make() };
      if (!this.still) actor.node.classList.add('entering');
      this.cards.append(actor.node);
      this.actors.set(key, actor);
    }
    if (actor.timer) {
      clearTimeout(actor.timer);
      actor.timer = 0;
      actor.look = null;
    }
    actor.key = owner;
    if (kind === 'card') actor.node.dataset.key = owner;
    if (actor.x !== x || actor.y !== y) actor.node.style.transform = `translate(${x}px, ${y}px)`;
    Object.assign(actor, { x, y });
    return actor;
  }

  #leave(key, actor) {
    if (this.still) {
      clearTimeout(actor.timer);
      actor.node.remove();
      this.actors.delete(key);
    } else if (!actor.timer) {
      actor.node.classList.add('leaving');
      actor.timer = setTimeout(() => {
        actor.node.remove();
        this.actors.delete(key);
      }, leaving);
    }
  }

  // MARK: Wires

  #drawWires() {
    const { cards, places, cycles } = this.scene;
    const links = [];
    for (const card of cards.values()) {
      for (const to of new Set(card.holds)) if (cards.has(to)) links.push({ from: card.key, to });
    }
    const inCycle = new Set();
    const breaks = new Map();
    for (const { keys, edge, frees } of cycles) {
      keys.forEach((key, index) => inCycle.add(`${key} ${keys[(index + 1) % keys.length]}`));
      breaks.set(`${edge.from} ${edge.to}`, frees.length);
    }
    const present = new Set();
    this.signs.replaceChildren();
    for (const { from, to, points } of routeAll(links, places, this.measures)) {
      const key = `${from} ${to}`;
      present.add(key);
      let wire = this.drawn.get(key);
      if (!wire) {
        wire = shape('path', { class: 'wire' });
        this.lines.append(wire);
        this.drawn.set(key, wire);
      }
      const isCycle = inCycle.has(key);
      const look = `wire${isCycle ? ' cycle' : ''}${breaks.has(key) ? ' break' : ''}${this.still ? '' : ' entering'}`;
      if (wire.getAttribute('class').replace(' entering', '') !== look.replace(' entering', '')) wire.setAttribute('class', look);
      const path = roundedPath(points);
      if (wire.getAttribute('d') !== path) wire.setAttribute('d', path);
      const head = isCycle ? 'url(#head-cycle)' : 'url(#head)';
      if (wire.getAttribute('marker-end') !== head) wire.setAttribute('marker-end', head);
      if (breaks.has(key)) this.#sign(points, breaks.get(key));
    }
    for (const [key, wire] of this.drawn) {
      if (present.has(key)) continue;
      wire.remove();
      this.drawn.delete(key);
    }
  }

  /** Marks the edge to break, on its longest part. */
  #sign(points, frees) {
    let best = [points[0], points[1]];
    const length = ([a, b]) => Math.hypot(a[0] - b[0], a[1] - b[1]);
    for (let index = 1; index < points.length; index += 1) {
      const part = [points[index - 1], points[index]];
      if (length(part) > length(best)) best = part;
    }
    const [x, y] = [(best[0][0] + best[1][0]) / 2, (best[0][1] + best[1][1]) / 2];
    const group = shape('g', { class: 'sign', transform: `translate(${x} ${y})` });
    const title = shape('title');
    title.textContent = `Break here: frees ${frees}`;
    group.append(title, shape('path', { class: 'cut', d: 'M-6 -8L6 8M6 -8L-6 8' }));
    this.signs.append(group);
  }

  #drawFrames() {
    const { groups, cards, places, terms } = this.scene;
    this.frames.replaceChildren();
    const pitch = pitchOf(this.measures);
    for (const group of groups) {
      const live = group.keys.reduce((sum, key) => sum + (cards.has(key) && places.has(key) ? 1 : 0), 0);
      if (live === 0) continue;
      const x = group.column * pitch.column + this.measures.laneWidth / 2;
      const y = group.row * pitch.row + 22;
      this.frames.append(shape('rect', {
        class: 'frame', x, y, rx: 14, width: group.width * pitch.column, height: group.height * pitch.row - 10,
      }));
      const text = shape('text', { class: 'frame-name', x: x + 8, y: y - 5 });
      text.textContent = `${group.type}${group.isOnePlace ? ` · made ${terms.made(group)}` : ''} · ${live}`;
      this.frames.append(text);
    }
  }

  // MARK: Keys

  #key(event) {
    const at = event.target.closest('.card')?.dataset.key;
    if (!at) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.select(at);
    }
    const distance = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!distance) return;
    event.preventDefault();
    const { places } = this.scene;
    const order = [...this.actors.values()].filter(({ kind, timer }) => kind === 'card' && !timer).map(({ key }) => key).sort((a, b) => {
      const [one, other] = [places.get(a), places.get(b)];
      return one.row - other.row || one.column - other.column;
    });
    const next = order[order.indexOf(at) + distance];
    const node = next && this.actors.get(`card ${next}`)?.node;
    if (!node) return;
    node.tabIndex = 0;
    node.focus({ preventScroll: false });
  }
}

function makeCard() {
  const node = element('div', 'card');
  node.setAttribute('role', 'listitem');
  for (const part of ['object', 'type', 'count', 'unit', 'mark', 'value']) node.append(element('span', part));
  return node;
}

function makeLabel() {
  const node = element('div', 'label');
  node.setAttribute('aria-hidden', 'true');
  node.append(element('span', 'name'));
  const arrow = shape('svg', { viewBox: '0 0 12 11' });
  arrow.append(shape('path', { class: 'line' }), shape('path', { class: 'head', d: 'M2 5L6 11L10 5z' }));
  node.append(arrow);
  return node;
}

