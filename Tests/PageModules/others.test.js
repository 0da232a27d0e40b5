import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitScale, scrollAbout } from '../../Sources/Exporting/Resources/camera.js';
import { chooseSeries, coursePath } from '../../Sources/Exporting/Resources/chart.js';
import { describe, labelsOf, markText } from '../../Sources/Exporting/Resources/heap.js';
import { termsOf } from '../../Sources/Exporting/Resources/terms.js';
import { stepsToPrint } from '../../Sources/Exporting/Resources/paper.js';
import { find } from '../../Sources/Exporting/Resources/search.js';
import { openLive, openRecorded } from '../../Sources/Exporting/Resources/source.js';
import { addressOf } from '../../Sources/Exporting/Resources/words.js';
import { card, recordingOf, step } from './support.js';

// MARK: Search

const session = () => recordingOf(
  step(1, [card(1, 1, { type: 'String', value: '"hello"', labels: [['handle', 'greeting']], named: true })], { text: 'greeting = new string "hello"' }),
  step(2, [card(12, 1, { type: 'Counter', value: '1', labels: [['raw', 'p']] })], { text: 'new counter 1' }),
  step(3, [{ id: 1, count: 2 }], { text: 'b = clone greeting', page: { values: [[12, 'a long value']] } }));
const hits = (query, hidden) => find(session(), query, hidden).map(({ kind, key, count }) => `${kind} ${key ?? ''}@${count}`);

test('search finds an object by number, name, type and value, and lines by their text', () => {
  assert.deepEqual(hits('@12'), ['object 0.12@2']);
  assert.equal(hits('1')[0], 'object 0.1@1');
  assert.equal(hits('greeting')[0], 'object 0.1@1');
  assert.equal(hits('counter')[0], 'object 0.12@2');
  assert.equal(hits('HELLO')[0], 'object 0.1@1');
  assert.deepEqual(hits('long value'), ['object 0.12@3']);
  assert.deepEqual(hits('clone'), ['line @3']);
  assert.deepEqual(hits('   '), []);
  assert.deepEqual(hits('nowhere'), []);
});

test('search does not say what a question asks for', () => {
  assert.ok(!hits('"hello"', () => true).includes('object 0.1@1'));
});

// MARK: Sources

class Connection extends EventTarget {
  readyState = 1;
  close() { this.readyState = 2; }
  say(type, data) { this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) })); }
}

function live() {
  const log = [];
  const connection = new Connection();
  const due = [];
  const source = openLive({
    begin: ({ title }) => log.push(`begin ${title}`), add: (steps) => log.push(`add ${steps.map((one) => one.step)}`), status: (word) => log.push(word),
  }, (url) => {
    log.push(url);
    return connection;
  }, (call) => due.push(call));
  return { log, connection, source, run: () => due.splice(0).forEach((call) => call()) };
}

test('live steps are handed on in bundles, in order', () => {
  const { log, connection, run } = live();
  connection.say('open');
  connection.say('message', { title: 't' });
  for (const step of [1, 2, 3]) connection.say('message', { step });
  run();
  assert.deepEqual(log, ['events', 'connecting', 'live', 'begin t', 'add 1,2,3']);
});

test('a connection that breaks begins anew, and steps before it are not lost', () => {
  const { log, connection, run } = live();
  connection.say('message', { title: 't' });
  connection.say('message', { step: 1 });
  connection.readyState = 0;
  connection.say('error');
  connection.say('open');
  connection.say('message', { title: 't' });
  connection.say('message', { step: 1 });
  run();
  assert.deepEqual(log.slice(2), ['begin t', 'add 1', 'connecting', 'live', 'begin t', 'add 1']);
});

test('pause, resume and end are said, after what came before them', () => {
  const { log, connection } = live();
  connection.say('message', { step: 7 });
  connection.say('paused', {});
  connection.say('resumed', {});
  connection.say('ended', {});
  assert.deepEqual(log.slice(2), ['add 7', 'paused', 'live', 'ended']);
  assert.equal(connection.readyState, 2);
});

test('a page that holds too much begins anew', () => {
  const { log, connection, source, run } = live();
  connection.say('message', { step: 1 });
  source.again();
  assert.equal(connection.readyState, 2);
  run();
  assert.deepEqual(log, ['events', 'connecting', 'events', 'connecting']);
});

test('a recording is a source with all of its steps', () => {
  const log = [];
  openRecorded({ title: 't', steps: [{ step: 1 }] }, { begin: () => log.push('begin'), add: (steps) => log.push(steps.length), status: (word) => log.push(word) });
  assert.deepEqual(log, ['begin', 1, 'recorded']);
});

