// The heap: a card for each object, labels for the names that refer to it. The measures are those of Grid.swift, for a
// unit of one pixel.

const measure = {
  card: 160, height: 92, label: 90, lane: 38, laneHeight: 40, labelHeight: 22, portY: 70,
};
const smallest = 0.62; // how far a large heap is made smaller before it scrolls
const duration = 380; // of a move, in milliseconds
const stillness = window.matchMedia('(prefers-reduced-motion: reduce)');

const board = byId('board');
const cardList = byId('cards');
// What is on the board, by a key that stays the same from step to step: that is how the page knows what moved.
const actors = new Map();
let frame = 0;
let grid = { columns: 1, rows: 1, unit: 1 };

const corner = (slot) => ({
  x: (slot % grid.columns) * (measure.label + measure.card + measure.lane) + measure.label,
  y: Math.floor(slot / grid.columns) * (measure.laneHeight + measure.height) + measure.laneHeight,
});

/** Fits the places into the room there is. */
function fitGrid(places) {
  const room = byId('heap');
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const isPhone = window.matchMedia('(max-width: 52rem)').matches;
  const width = measure.label + measure.card + measure.lane;
  const height = measure.laneHeight + measure.height;
  const least = isPhone ? 1 : smallest;
  let unit = size;
  let columns = 1;
  let rows = 1;
  for (let share = 1; share >= least - 0.001; share -= 0.06) {
    unit = size * share;
    columns = Math.max(1, Math.min(Math.floor(room.clientWidth / (width * unit)), Math.max(places, 1)));
    rows = Math.max(1, Math.ceil(places / columns));
    if (rows * height * unit + 6 <= room.clientHeight) break;
  }
  // A screen that is narrower than a card with its labels still shows it whole.
  unit = Math.min(unit, room.clientWidth / width);
  grid = { columns, rows, unit };
  board.style.fontSize = `${16 * unit}px`;
  board.style.width = `${columns * width * unit}px`;
  board.style.height = `${rows * height * unit + 6}px`;
}

/** Puts an actor on the board, or gives it a new place. */
function place(key, kind, x, y, make) {
  let actor = actors.get(key);
  if (!actor) {
    const entrance = kind === 'label' ? { x: x - 14, y } : { x, y: y + 10 };
    actor = { key, kind, node: make(), x: entrance.x, y: entrance.y, opacity: 0 };
    cardList.append(actor.node);
    actors.set(key, actor);
  }
  actor.to = { x, y, opacity: 1 };
  actor.isLeaving = false;
  return actor;
}

function makeCard() {
  const node = element('div', 'card');
  node.setAttribute('role', 'listitem');
  const title = element('span', 'object');
  title.append(element('b'), element('i'));
  node.append(title);
  for (const part of ['mark', 'value', 'count', 'unit']) node.append(element('span', part));
  return node;
}

function makeLabel() {
  const node = element('div', 'label');
  node.setAttribute('aria-hidden', 'true');
  node.append(element('span', 'name'));
  const arrow = shape('svg', { viewBox: '0 0 26 12' });
  arrow.append(shape('path', { class: 'line' }), shape('path', { class: 'head', d: 'M17 1L26 6L17 11z' }));
  node.append(arrow);
  return node;
}

const markTexts = {
  made: () => 'new',
  rose: (card) => `▲ ${card.before} → ${card.count}`,
  fell: (card) => `▼ ${card.before} → ${card.count}`,
  destroyed: () => 'destroyed',
  leaked: () => 'leaked',
};

const roleTexts = { handle: '', owning: 'raw pointer that owns a count: ', raw: 'raw pointer: ', lost: '', engine: 'held by the engine of ' };

function describe(card, mark) {
  const labels = (card.labels ?? []).map(([role, name]) => roleTexts[role] + name);
  if (card.more) labels.push(`${card.more} more`);
  const names = labels.length > 0 ? `, named by ${labels.join(', ')}` : '';
  return `@${card.id} ${card.type} ${card.value}, count ${card.count}${mark ? `, ${mark}` : ''}${names}`;
}

