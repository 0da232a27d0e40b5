// What goes on paper: all lines and the picture of the current step, or a hand-out with a picture of every step that
// changed something. It is made when it is asked for, beside the page, and shown in its place.

import { button, byId, element } from './dom.js';
import { rowOf } from './lines.js';
import { cornerOf } from './wires.js';
import { proseOf } from './words.js';

/** The room for a picture on paper, in pixels: A4 and Letter have it. */
const sheet = { width: 660, height: 840 };
const largest = 0.8;

/** The stage that the heap is laid out for when it is to go on paper. */
export const paperStage = { width: sheet.width / largest, height: sheet.height / largest / 2, most: 1 };

/** How many pictures a hand-out has at most, and how many boxes in all of them: what a browser prints in a minute. */
const mostPictures = 500;
const mostBoxes = 6000;

/** The start of a line; the list of lines has all of it. */
const cut = (text) => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

/** The steps that a hand-out has pictures of: those that changed an object, and questions. */
export function stepsToPrint(steps) {
  const counts = [];
  steps.forEach((step, index) => {
    const changes = step.changes.some(([, card]) => card !== null);
    if ((changes && step.role !== 'end') || step.role === 'question' || (step.role === 'end' && step.told.length > 0)) counts.push(index + 1);
  });
  return counts;
}

/** A copy of the heap as it is drawn, cut to the boxes and made to fit the paper. */
function figure(plane, cards, places, size, measures, captionText) {
  const frame = element('figure');
  const spots = [...cards.keys()].map((key) => places.get(key)).filter(Boolean);
  if (spots.length > 0) {
    const first = cornerOf({ column: 0, row: Math.min(...spots.map(({ row }) => row)) }, measures);
    const last = cornerOf({ column: Math.max(...spots.map(({ column }) => column)), row: Math.max(...spots.map(({ row }) => row)) }, measures);
    const top = first.y - measures.labelHeight - measures.channelHeight;
    const across = Math.min(size.width, last.x + measures.cardWidth + measures.laneWidth);
    const down = last.y + measures.cardHeight + measures.channelHeight - top;
    const scale = Math.min(largest, sheet.width / across, sheet.height / down);
    const copy = plane.cloneNode(true);
    copy.removeAttribute('id');
    for (const node of copy.querySelectorAll('[id], [tabindex]')) {
      node.removeAttribute('id');
      node.removeAttribute('tabindex');
    }
    copy.classList.remove('far');
    copy.style.transform = `translateY(${-top * scale}px) scale(${scale})`;
    const room = element('div', 'room');
    room.style.width = `${across * scale}px`;
    room.style.height = `${down * scale}px`;
    room.append(copy);
    frame.append(room);
  } else {
    frame.append(element('p', 'none', 'No objects live.'));
  }
  if (captionText) frame.append(element('figcaption', '', captionText));
  return frame;
}

export class Paper {
  /** @param draw shows a step in the heap, still and whole, and gives its cards, places, size and notes. */
  constructor({ recording, quiz, measures, plane, draw }) {
    Object.assign(this, { recording, quiz, measures, plane, draw, node: byId('paper') });
  }

  #picture(count, caption) {
    const { cards, places, size, notes } = this.draw(count);
    this.boxCount += cards.size;
    const picture = figure(this.plane, cards, places, size, this.measures, caption);
    if (cards.size > 0 && notes.length > 0) picture.append(element('p', 'notes', `${notes.join('. ')}.`));
    return picture;
  }

  #lines() {
    const list = element('div', 'lines');
    this.recording.steps.forEach((step, index) => list.append(rowOf(step, index + 1)));
    return list;
  }

  /** All lines, and the picture of a step. */
  makeSheet(count) {
    const { recording, quiz } = this;
    const step = recording.steps[count - 1];
    const what = step.role === 'end' ? 'end of the session' : cut(step.text);
    const parts = [element('h1', '', recording.title)];
    if (recording.truncated) parts.push(element('p', '', 'The earliest steps are left out.'));
    parts.push(this.#picture(count, `Step ${count} of ${recording.count}: ${what}`));
    parts.push(element('pre', 'told', quiz.toldAfter(count).join('\n')));
    if (quiz.questions.length > 0 && quiz.answers.size > 0) parts.push(element('pre', 'report', quiz.report));
    parts.push(element('h2', '', 'Lines'), this.#lines());
    this.node.replaceChildren(...parts);
  }

  /** Every step that changed something, with a picture each. */
  makeHandout() {
    const { recording, quiz } = this;
    const parts = [element('h1', '', recording.title)];
    const press = element('p', 'screen-only');
    press.append(button('Print', () => window.print()));
    parts.push(press);
    const counts = stepsToPrint(recording.steps);
    this.boxCount = 0;
    let made = 0;
    let prose = null;
    for (const count of counts.slice(0, mostPictures)) {
      if (this.boxCount >= mostBoxes) break;
      made += 1;
      const step = recording.steps[count - 1];
      if (step.prose !== prose) {
        prose = step.prose;
        const words = element('div', 'words');
        words.append(...proseOf(prose, recording.title));
        parts.push(words);
      }
      const part = element('section', 'step');
      const mark = step.role === 'question' ? '?' : step.role === 'end' ? '' : '>';
      const line = element('h3');
      line.append(`Step ${count} `, element('code', '', step.role === 'end' ? 'end of the session' : `${mark} ${cut(step.text)}`));
      part.append(line);
      if (step.role === 'question' && quiz.isOpen(count - 1)) {
        for (const choice of step.choices ?? []) part.append(element('p', 'choice', `\u2610 ${choice}`));
        if (!step.choices) part.append(element('p', 'blank', 'Your answer: ______________'));
      }
      else part.append(this.#picture(count, ''), element('pre', 'told', quiz.toldAfter(count).join('\n')));
      parts.push(part);
    }
    if (counts.length > made) parts.push(element('p', '', `${counts.length - made} more steps are left out.`));
    this.node.replaceChildren(...parts);
  }
}