// MARK: Chart

const axes = { x: (step) => step * 10, y: (count) => 100 - count * 10, start: 1, end: 9 };

test('a count holds until the next one, and ends where the object does', () => {
  assert.equal(coursePath([[1, 1], [3, 2]], axes), 'M10 90H30V80H90');
  assert.equal(coursePath([[2, 1], [4, 0], [5, null]], axes), 'M20 90H40V100H50');
  assert.equal(coursePath([[1, 1], [3, 2], [5, 1]], { ...axes, hidden: (step) => step === 3 }), 'M10 90H30M50 90H90');
});

test('of counts within one column of pixels the lowest and the highest show', () => {
  const counts = Array.from({ length: 1000 }, (_, index) => [index + 1, index % 7]);
  const path = coursePath(counts, { ...axes, x: (step) => step / 100, end: 1000 });
  assert.ok(path.length < 600, `${path.length}`);
  assert.ok(path.includes('V40') && path.includes('V100'));
});

test('the chart has the chosen object, and of many those that live', () => {
  const recording = recordingOf(...Array.from({ length: 20 }, (_, index) => [card(index + 1, 1), ...(index > 3 ? [card(index - 3, 0, { mark: 'destroyed' })] : [])]));
  const keys = (selected, count) => chooseSeries(recording, 0, selected, count).series.map(({ id }) => id);
  assert.equal(keys(null, 20).length, 6);
  assert.ok([17, 18, 19, 20].every((id) => keys(null, 20).includes(id)));
  assert.ok(keys('0.2', 20).includes(2));
  assert.equal(chooseSeries(recording, 0, null, 20).others, 14);
});

// MARK: Cards

test('labels share the width of a card, the longest made shorter', () => {
  const labels = labelsOf({ labels: [['handle', 'a'], ['handle', 'x'.repeat(200)]] }, false, 172, termsOf(false));
  assert.ok(labels.reduce((sum, { width }) => sum + width, 5) <= 172.5);
  assert.ok(labels[0].width < 40);
  const many = labelsOf({ labels: [['handle', 'a'], ['handle', 'b'], ['handle', 'c'], ['raw', 'p']], more: 3 }, false, 172, termsOf(false));
  assert.deepEqual(many.map(({ text }) => text), ['a', 'b', '+5']);
  assert.equal(labelsOf({ labels: [] }, true, 172, termsOf(false))[0].text, 'no name reaches it');
  assert.equal(labelsOf({ labels: [] }, true, 172, termsOf(true))[0].text, 'no owner outside');
});

test('a card says what it shows, and not what a question hides', () => {
  const shown = { id: 1, type: 'Cell', value: 'holds @2', count: 2, before: 1, mark: 'rose', labels: [['raw', 'p']] };
  assert.equal(describe(shown, markText(shown), null, false, termsOf(false)), '@1 Cell holds @2, count 2, ▲ 1 → 2, named by raw pointer: p');
  assert.equal(describe(shown, '', new Set(['count']), true, termsOf(false)), '@1 Cell holds @2, count hidden, no name reaches it');
  assert.equal(markText(shown, new Set(['count'])), '1 → ?');
});

// MARK: The rest

test('the scale fills the stage, within bounds', () => {
  assert.equal(fitScale({ width: 100, height: 100 }, { width: 300, height: 200, most: 9 }), 2);
  assert.equal(fitScale({ width: 100, height: 100 }, { width: 300, height: 200, most: 1.5 }), 1.5);
  assert.equal(fitScale({ width: 9000, height: 10 }, { width: 300, height: 200, most: 1, least: 0.3 }), 0.3);
  assert.equal(fitScale({ width: 100, height: 9000 }, { width: 150, most: 9 }), 1.5);
  assert.equal(scrollAbout({ scroll: 100, pointer: 50, from: 1, to: 2 }), 250);
});

test('a hand-out has the steps that changed something, and the questions', () => {
  const { steps } = recordingOf([card(1, 1)], [], step(3, [], { role: 'question' }), step(4, [], { role: 'end' }));
  assert.deepEqual(stepsToPrint(steps), [1, 3]);
});

test('a link leads to the web only', () => {
  assert.equal(addressOf(' (https://example.org/a?b#c)'), 'https://example.org/a?b#c');
  for (const text of [' (javascript:alert(1))', ' (data:text/html,x)', ' (//x)', ' (../x)', 'https://x', ' (https://x y)']) assert.equal(addressOf(text), null);
});
