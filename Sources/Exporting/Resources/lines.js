// The list of lines. Only the rows in view are in the page, so that a long session costs no more than a short one.

import { byId, element } from './dom.js';

const spare = 6;

export class Lines {
  constructor(go) {
    Object.assign(this, { go, list: byId('lines'), rows: byId('rows'), height: 32, shown: new Map(), selected: 0, steps: [] });
    this.list.addEventListener('scroll', () => this.#show(), { passive: true });
    this.list.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const page = Math.max(1, Math.floor(this.list.clientHeight / this.height) - 1);
      const distance = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[event.key];
      if (distance === undefined) return;
      event.preventDefault();
      go(this.selected + distance);
    });
  }

  /** Measures anew, after the size of the window or of its text, or the steps, have changed. */
  layOut(steps, quiz) {
    Object.assign(this, { steps, quiz });
    this.height = Math.round(2 * parseFloat(getComputedStyle(document.documentElement).fontSize));
    this.grow();
    for (const row of this.shown.values()) row.remove();
    this.shown = new Map();
    if (this.selected > 0) this.select(this.selected);
  }

  /** Makes room for steps that have come since. */
  grow() {
    this.rows.style.height = `${this.steps.length * this.height}px`;
    this.#show();
  }

  select(count) {
    this.selected = count;
    const { list, height } = this;
    const top = (count - 1) * height;
    const margin = Math.min(height * 2, list.clientHeight / 4);
    if (top - margin < list.scrollTop) list.scrollTop = Math.max(0, top - margin);
    const bottom = top + height + margin;
    if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
    this.#show();
    list.setAttribute('aria-activedescendant', `row-${count}`);
  }

  #show() {
    const { list, height, steps, shown } = this;
    const first = Math.max(0, Math.floor(list.scrollTop / height) - spare);
    const end = Math.min(steps.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + spare);
    const next = new Map();
    for (let index = first; index < end; index += 1) {
      const row = shown.get(index) ?? this.#makeRow(index);
      row.classList.toggle('current', index + 1 === this.selected);
      row.setAttribute('aria-selected', index + 1 === this.selected);
      const answer = this.quiz?.answers.get(index);
      row.classList.toggle('right', Boolean(answer?.right));
      row.classList.toggle('wrong', Boolean(answer && !answer.right));
      next.set(index, row);
    }
    for (const [index, row] of shown) if (!next.has(index)) row.remove();
    for (const [index, row] of next) if (!shown.has(index)) this.rows.append(row);
    this.shown = next;
  }

  #makeRow(index) {
    const step = this.steps[index];
    const row = rowOf(step, index + 1);
    row.id = `row-${index + 1}`;
    row.setAttribute('role', 'option');
    row.setAttribute('aria-posinset', index + 1);
    row.setAttribute('aria-setsize', this.steps.length);
    row.style.transform = `translateY(${index * this.height}px)`;
    row.addEventListener('click', () => this.go(index + 1));
    return row;
  }
}

const longText = 2000; // no row is as wide as that

/** A line with the number of its step. */
export function rowOf(step, count) {
  const row = element('div', 'row');
  row.append(element('span', 'number', step.role === 'question' ? `${count} ?` : String(count)));
  const text = element('span', 'text', step.role === 'end' ? 'end of the session' : step.text.slice(0, longText));
  text.title = step.text.slice(0, longText);
  row.append(text);
  if (step.role !== 'line') row.classList.add(step.role);
  if (step.isFresh) row.classList.add('fresh');
  if (step.failed) {
    row.classList.add('failed');
    row.append(element('span', 'flag', 'failed'));
  }
  return row;
}
