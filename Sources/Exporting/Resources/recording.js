// The steps so far, and the heap after any number of them. The fields of messages are between this file and
// PageStep.swift.
//
// An object's number is its own within a session only, and a recording may hold several; so objects have keys.

import { termsOf } from './terms.js';

export const keyOf = (session, id) => `${session}.${id}`;

const none = [];
const noNames = new Set();

export class Recording {
  constructor() {
    this.begin({});
  }

  /** Begins anew, with what a first message says. */
  begin({ title = '', trace = false, truncated = false, page = {} }) {
    this.title = title;
    this.isTrace = trace;
    this.terms = termsOf(trace);
    this.truncated = truncated;
    this.steps = [];
    /** What is known of each object, by its key: when it lived, and the course of its count and value. */
    this.lives = new Map();
    /** Who held whom, and when, in the order of time. */
    this.links = [];
    /** The sessions, by their number: the counts of steps before and after them. */
    this.sessions = [{ start: 0, end: 0 }];
    this.heap = new Map(); // after all steps
    this.dead = []; // the keys of what died on the last step: it shows for that step only
    this.openLinks = new Map();
    this.prose = null;
    this.dangling = page.dangling ?? [];
    this.firstDangling = this.dangling;
    this.firstLive = page.live ?? 0;
    const changes = [];
    for (const card of page.cards ?? []) this.#change(changes, card, 0);
    this.#noteValues(page.values, 0);
    this.view = new Map(this.heap);
    this.viewCount = 0;
  }

  get count() {
    return this.steps.length;
  }

  /** Takes in the message of a step. One that is known already changes nothing: a server may send it twice. */
  add(message) {
    const count = this.steps.length + 1;
    const page = message.page ?? {};
    const changes = [];
    for (const key of this.dead) this.#remove(changes, key, count);
    this.dead = [];
    if (message.fresh) {
      for (const key of [...this.heap.keys()]) this.#remove(changes, key, count);
      this.sessions.push({ start: count - 1, end: count - 1 });
      this.dangling = [];
    }
    this.session = this.sessions.length - 1;
    for (const card of page.cards ?? []) this.#change(changes, card, count);
    this.#noteValues(page.values, count);
    if (page.dangling) this.dangling = page.dangling;
    if (page.prose) this.prose = page.prose;
    this.sessions[this.session].end = count;
    this.steps.push({
      number: message.step ?? count,
      line: message.line,
      nestedLine: message.nestedLine ?? null,
      text: printable(message.text ?? ''),
      role: message.role ?? 'line',
      isFresh: message.fresh ?? false,
      failed: message.failed ?? false,
      prose: this.prose,
      beginsProse: Boolean(page.prose),
      told: page.told ?? [],
      live: page.live ?? this.heap.size,
      dangling: this.dangling,
      answers: page.answers ?? null,
      choices: page.choices ?? null,
      isInWords: page.words ?? false,
      asks: page.asks ? { key: keyOf(this.session, page.asks.object), part: page.asks.part } : null,
      session: this.session,
      changes,
    });
  }

  #change(changes, card, count) {
    const session = this.sessions.length - 1;
    const key = keyOf(session, card.id);
    const before = this.heap.get(key) ?? null;
    let life = this.lives.get(key);
    if (!life) {
      life = {
        key, id: card.id, type: card.type, session, line: card.line, place: card.place ?? null, born: count, died: Infinity, counts: [], values: [],
        names: noNames,
      };
      this.lives.set(key, life);
    }
    // A message is the recording's from here on. What a card leaves out is as it was.
    const after = card;
    after.key = key;
    after.session = session;
    after.step = count;
    after.isDead = card.mark === 'destroyed';
    after.type = life.type;
    after.value ??= before?.value ?? '';
    after.labels ??= none;
    after.holds = card.holds ? card.holds.map((id) => keyOf(session, id)) : none;
    changes.push([key, after, before]);
    this.heap.set(key, after);
    const last = life.counts[life.counts.length - 1];
    if (!last || last[1] !== card.count) {
      if (last && last[0] === count) last[1] = card.count;
      else life.counts.push([count, card.count]);
    }
    const value = life.values[life.values.length - 1];
    if (!value || value[1] !== card.value) life.values.push([count, card.value]);
    for (const [role, name] of after.labels) {
      if (role === 'lost' || role === 'engine' || life.names.has(name)) continue;
      if (life.names === noNames) life.names = new Set();
      life.names.add(name);
    }
    this.#link(key, before?.holds ?? none, after.holds, count);
    if (after.isDead) this.dead.push(key);
  }

  #link(from, before, after, count) {
    if (before.length === 0 && after.length === 0) return;
    for (const to of before) {
      if (after.includes(to)) continue;
      const link = this.openLinks.get(`${from} ${to}`);
      if (link) link.died = count;
      this.openLinks.delete(`${from} ${to}`);
    }
    // An object may have several handles to one other.
    for (const to of new Set(after)) {
      if (before.includes(to)) continue;
      const link = { from, to, born: count, died: Infinity };
      this.links.push(link);
      this.openLinks.set(`${from} ${to}`, link);
    }
  }

  #remove(changes, key, count) {
    const before = this.heap.get(key);
    if (!before) return;
    changes.push([key, null, before]);
    this.heap.delete(key);
    const life = this.lives.get(key);
    life.died = count;
    life.counts.push([count, null]);
    this.#link(key, before.holds, [], count);
  }

  #noteValues(values, count) {
    for (const [id, text] of values ?? []) {
      const life = this.lives.get(keyOf(this.sessions.length - 1, id));
      if (!life) continue;
      const last = life.values[life.values.length - 1];
      if (last && last[0] === count) last[2] = text;
      else life.values.push([count, life.values.length > 0 ? last[1] : '', text]);
    }
  }

  /** The cards after the first `count` steps, by their keys. It is the same map every time: do not keep it. */
  heapAfter(count) {
    while (this.viewCount < count) {
      for (const [key, after] of this.steps[this.viewCount].changes) {
        if (after) this.view.set(key, after);
        else this.view.delete(key);
      }
      this.viewCount += 1;
    }
    while (this.viewCount > count) {
      this.viewCount -= 1;
      const { changes } = this.steps[this.viewCount];
      for (let index = changes.length - 1; index >= 0; index -= 1) {
        const [key, , before] = changes[index];
        if (before) this.view.set(key, before);
        else this.view.delete(key);
      }
    }
    return this.view;
  }

  /** What holds an object after `count` steps. */
  liveAfter(count) {
    return count > 0 ? this.steps[count - 1].live : this.firstLive;
  }

  danglingAfter(count) {
    return count > 0 ? this.steps[count - 1].dangling : this.firstDangling;
  }

  /** The value of an object after `count` steps, whole. */
  valueAfter(key, count) {
    const [, short, whole] = latest(this.lives.get(key)?.values ?? [], count) ?? [0, ''];
    return whole ?? short;
  }

  /** The strong count of an object after `count` steps; null where there is no such object. */
  countAfter(key, count) {
    return latest(this.lives.get(key)?.counts ?? [], count)?.[1] ?? null;
  }
}

/** A text with an escape for what would hide or reorder other text. */
export function printable(text) {
  return text.replace(/[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, (mark) => `\\u{${mark.codePointAt(0).toString(16)}}`);
}

/** The last of entries `[count, …]` that is not after `count`. */
export function latest(entries, count) {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle][0] <= count) low = middle + 1;
    else high = middle;
  }
  return low > 0 ? entries[low - 1] : null;
}
