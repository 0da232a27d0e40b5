import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hideCount, isRight, isRightInWords, Quiz } from '../../Sources/Exporting/Resources/quiz.js';
import { card, recordingOf, step } from './support.js';

const text = (words) => ({ page: { prose: [['p', [['', words]]]] } });
const question = (number, object, answers, part = 'count') => step(number, [], { role: 'question', page: { answers, asks: { object, part } } });

/** a = new (1), b = clone (2), ? count, drop (1), end */
const lesson = () => recordingOf(
  step(1, [card(1, 1), card(2, 1)], { page: { ...text('one').page, told: ['@1  Cell  count 1', '@2  Cell  count 1'] } }),
  step(2, [card(1, 2, { before: 1, mark: 'rose' })], { page: { told: ['@1  count 1 → 2'] } }),
  question(3, 1, ['2']),
  step(4, [card(1, 1, { before: 2, mark: 'fell' })], { page: { told: ['@1  count 2 → 1'] } }),
);
const hidden = (quiz, count) => [...quiz.hiddenAfter(count)].map(([key, parts]) => `${key} ${[...parts]}`).join();

test('a question hides the count it asks for from where that came about, and nothing else', () => {
  const quiz = new Quiz(lesson());
  assert.deepEqual([1, 2, 3, 4].map((count) => hidden(quiz, count)), ['', '0.1 count', '0.1 count', '']);
  assert.deepEqual(quiz.toldAfter(2), ['@1  count 1 → ?']);
  assert.deepEqual(quiz.toldAfter(1), ['@1  Cell  count 1', '@2  Cell  count 1']);
});

test('nothing is hidden once the question has its answer, right or not, or all are shown', () => {
  for (const given of ['2', '7', null]) {
    const quiz = new Quiz(lesson());
    quiz.answer(2, given);
    assert.equal(hidden(quiz, 2), '');
    assert.deepEqual(quiz.toldAfter(2), ['@1  count 1 → 2']);
  }
  const quiz = new Quiz(lesson());
  quiz.revealsAll = true;
  assert.equal(hidden(quiz, 3), '');
});

test('the text before a question is not hidden by it', () => {
  const recording = recordingOf(
    step(1, [card(1, 1)], text('one')), step(2, [], text('two')), question(3, 1, ['1']));
  const quiz = new Quiz(recording);
  assert.deepEqual([1, 2, 3].map((count) => hidden(quiz, count)), ['', '0.1 count', '0.1 count']);
});

test('two questions about one object hide their own counts', () => {
  const recording = recordingOf(
    step(1, [card(1, 1)], text('one')), question(2, 1, ['1']), [card(1, 2)], question(4, 1, ['2']));
  const quiz = new Quiz(recording);
  quiz.answer(1, '1');
  assert.deepEqual([1, 2, 3, 4].map((count) => hidden(quiz, count)), ['', '', '0.1 count', '0.1 count']);
});

test('why an answer is right: what the lines before it did to the object', () => {
  assert.deepEqual(new Quiz(lesson()).whyOf(2), [[1, 'line 1', ['@1  Cell  count 1']], [2, 'line 2', ['@1  count 1 → 2']]]);
});

test('answers in words are compared as the shell compares them', () => {
  for (const given of ['a use after free', '  A  Use AFTER\tfree. ', 'uaf']) assert.ok(isRightInWords(given, ['a use after free', 'UAF']), given);
  for (const given of ['', 'use', '1']) assert.ok(!isRightInWords(given, ['a use after free', 'UAF']), given);
  const choices = ['one', 'The other', '7'];
  for (const given of ['2', '2.', ' 2) ', 'the other']) assert.ok(isRightInWords(given, ['The other'], choices), given);
  for (const given of ['1', '3', '7', '0', 'one']) assert.ok(!isRightInWords(given, ['The other'], choices), given);
  const recording = recordingOf(step(1, [], { role: 'question', page: { answers: ['The other'], choices, words: true } }));
  const quiz = new Quiz(recording);
  assert.ok(quiz.isOpen(0) && quiz.answer(0, '2') && !quiz.isOpen(0));
  assert.deepEqual(quiz.whyOf(0), []);
});

test('answers are compared as the shell compares them', () => {
  for (const given of ['2', ' 2 ', '+2', '02']) assert.ok(isRight(given, ['2']), given);
  for (const given of ['', '3', '2x', 'two', '2.0']) assert.ok(!isRight(given, ['2']), given);
  assert.ok(isRight('hello', ['"hello"', 'hello']) && isRight('"hello"', ['"hello"', 'hello']));
  assert.ok(!isRight('Hello', ['"hello"', 'hello']));
  assert.ok(isRight('True', ['true']) && isRight('@2', ['@2']) && !isRight('@3', ['@2']) && !isRight('x', null));
  assert.ok(isRight('123456789012345678901234567890', ['123456789012345678901234567890']));
});

test('the score counts what was right, and the report says which', () => {
  const quiz = new Quiz(lesson());
  assert.deepEqual(quiz.score, { right: 0, answered: 0, asked: 1 });
  quiz.answer(2, '3');
  assert.deepEqual(quiz.score, { right: 0, answered: 1, asked: 1 });
  assert.equal(quiz.report, 'test: 0 of 1 right\n1. line 3  3  (wrong)\n');
  quiz.restart();
  quiz.answer(2, '2');
  assert.equal(quiz.report, 'test: 1 of 1 right\n1. line 3  2  (right)\n');
});

test('answers are kept where the reader is, and what else is found there does no harm', () => {
  const items = new Map();
  const store = { getItem: (name) => items.get(name) ?? null, setItem: (name, value) => items.set(name, value), removeItem: (name) => items.delete(name) };
  new Quiz(lesson(), store, 'q').answer(2, '2');
  assert.equal(new Quiz(lesson(), store, 'q').score.right, 1);
  // The page is there before its steps are.
  const empty = recordingOf();
  const early = new Quiz(empty, store, 'q');
  empty.add(step(1, [card(1, 1)]));
  empty.add(step(2, []));
  empty.add(question(3, 1, ['2']));
  early.update();
  assert.equal(early.score.right, 1);
  assert.equal(new Quiz(lesson(), store, 'other').score.right, 0);
  items.set('q', '{"not":"ours"}');
  assert.equal(new Quiz(lesson(), store, 'q').score.answered, 0);
  const full = { getItem: () => null, setItem: () => { throw new Error('full'); }, removeItem: () => {} };
  assert.equal(new Quiz(lesson(), full, 'q').answer(2, '2'), true);
});

test('a count is hidden in each form the shell writes', () => {
  assert.equal(hideCount('@1  count 1 → 0  Cell destroyed'), '@1  count 1 → ?  Cell destroyed');
  assert.equal(hideCount('@1  count stays 4  p: raw pointer'), '@1  count ?  p: raw pointer');
  assert.equal(hideCount('@1  Counter  7  count 12'), '@1  Counter  7  count ?');
});
