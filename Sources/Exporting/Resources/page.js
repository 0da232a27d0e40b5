// The page: which step is shown, and how one gets to another.

import { Camera, fitScale } from './camera.js';
import { Chart } from './chart.js';
import { Details } from './details.js';
import { button, byId, element, setText } from './dom.js';
import { HeapView } from './heap.js';
import { bestLayout, GrowingLayout, groupedFrom } from './layout.js';
import { Lines } from './lines.js';
import { Paper, paperStage } from './paper.js';
import { Questions } from './questions.js';
import { Quiz } from './quiz.js';
import { examine } from './reach.js';
import { Recording } from './recording.js';
import { find } from './search.js';
import { openLive, openRecorded } from './source.js';
import { pitchOf, sizeOf } from './wires.js';
import { proseOf } from './words.js';

const data = JSON.parse(byId('data').textContent);
const measures = data.measures;
const flags = new URLSearchParams(location.search);
const isEmbedded = flags.has('embed');
const isHandout = flags.has('print') || data.handout === true;
const mostSteps = 150_000; // of a live session; then the page begins anew, where its server begins by then
const stillness = window.matchMedia('(prefers-reduced-motion: reduce)');
const narrow = window.matchMedia('(max-width: 52rem)');
const leastScale = 0.3; // a heap that is larger scrolls
const shownText = 20_000; // of a line, what is laid out at once
const playSigns = { play: 'M7 4v16l13-8z', pause: 'M6 4h4v16H6zM14 4h4v16h-4z' };

class Page {
  constructor() {
    this.recording = new Recording();
    this.current = 0;
    this.selected = null;
    this.isFollowing = true;
    this.timer = 0;
    this.state = '';
    const go = (count) => this.go(count);
    const select = (key) => this.select(key);
    this.lines = new Lines(go);
    this.chart = new Chart(go, select);
    this.details = new Details(go, select);
    this.questions = new Questions({
      refresh: () => {
        this.refresh();
        this.#drawChart(); // an answer shows counts that the courses left out
      },
      announce, go,
    });
    this.camera = new Camera(byId('heap'), byId('board'), byId('plane'), () => this.heap.look(this.camera.view));
    this.heap = new HeapView({ cards: byId('cards'), wires: byId('wires') }, measures, select);
    byId('heap').addEventListener('scroll', () => this.heap.look(this.camera.view), { passive: true });
  }

  // MARK: Steps that come

  begin(opening) {
    const at = this.current;
    this.recording.begin(opening);
    this.quiz = new Quiz(this.recording, store(), `externref ${location.pathname} ${opening.title}`);
    this.growing = new GrowingLayout(narrow.matches ? 2 : 5);
    this.past = new Map();
    this.layout = null;
    this.wished = this.isFollowing ? 0 : at;
    this.current = 0;
    setText(byId('title'), opening.title);
    byId('search').placeholder = this.recording.terms.find;
    document.title = opening.title;
    setText(byId('script-title'), opening.truncated ? 'Steps (the earliest are left out)' : 'Steps');
  }

  add(messages) {
    for (const message of messages) {
      // A server that goes on where a connection broke may repeat itself.
      if ((message.step ?? Infinity) > (this.recording.steps[this.recording.count - 1]?.number ?? 0)) this.recording.add(message);
    }
    this.quiz.update();
    if (data.live) this.#grow(messages.length);
    if (data.live && this.recording.count > mostSteps) this.connection.again();
  }

