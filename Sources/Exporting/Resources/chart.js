// The courses of counts over the steps of a session: those that change most, and the one that the reader has chosen. Lines
// differ in colour and in their dashes, and the legend has the counts as text.

import { button, byId, element, shape } from './dom.js';

const most = 6;
const dashes = ['', '9 4', '2 4', '14 4 3 4', '5 3', '1 3 6 3', '8 2 2 2'];
const margin = { left: 34, right: 12, top: 10, bottom: 8 };

/**
 * The objects whose counts are drawn: the chosen one, and of those that live after `count` steps the ones whose counts
 * change most often; where too few live, others too.
 */
export function chooseSeries(recording, session, selected, count) {
  const lives = [...recording.lives.values()].filter((life) => life.session === session);
  const isShown = (life) => (life.key === selected ? 2 : life.born <= count && life.died > count ? 1 : 0);
  const series = lives.length <= most ? lives : lives
    .map((life) => ({ life, rank: isShown(life) }))
    .sort((a, b) => b.rank - a.rank || b.life.counts.length - a.life.counts.length || a.life.id - b.life.id)
    .slice(0, most)
    .map(({ life }) => life)
    .sort((a, b) => a.id - b.id);
  return { series, others: lives.length - series.length };
}

/**
 * The course of a count as the data of a path: a count holds until the next one. Of the counts within one column of pixels
 * the lowest and the highest are enough.
 *
 * @param counts entries `[count of steps, strong count or null]`.
 * @param hidden whether a count may not be shown.
 */
export function coursePath(counts, { x, y, start, end, hidden = () => false }) {
  let path = '';
  let isDown = false;
  let column = null;
  let [low, high, last] = [0, 0, 0];
  const flush = () => {
    if (column !== null && low !== high) path += `V${y(high)}V${y(low)}V${y(last)}`;
    column = null;
  };
  for (const [at, count] of counts) {
    const step = Math.max(at, start);
    if (step > end) break;
    const here = x(step);
    if (count === null || hidden(step)) {
      flush();
      if (isDown) path += `H${here}`;
      isDown = false;
    } else if (!isDown) {
      path += `M${here} ${y(count)}`;
      isDown = true;
    } else if (Math.floor(here) === column) {
      [low, high, last] = [Math.min(low, count), Math.max(high, count), count];
    } else {
      flush();
      path += `H${here}V${y(count)}`;
      [column, low, high, last] = [Math.floor(here), count, count, count];
    }
  }
  flush();
  return isDown ? `${path}H${x(end)}` : path;
}

const choiceOf = (series) => series.map(({ key }) => key).join();

export class Chart {
  constructor(go, select) {
    Object.assign(this, { go, select, node: byId('chart'), legend: byId('legend'), session: null, width: 0, height: 130 });
    this.node.addEventListener('click', (event) => {
      const at = this.#nearest(event);
      if (at !== null) go(at);
    });
  }