function drawCard(card, isNow) {
  const { x, y } = corner(card.slot);
  const { node } = place(`card ${card.id}`, 'card', x, y, makeCard);
  // Who listens hears the cards in the order of their places.
  cardList.append(node);
  const mark = isNow && card.mark ? card.mark : '';
  const text = mark && markTexts[mark] ? markTexts[mark](card) : '';
  node.className = `card ${mark}`;
  node.setAttribute('aria-label', describe(card, text));
  node.title = card.value;
  const [title, ...others] = node.children;
  title.firstChild.textContent = `@${card.id}`;
  title.lastChild.textContent = card.type;
  title.style.maxWidth = `${8.4 - 1.15 * String(card.count).length}em`;
  [text, card.value, String(card.count), 'count'].forEach((part, index) => { others[index].textContent = part; });
  const labels = card.labels ?? [];
  labels.forEach(([role, name], index) => drawLabel(card, role, name, x, y, index));
  if (card.more) drawLabel(card, 'more', `+${card.more}`, x, y, labels.length);
}

function drawLabel(card, role, name, x, y, index) {
  // Names are unique, so a name that is bound anew moves; what has no name belongs to its card.
  const key = role === 'more' || role === 'lost' || role === 'engine' ? `${role} ${card.id} ${index}` : `name ${name}`;
  const top = y + 2 + index * measure.labelHeight;
  const { node } = place(key, 'label', x - measure.label, top, makeLabel);
  node.className = `label ${role}`;
  node.title = roleTexts[role] === undefined ? '' : roleTexts[role] + name;
  node.firstChild.textContent = name;
  const isDouble = role === 'owning' || role === 'lost';
  node.querySelector('.line').setAttribute('d', isDouble ? 'M1 4H18M1 8H18' : 'M1 6H18');
}

/** Shows a heap. */
function drawHeap(heap, count, { still = false, isHeld = false } = {}) {
  let places = 0;
  for (const card of heap.cards.values()) places = Math.max(places, card.slot + 1);
  fitGrid(places);
  for (const actor of actors.values()) actor.isLeaving = true;
  const cards = [...heap.cards.values()].sort((a, b) => a.slot - b.slot);
  for (const card of cards) drawCard(card, card.step === count);
  for (const actor of actors.values()) {
    if (actor.isLeaving) actor.to = { x: actor.x, y: actor.y, opacity: 0 };
    actor.from = { x: actor.x, y: actor.y, opacity: actor.opacity };
  }
  planArrows(cards, heap);
  const notes = heap.dangling.map(([name, id]) => `${name}: dangling raw pointer, @${id} was destroyed`);
  if (isHeld) notes.unshift('As it was before the lines that the question is about.');
  else if (cards.length === 0) notes.unshift('No objects live.');
  byId('stage').classList.toggle('bare', cards.length === 0);
  if (heap.omitted > 0) {
    notes.push(`${heap.omitted} more ${heap.omitted === 1 ? 'object lives' : 'objects live'}, left out here.`);
  }
  byId('notes').textContent = notes.join(' \u00b7 ');
  cancelAnimationFrame(frame);
  if (still || stillness.matches) {
    show(1);
  } else {
    const start = performance.now();
    const tick = (now) => {
      const share = Math.min(1, Math.max(0, (now - start) / duration));
      show(1 - (1 - share) ** 3);
      if (share < 1) frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
  }
  return cards.find((card) => card.step === count && card.mark);
}

/** Shows a moment of a move: 0 is its beginning, 1 its end. */
function show(share) {
  const between = (a, b) => a + (b - a) * share;
  for (const actor of actors.values()) {
    const { from, to, node } = actor;
    actor.x = between(from.x, to.x);
    actor.y = between(from.y, to.y);
    actor.opacity = between(from.opacity, to.opacity);
    node.style.transform = `translate(${actor.x * grid.unit}px, ${actor.y * grid.unit}px)`;
    node.style.opacity = actor.opacity;
    if (share === 1 && actor.isLeaving) {
      node.remove();
      actors.delete(actor.key);
    }
  }
  showArrows(share);
}