  /** Takes the steps of a live session into the page. */
  #grow(added) {
    const { recording } = this;
    if (recording.count === 0) return;
    document.body.classList.remove('empty');
    byId('slider').max = recording.count;
    this.lines.steps = recording.steps;
    this.lines.quiz = this.quiz;
    byId('all').hidden = this.quiz.questions.length === 0;
    // The list has its whole height before it goes to the newest step.
    this.lines.grow();
    const isFirst = this.current === 0;
    if (this.isFollowing || isFirst) {
      // One picture for what came at once.
      this.#show(this.wished || recording.count, { still: isFirst || added > 3 });
      this.wished = 0;
    } else {
      this.#tellPlace();
    }
    this.#drawChartSoon();
  }

  status(word) {
    this.state = word;
    this.#tellPlace();
  }

  // MARK: Going

  /** Shows a step as the reader asked. Numbers beyond the ends are those of the ends. */
  go(count, { still = false } = {}) {
    const before = this.current;
    this.isFollowing = Math.round(count) >= this.recording.count;
    this.#show(count, { still });
    if (this.current !== before) {
      rememberStep(this.isFollowing && data.live ? 0 : this.current);
      if (!this.timer) announce(this.sentence());
    }
  }

  #show(count, options) {
    if (this.recording.count === 0) return;
    this.current = Math.min(Math.max(1, Math.round(count) || 1), this.recording.count);
    this.refresh(options);
  }

  select(key) {
    this.selected = key;
    this.refresh({ still: true });
    this.#drawChart();
    if (key) this.#keepInView(key);
  }

  /** Goes to the next or the one before of the steps on which the chosen object's count changed. */
  goToChange(direction) {
    const counts = (this.recording.lives.get(this.selected)?.counts ?? []).map(([at]) => Math.max(1, at));
    const next = direction > 0 ? counts.find((at) => at > this.current) : counts.findLast((at) => at < this.current);
    if (next) this.go(next);
  }

  // MARK: Drawing

  /** Shows the current step as things stand now. */
  refresh({ still = false } = {}) {
    const { recording, quiz, current } = this;
    if (current === 0) return;
    const step = recording.steps[current - 1];
    const isStill = still || stillness.matches;
    const { cards, unreached, cycles } = this.drawHeap(current, { still: isStill });
    this.#tellLine(step);
    this.questions.show(quiz, current - 1);
    this.lines.select(current);
    if (this.chart.session !== step.session) this.#drawChart();
    else this.chart.show(current);
    this.details.show({ recording, quiz, key: this.selected, count: current, cards, unreached });
    setText(byId('notes'), this.notes(cards, unreached, cycles, current).join(' \u00b7 '));
    document.body.classList.toggle('bare', cards.size === 0);
    this.#tellPlace();
    const changed = step.changes.findLast(([, card]) => card && card.mark !== 'changed');
    if (changed && cards.has(changed[0])) this.#keepInView(changed[0]);
  }

  drawHeap(count, { still = false, whole = false } = {}) {
    const { recording, quiz } = this;
    const cards = recording.heapAfter(count);
    const { places, groups } = this.#places(cards, count);
    const { unreached, cycles } = examine(cards);
    this.heap.show({
      cards, places, groups, count, hidden: quiz.hiddenAfter(count), unreached, cycles, selected: this.selected,
      isTrace: recording.isTrace, terms: recording.terms,
      view: whole ? null : this.camera.view,
    }, { still });
    return { cards, places, size: this.camera.size, unreached, cycles };
  }

  /** Where the boxes of a moment stand. */
  #places(cards, count) {
    if (!data.live) {
      const { session } = this.recording.steps[count - 1] ?? { session: 0 };
      return { places: this.layout.places, groups: this.layout.groups.filter((group) => group.session === session) };
    }
    const { growing, past } = this;
    // Few objects stand in few columns: then they are large.
    growing.wide = narrow.matches ? 2 : this.recording.heap.size > 20 ? 7 : 5;
    growing.update(this.recording.heap);
    for (const [key, spot] of growing.places) past.set(key, spot);
    const left = growing.left;
    const spots = new Map();
    const taken = new Set();
    let [columns, rows] = [growing.columns, growing.rows];
    for (const key of cards.keys()) {
      let { column, row } = growing.places.get(key) ?? past.get(key) ?? { column: 0, row: 0 };
      while (taken.has(`${column} ${row}`)) row += 1;
      taken.add(`${column} ${row}`);
      spots.set(key, { column: Math.max(0, column - left), row });
      columns = Math.max(columns, column - left + 1);
      rows = Math.max(rows, row + 1);
    }
    const size = sizeOf({ columns, rows }, measures);
    const fit = fitScale(size, { ...this.#stage(), most: 1.5 * textSize(), least: leastScale });
    // It grows again only from an empty heap: what changes size all the time is hard to follow.
    const scale = this.liveScale && cards.size > 1 ? Math.min(this.liveScale, fit) : fit;
    this.liveScale = scale;
    this.camera.fit(size, scale);
    return { places: spots, groups: [] };
  }

  /** The room for the heap. On a narrow screen the page scrolls, and the heap may be long. */
  #stage() {
    const room = byId('heap');
    const most = 2.6 * textSize();
    const width = Math.max(40, room.clientWidth - 1);
    return narrow.matches && !isEmbedded ? { width, most } : { width, height: Math.max(40, room.clientHeight - 1), most };
  }

  /** What is to be said about the heap after `count` steps. */
  notes(cards, unreached, cycles, count) {
    const { recording } = this;
    const { terms } = recording;
    const notes = [];
    const live = recording.liveAfter(count);
    if (cards.size === 0) notes.push('No objects live.');
    for (const { keys, edge, frees } of cycles.slice(0, 3)) {
      const name = (key) => `@${cards.get(key).id}`;
      const shown = keys.length > 8 ? [...keys.slice(0, 7).map(name), '…'] : keys.map(name);
      const them = keys.length === 1 ? 'holds itself' : 'hold each other';
      notes.push(`No ${terms.outside} reaches ${listOf(keys.map(name))}: ${keys.length === 1 ? 'it' : 'they'} ${them}, `
        + `${[...shown, name(keys[0])].join(' → ')}. Breaking ${name(edge.from)} → ${name(edge.to)} frees ${frees.length}`);
    }
    if (cycles.length > 3) notes.push(`${cycles.length - 3} more cycles that no ${terms.outside} reaches`);
    const inCycles = new Set(cycles.flatMap(({ keys }) => keys));
    const others = [...unreached].filter((key) => !inCycles.has(key)).map((key) => `@${cards.get(key).id}`);
    if (others.length > 0) notes.push(`No ${terms.outside} reaches ${listOf(others)}`);
    for (const [name, id] of recording.danglingAfter(count)) notes.push(`${name}: dangling raw pointer, @${id} was destroyed`);
    if (live > groupedFrom) notes.push(`${live} objects live`);
    return notes;
  }

  #keepInView(key) {
    const box = this.heap.boxOf(key);
    if (box) this.camera.show(box);
  }

  #tellLine(step) {
    const { quiz, current } = this;
    const isQuestion = step.role === 'question';
    const kind = isQuestion ? 'question' : step.role === 'end' ? 'end of the session' : this.recording.terms.step(step);
    setText(byId('told-title'), `Step ${current}: ${kind}`);
    const line = byId('line');
    line.className = step.isInWords ? 'question in-words' : isQuestion ? 'question' : step.failed ? 'failed' : '';
    const text = step.role === 'end' ? 'Names are dropped, youngest first.' : `${isQuestion ? '? ' : this.recording.terms.prompt}${step.text}`;
    setText(line, text.slice(0, shownText));
    if (text.length > shownText) {
      line.append(button(`Show all ${text.length} characters`, () => setText(line, text), 'link'));
    }
    const isOpen = quiz.isOpen(current - 1);
    const answer = isOpen || isQuestion ? '' : quiz.toldAfter(current).join('\n');
    const nothing = this.recording.isTrace ? '' : step.role === 'end' ? 'Nothing is left to drop.' : 'It changed nothing.';
    setText(byId('answer'), answer || nothing);
    byId('answer').hidden = isQuestion;
    if (this.prose !== step.prose || current === 1) {
      this.prose = step.prose;
      const words = byId('words');
      words.replaceChildren(...proseOf(step.prose, this.recording.title));
      words.hidden = words.childElementCount === 0;
      document.body.classList.toggle('wordless', words.hidden);
      words.scrollTop = 0;
    }
  }

  #tellPlace() {
    const { recording, current } = this;
    const ahead = recording.count - current;
    setText(byId('place'), recording.count === 0 ? '' : `Step ${current} of ${recording.count}`);
    const slider = byId('slider');
    slider.value = current;
    slider.setAttribute('aria-valuetext', `Step ${current} of ${recording.count}: ${recording.steps[current - 1]?.text || 'end'}`);
    byId('first').disabled = byId('previous').disabled = current <= 1;
    byId('next').disabled = byId('last').disabled = ahead === 0;
    if (!data.live) return;
    const words = {
      connecting: recording.count > 0 ? 'connection lost, trying again' : 'connecting', live: 'live', paused: 'paused', ended: recording.terms.ended,
    };
    setText(byId('status'), words[this.state] ?? '');
    byId('status').className = this.state;
    byId('ahead').hidden = ahead === 0;
    setText(byId('ahead'), `${this.state === 'ended' ? 'The end' : 'Live'} is ${ahead} ${ahead === 1 ? 'step' : 'steps'} ahead: End goes there`);
    if (recording.count === 0) setText(byId('waiting'), this.state === 'live' ? recording.terms.waiting : recording.terms.connecting);
  }

  /** A step in one sentence, for readers who listen. */
  sentence() {
    const { recording, quiz, current } = this;
    const step = recording.steps[current - 1];
    const what = step.role === 'end' ? 'end of the session' : step.role === 'question' ? `question: ${step.text}` : step.text.slice(0, 200);
    if (quiz.isOpen(current - 1)) return `Step ${current} of ${recording.count}: ${sentenceOf(what)} Press Enter to answer.`;
    const { unreached } = examine(recording.heapAfter(current));
    const lost = unreached.size > 0 ? ` ${unreached.size} ${unreached.size === 1 ? 'object is' : 'objects are'} reached by no ${recording.terms.outside}.` : '';
    return `Step ${current} of ${recording.count}: ${sentenceOf(what)} ${quiz.toldAfter(current).slice(0, 4).join('; ')}${lost}`;
  }

  #drawChart() {
    const session = this.recording.steps[this.current - 1]?.session;
    if (session === undefined) return;
    this.chart.draw(this.recording, this.quiz, session, this.selected, this.current);
    this.chart.show(this.current);
  }

  /** Draws the chart anew once in a while: live steps come faster than it need follow. */
  #drawChartSoon() {
    if (this.chartTimer) return;
    this.chartTimer = setTimeout(() => {
      this.chartTimer = 0;
      this.#drawChart();
    }, 250);
  }

  /** Gives the boxes of a recording their places, so that they fill a stage. */
  layOutFor(room) {
    const stage = { ...room, least: leastScale };
    this.layout = bestLayout(this.recording.lives.values(), this.recording.links, stage, pitchOf(measures));
    const size = sizeOf(this.layout, measures);
    this.camera.fit(size, fitScale(size, stage));
  }

  /** Lays out everything anew, after the size of the window or of its text has changed. */
  layOut() {
    const { recording } = this;
    if (!data.live) {
      this.layOutFor(this.#stage());
    } else {
      this.liveScale = 0;
    }
    this.lines.layOut(recording.steps, this.quiz);
    this.#drawChart();
    this.refresh({ still: true });
  }

  // MARK: Playing

  setPlaying(isPlaying) {
    clearTimeout(this.timer);
    this.timer = isPlaying ? setTimeout(() => this.#playOn(), Number(byId('speed').value)) : 0;
    byId('play').setAttribute('aria-label', isPlaying ? 'Pause' : 'Play');
    byId('play-sign').setAttribute('d', isPlaying ? playSigns.pause : playSigns.play);
  }

  /** Goes a step on, unless a question waits for its answer. */
  #playOn() {
    if (!this.quiz.isOpen(this.current - 1)) this.go(this.current + 1);
    const waits = this.quiz.isOpen(this.current - 1);
    this.setPlaying(this.current < this.recording.count && !waits);
    if (!this.timer) announce(this.sentence());
  }

  togglePlaying() {
    if (this.timer) return this.setPlaying(false);
    if (this.current === this.recording.count) this.go(1);
    this.setPlaying(this.recording.count > 1);
  }
}