  /** The step that a click means: the nearest change of a count, or else the step below it. */
  #nearest(event) {
    if (!this.recording || !this.x) return null;
    const { left } = this.node.getBoundingClientRect();
    const place = event.clientX - left;
    let best = null;
    for (const { counts } of this.series) {
      for (const [at] of counts) {
        if (at < this.start || at > this.end) continue;
        const distance = Math.abs(this.x(at) - place);
        if (distance < 8 && (!best || distance < best.distance)) best = { at, distance };
      }
    }
    const share = (place - margin.left) / Math.max(1, this.width - margin.left - margin.right);
    return best?.at ?? Math.round(this.start + share * (this.end - this.start));
  }

  /** Draws the courses of a session. */
  draw(recording, quiz, session, selected, count) {
    const { start, end } = recording.sessions[session];
    Object.assign(this, { recording, quiz, session, start: Math.max(1, start + 1), end, selected });
    const { series, others } = chooseSeries(recording, session, selected, count);
    this.series = series;
    this.others = others;
    this.choice = choiceOf(series);
    byId('course').hidden = series.length === 0;
    if (series.length === 0) return;
    this.width = Math.max(120, this.node.clientWidth);
    this.height = Math.max(60, this.node.clientHeight);
    const highest = series.reduce((top, { counts }) => counts.reduce((top, [, count]) => Math.max(top, count ?? 0), top), 1);
    const room = this.width - margin.left - margin.right;
    const span = Math.max(1, this.end - this.start);
    this.x = (step) => Math.round((margin.left + (this.end > this.start ? ((step - this.start) / span) * room : room / 2)) * 10) / 10;
    this.y = (count) => Math.round((margin.top + (1 - count / highest) * (this.height - margin.top - margin.bottom)) * 10) / 10;
    this.node.replaceChildren();
    this.node.setAttribute('viewBox', `0 0 ${this.width} ${this.height}`);
    const clip = shape('clipPath', { id: 'past' });
    this.past = shape('rect', { id: 'past-area', x: 0, y: 0, width: 0, height: this.height });
    clip.append(this.past);
    const marks = highest <= 4 ? [...Array(highest + 1).keys()] : [0, Math.round(highest / 2), highest];
    const rules = marks.flatMap((mark) => {
      const text = shape('text', { class: 'tick', x: margin.left - 8, y: this.y(mark) + 5 });
      text.textContent = mark;
      return [shape('path', { class: 'rule', d: `M${margin.left} ${this.y(mark)}H${this.width - margin.right}` }), text];
    });
    this.cursor = shape('path', { class: 'cursor' });
    this.node.append(clip, ...rules);
    // What is to come is drawn faintly; in a lesson it would give answers away.
    if (quiz.questions.length === 0) this.node.append(this.#courses({ class: 'future' }));
    this.node.append(this.#courses({ class: 'past', 'clip-path': 'url(#past)' }), this.cursor);
    this.#drawLegend(others);
  }

  #courses(attributes) {
    const group = shape('g', attributes);
    this.series.forEach((life, index) => {
      const shift = (index - (this.series.length - 1) / 2) * 2;
      group.append(shape('path', {
        class: `course course-${index}`, 'stroke-dasharray': dashes[index],
        d: coursePath(life.counts, {
          x: this.x, y: (count) => Math.round((this.y(count) + shift) * 10) / 10, start: this.start, end: this.end,
          hidden: (step) => this.#isHidden(life, step),
        }),
      }));
    });
    return group;
  }

  #isHidden({ key }, step) {
    return this.quiz.questions.length > 0 && Boolean(this.quiz.hiddenAfter(step).get(key)?.has('count'));
  }

  #drawLegend(others) {
    this.entries = this.series.map((life, index) => {
      const entry = element('li');
      const sample = shape('svg', { viewBox: '0 0 34 10', 'aria-hidden': 'true' });
      sample.append(shape('path', { class: `course course-${index}`, d: 'M0 5H34', 'stroke-dasharray': dashes[index] }));
      const press = button('', () => this.select(life.key), life.key === this.selected ? 'selected' : '');
      press.title = 'When this count changed';
      press.append(sample, element('span', '', `@${life.id} ${life.type}`), element('b'));
      entry.append(press);
      return entry;
    });
    const rest = others > 0 ? [element('li', 'others', `and ${others} more: select one to draw it`)] : [];
    this.legend.replaceChildren(...this.entries, ...rest);
  }

  /** Marks a step, with the counts that it has. */
  show(count) {
    if (!this.series?.length || !this.x) return;
    if (this.others > 0) {
      const { series } = chooseSeries(this.recording, this.session, this.selected, count);
      if (choiceOf(series) !== this.choice) this.draw(this.recording, this.quiz, this.session, this.selected, count);
    }
    this.cursor.setAttribute('d', `M${this.x(Math.max(this.start, count))} ${margin.top}V${this.height}`);
    this.past.setAttribute('width', this.x(Math.max(this.start, count)) + 1);
    const hidden = this.quiz.hiddenAfter(count);
    this.series.forEach((life, index) => {
      const now = this.recording.countAfter(life.key, count);
      const press = this.entries[index].firstChild;
      press.lastChild.textContent = hidden.get(life.key)?.has('count') ? '?' : now ?? '–';
      press.classList.toggle('absent', now === null);
    });
  }
}
