// Sessions as messages, as short as a test can say them.

import { Recording } from '../../Sources/Exporting/Resources/recording.js';

export const measures = { cardWidth: 160, cardHeight: 80, laneWidth: 50, channelHeight: 30, labelHeight: 30, portY: 40, wireStep: 7 };

/** A card: `card(2, 1, { holds: [1], named: true })`. */
export const card = (id, count, fields = {}) => ({ id, count, type: 'Cell', value: '', line: id, ...fields });

export const step = (number, cards = [], fields = {}) => ({
  step: number, line: number, text: `line ${number}`, ...fields, page: { live: 0, told: [], cards, ...fields.page },
});

/** A recording of steps, each the cards that it changed, or a whole message. */
export function recordingOf(...steps) {
  const recording = new Recording();
  recording.begin({ title: 'test' });
  steps.forEach((cards, index) => recording.add(Array.isArray(cards) ? step(index + 1, cards) : cards));
  return recording;
}

/** A chain of cells, each holding the one before it, as a session makes it; the names of all but the last go again. */
export function chainOf(length) {
  const steps = [[card(1, 1, { named: true, mark: 'made' })]];
  for (let id = 2; id <= length; id += 1) {
    steps.push([card(id, 1, { holds: [id - 1], named: true, mark: 'made' }), card(id - 1, 1, { holds: id > 2 ? [id - 2] : [] })]);
  }
  return steps;
}