function announce(text) {
  byId('announcement').textContent = text;
}

/** The size of the reader's text, compared with what the measures are for. */
function textSize() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 17;
}

function store() {
  try {
    return window.localStorage;
  } catch {
    return null; // a frame without a place of its own
  }
}

const sentenceOf = (text) => (/[.?!]$/.test(text) ? text : `${text}.`);

function listOf(names) {
  const shown = names.length > 8 ? [...names.slice(0, 7), `${names.length - 7} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}

let addressTimer = 0;

/** Keeps the step in the address. Browsers slow down pages that change their address too often. */
function rememberStep(count) {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    try {
      history.replaceState(null, '', count > 0 ? `#step=${count}` : location.pathname + location.search);
    } catch {
      // A frame may not; the page works without.
    }
  }, 120);
}

const page = new Page();
const stepInAddress = (address = location.href) => Number(/#step=(\d+)$/.exec(address)?.[1] ?? 0);

// MARK: Input

byId('first').addEventListener('click', () => page.go(1));
byId('previous').addEventListener('click', () => page.go(page.current - 1));
byId('next').addEventListener('click', () => page.go(page.current + 1));
byId('last').addEventListener('click', () => page.go(page.recording.count));
byId('ahead').addEventListener('click', () => page.go(page.recording.count));
byId('play').addEventListener('click', () => page.togglePlaying());
byId('nearer').addEventListener('click', () => page.camera.zoom(1.25));
byId('farther').addEventListener('click', () => page.camera.zoom(0.8));
byId('whole').addEventListener('click', () => page.camera.reset());
byId('slider').addEventListener('input', (event) => page.go(event.target.valueAsNumber));
byId('reveal-all').addEventListener('change', (event) => {
  page.quiz.revealsAll = event.target.checked;
  page.layOut();
});

const keys = {
  ArrowLeft: () => page.go(page.current - 1),
  ArrowRight: () => page.go(page.current + 1),
  Home: () => page.go(1),
  End: () => page.go(page.recording.count),
  ' ': () => page.togglePlaying(),
  Enter: () => page.questions.focus(),
  '/': () => byId('search').focus(),
  '+': () => page.camera.zoom(1.25),
  '-': () => page.camera.zoom(0.8),
  0: () => page.camera.reset(),
  '[': () => page.goToChange(-1),
  ']': () => page.goToChange(1),
  Escape: () => page.select(null),
};

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  const target = event.target.closest('button, select, input, a');
  const isSlider = target === byId('slider');
  if (target?.tagName === 'INPUT' && !isSlider && target.type !== 'checkbox') {
    if (event.key === 'Escape') target.blur();
    return;
  }
  // Buttons, links and choices have these keys by themselves.
  if (target && !isSlider && (event.key === ' ' || event.key === 'Enter')) return;
  if (isSlider && event.key !== ' ' && event.key !== '/') return;
  if (target?.tagName === 'SELECT') return;
  if (page.recording.count === 0) return;
  const isAnswer = /^[\w"@-]$/.test(event.key) && !/^[-0]$/.test(event.key) && page.quiz.isOpen(page.current - 1);
  if (page.questions.choose(event.key)) return;
  if (isAnswer && page.questions.focus()) return; // the key itself goes into the field
  if (!keys[event.key] || (event.shiftKey && event.key.length > 1)) return;
  event.preventDefault();
  keys[event.key]();
});

