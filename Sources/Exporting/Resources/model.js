'use strict';
// The recording: its steps, and the heap after any number of them. The fields are between this file and PageData.swift.

const recording = JSON.parse(document.getElementById('data').textContent);
const steps = recording.steps;
const byId = (id) => document.getElementById(id);

/** Makes an element. Text from the recording goes in as text, never as markup. */
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Makes an element of a picture. */
function shape(tag, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  return made;
}

// A step tells only what it changed. So that any step can be shown at once, the heap is kept after every so many.
const keptEvery = 64;
const kept = [];

function beginning() {
  const cards = new Map();
  for (const card of recording.first) cards.set(card.id, { ...card, step: 0 });
  return { cards, dangling: [], live: recording.first.length, omitted: 0 };
}

function advance(heap, index) {
  const step = steps[index];
  for (const id of step.gone ?? []) heap.cards.delete(id);
  for (const card of step.cards ?? []) heap.cards.set(card.id, { ...card, step: index + 1 });
  heap.live = step.live;
  heap.omitted = step.omitted ?? 0;
  if (step.dangling) heap.dangling = step.dangling;
}

const copy = (heap) => ({ ...heap, cards: new Map(heap.cards) });

/** The heap after the first `count` steps. */
function heapAfter(count) {
  if (kept.length === 0) kept.push(beginning());
  while ((kept.length - 1) * keptEvery + keptEvery <= count) {
    const heap = copy(kept[kept.length - 1]);
    const start = (kept.length - 1) * keptEvery;
    for (let index = start; index < start + keptEvery; index += 1) advance(heap, index);
    kept.push(heap);
  }
  const nearest = Math.floor(count / keptEvery);
  const heap = copy(kept[nearest]);
  for (let index = nearest * keptEvery; index < count; index += 1) advance(heap, index);
  return heap;
}

// Questions: what a line did is not shown while a question about it waits for its answer. Steps under the same text
// belong together.
const hasQuestions = steps.some((step) => step.role === 'question');
const revealed = new Set();
let revealsAll = false;
const block = []; // for each step, the index of the first of its block
const nextQuestion = []; // the question that it waits for, or -1
const lastQuestion = []; // the question before it in its block, or -1

for (let index = 0; index < steps.length; index += 1) {
  const isSame = index > 0 && steps[index].prose === steps[index - 1].prose && !steps[index].fresh;
  block.push(isSame ? block[index - 1] : index);
  const before = index - 1;
  lastQuestion.push(!isSame ? -1 : steps[before].role === 'question' ? before : lastQuestion[before]);
}
for (let index = steps.length - 1; index >= 0; index -= 1) {
  const isSame = index + 1 < steps.length && block[index + 1] === block[index];
  nextQuestion[index] = steps[index].role === 'question' ? index : isSame ? nextQuestion[index + 1] : -1;
}

const isAnswered = (question) => revealsAll || revealed.has(question);
const isHeld = (index) => nextQuestion[index] >= 0 && !isAnswered(nextQuestion[index]);

/** How many steps' effects may be shown after the first `count` steps. */
function shownAfter(count) {
  let index = count - 1;
  if (index < 0 || !isHeld(index)) return count;
  while (lastQuestion[index] >= 0) {
    index = lastQuestion[index];
    if (isAnswered(index)) return index + 1;
  }
  return block[index];
}
