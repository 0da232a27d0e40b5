// What is known of the object that the reader has chosen: nothing of it is cut, and its count is followed from step to step.

import { button, byId, element } from './dom.js';

const shownChanges = 200;
const shownValue = 100_000; // what a browser lays out at once; a button shows the rest

export class Details {
  constructor(go, select) {
    Object.assign(this, { go, select, node: byId('details') });
  }

  /** Shows an object; without one, nothing. */
  show({ recording, quiz, key, count, cards, unreached }) {
    const life = recording.lives.get(key);
    this.node.hidden = !life;
    if (!life) {
      this.node.replaceChildren();
      return;
    }
    const card = cards.get(key);
    const hidden = quiz.hiddenAfter(count).get(key);
    const close = button('Close', () => this.select(null), 'close');
    close.title = 'Close (Escape)';
    const title = element('h3', '', `@${life.id} ${hidden?.has('type') ? '?' : life.type}`);
    const facts = element('dl');
    const fact = (name, ...content) => {
      const value = element('dd');
      value.append(...content);
      facts.append(element('dt', '', name), value);
    };
    if (!card) fact('Now', count < life.born ? 'not made yet' : 'destroyed');
    else {
      fact('Count', hidden?.has('count') ? '?' : String(card.count));
      if (unreached.has(key)) fact('Reached by', `no ${recording.terms.outside}`);
      if (card.labels.length > 0) fact(recording.terms.holders, this.#labels(card));
      const holders = [...cards.values()].filter((other) => other.holds.includes(key));
      if (holders.length > 0) fact('Held by', ...this.#objects(holders));
      const held = card.holds.map((other) => cards.get(other)).filter(Boolean);
      if (held.length > 0) fact('Holds', ...this.#objects(held));
      fact('Value', hidden?.has('value') ? '?' : this.#value(recording.valueAfter(key, count)));
    }
    fact('Made', recording.terms.made(life), ...(life.born > 0 ? [', ', this.#step(life.born)] : []));
    fact('Count over time', this.#changes(recording, quiz, life, count));
    this.node.replaceChildren(close, title, facts);
  }

  #labels(card) {
    const list = element('ul', 'names');
    const roles = { owning: 'raw pointer, owns a count', raw: 'raw pointer, owns nothing', lost: 'a count that nothing gives back', engine: '' };
    for (const [role, name, detail] of card.labels) {
      const item = element('li');
      item.append(element('code', '', name), roles[role] ? ` ${roles[role]}` : '', detail ? ` ${detail}` : '');
      list.append(item);
    }
    if (card.more) list.append(element('li', '', `and ${card.more} more`));
    return list;
  }

  #objects(cards) {
    return cards.slice(0, 40).flatMap((card) => [button(`@${card.id}`, () => this.select(card.key), 'link'), ' ']);
  }

  #step(count, text = `step ${count}`) {
    return button(text, () => this.go(count), 'link');
  }

  #value(text) {
    const value = element('pre', 'whole', text.slice(0, shownValue));
    value.tabIndex = 0;
    value.setAttribute('aria-label', 'Value');
    if (text.length <= shownValue) return value;
    const room = element('div');
    room.append(value, button(`Show all ${text.length} characters`, (event) => {
      value.textContent = text;
      event.target.remove();
    }));
    return room;
  }

  /** Every step on which the count changed: a press goes there. */
  #changes(recording, quiz, life, count) {
    const list = element('ol', 'changes');
    const shown = life.counts.slice(-shownChanges);
    let before = life.counts.length > shown.length ? life.counts[life.counts.length - shown.length - 1][1] : null;
    for (const [at, value] of shown) {
      if (value === null) continue;
      const isHidden = quiz.hiddenAfter(Math.max(1, at)).get(life.key)?.has('count');
      const item = element('li', at === count ? 'current' : '');
      const change = isHidden ? `${before ?? ''} → ?` : before === null ? String(value) : `${before} → ${value}`;
      const text = recording.steps[at - 1]?.text ?? '';
      item.append(this.#step(Math.max(1, at)), ` ${change}  `, element('code', '', text.slice(0, 80)));
      list.append(item);
      before = isHidden ? '?' : value;
    }
    return list;
  }
}