// MARK: Search

function showHits() {
  const list = byId('hits');
  const query = byId('search').value;
  const hidden = (key) => Boolean(page.quiz.hiddenAfter(page.current).get(key)?.has('value'));
  const hits = find(page.recording, query, hidden);
  list.replaceChildren(...hits.map(({ key, count, label, detail }) => {
    const item = element('li');
    const press = button('', () => choose({ key, count }));
    press.append(element('span', 'label-text', label.slice(0, 200)), element('span', 'detail', detail.slice(0, 200)));
    item.append(press);
    return item;
  }));
  if (query.trim() !== '' && hits.length === 0) list.append(element('li', 'none', 'Nothing found.'));
  list.hidden = query.trim() === '';
  byId('search').setAttribute('aria-expanded', String(!list.hidden));
}

function choose({ key, count }) {
  byId('search').value = '';
  showHits();
  if (!key) return page.go(count);
  // Where the object is to be seen already, the step stays.
  if (!page.recording.heapAfter(page.current).has(key)) page.go(count);
  page.select(key);
  byId('details').focus({ preventScroll: true });
}

byId('search').addEventListener('input', showHits);
byId('find').addEventListener('keydown', (event) => {
  const buttons = [...byId('hits').querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement);
  if (event.key === 'Escape') {
    byId('search').value = '';
    showHits();
    byId('search').blur();
  } else if (event.key === 'ArrowDown' && buttons.length > 0) buttons[Math.min(at + 1, buttons.length - 1)].focus();
  else if (event.key === 'ArrowUp' && at >= 0) (buttons[at - 1] ?? byId('search')).focus();
  else if (event.key === 'Enter' && at < 0 && buttons.length > 0) buttons[0].click();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
document.addEventListener('click', (event) => {
  if (!event.target.closest('#find')) byId('hits').hidden = true;
});

// MARK: Beginning

// The address may have been set again by the time that this is heard of.
window.addEventListener('hashchange', ({ newURL }) => {
  if (stepInAddress(newURL) > 0 || !data.live) page.go(stepInAddress(newURL) || 1);
});

document.body.classList.toggle('embed', isEmbedded);
document.body.classList.toggle('live', Boolean(data.live));
document.body.classList.add('empty');

function watchSize() {
  let size = '';
  new ResizeObserver(() => {
    const room = byId('heap');
    const next = `${room.clientWidth} ${narrow.matches && !isEmbedded ? '' : room.clientHeight} ${byId('chart').clientWidth} ${byId('lines').clientHeight} ${textSize()}`;
    if (next === size || document.body.classList.contains('printing')) return;
    size = next;
    if (page.recording.count > 0) page.layOut();
  }).observe(document.querySelector('main'));
}

function paper() {
  if (!data.live) page.layOutFor(paperStage);
  return new Paper({
    recording: page.recording, quiz: page.quiz, measures, plane: byId('plane'),
    draw: (count) => {
      const drawn = page.drawHeap(count, { still: true, whole: true });
      return { ...drawn, notes: page.notes(drawn.cards, drawn.unreached, drawn.cycles, count) };
    },
  });
}

window.addEventListener('beforeprint', () => {
  if (isHandout || page.current === 0) return;
  document.body.classList.add('printing');
  paper().makeSheet(page.current);
});
window.addEventListener('afterprint', () => {
  if (isHandout) return;
  document.body.classList.remove('printing');
  byId('paper').replaceChildren();
  page.layOut();
});

if (data.live) {
  page.begin({ title: data.title });
  page.connection = openLive(page, (url) => new EventSource(url));
  watchSize();
} else {
  openRecorded(data, page);
  if (page.recording.count === 0) {
    setText(byId('place'), 'A session without a line.');
  } else {
    document.body.classList.remove('empty');
    byId('slider').max = page.recording.count;
    byId('all').hidden = page.quiz.questions.length === 0;
    page.current = Math.min(Math.max(1, stepInAddress()), page.recording.count);
    page.prose = null;
    page.layOut();
    watchSize();
    if (isHandout) {
      document.body.classList.add('handout');
      paper().makeHandout();
    }
  }
}
