import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latest, printable } from '../../Sources/Exporting/Resources/recording.js';
import { card, recordingOf, step } from './support.js';

const shown = (recording, count) => [...recording.heapAfter(count).values()].map(({ id, count: strong }) => `${id}:${strong}`).join(' ');

test('a step shows the same from wherever the reader comes', () => {
  const steps = Array.from({ length: 200 }, (_, index) => [
    card(index + 1, 1, { mark: 'made' }), ...(index > 2 ? [card(index - 1, 0, { mark: 'destroyed' })] : []),
  ]);
  const recording = recordingOf(...steps);
  const forward = steps.map((_, index) => shown(recording, index + 1));
  for (const count of [200, 7, 199, 1, 100, 101, 3]) assert.equal(shown(recording, count).split(' ').sort().join(), forward[count - 1].split(' ').sort().join());
  assert.equal(shown(recording, 0), '');
});

test('what dies shows on its step and not on the next', () => {
  const recording = recordingOf([card(1, 1, { mark: 'made' })], [card(1, 0, { mark: 'destroyed' })], []);
  assert.equal(shown(recording, 2), '1:0');
  assert.equal(shown(recording, 3), '');
  assert.equal(recording.lives.get('0.1').died, 3);
  assert.deepEqual(recording.lives.get('0.1').counts, [[1, 1], [2, 0], [3, null]]);
});

test('a new session forgets the objects of the one before, whose numbers come again', () => {
  const recording = recordingOf([card(1, 1)], step(2, [card(1, 5)], { fresh: true }));
  assert.equal(shown(recording, 2), '1:5');
  assert.equal(shown(recording, 1), '1:1');
  assert.deepEqual([...recording.lives.keys()], ['0.1', '1.1']);
  assert.deepEqual(recording.sessions, [{ start: 0, end: 1 }, { start: 1, end: 2 }]);
});

test('a card without type, value and line has those of the one before', () => {
  const recording = recordingOf([card(1, 1, { type: 'String', value: '"x"' })], [{ id: 1, count: 2 }]);
  const after = recording.heapAfter(2).get('0.1');
  assert.equal(after.type, 'String');
  assert.equal(after.value, '"x"');
});

test('a long value is known whole, also after its card has changed', () => {
  const recording = recordingOf(step(1, [card(1, 1, { value: '"x…' })], { page: { values: [[1, '"xyz"']] } }), [{ id: 1, count: 2 }]);
  assert.equal(recording.valueAfter('0.1', 1), '"xyz"');
  assert.equal(recording.valueAfter('0.1', 2), '"xyz"');
});

test('who held whom is known with its time', () => {
  const recording = recordingOf(
    [card(1, 1)], [card(2, 1, { holds: [1] })], [card(2, 1, { holds: [2] })], [card(2, 0, { mark: 'destroyed' })], []);
  assert.deepEqual(recording.links.map(({ from, to, born, died }) => [from, to, born, died]), [['0.2', '0.1', 2, 3], ['0.2', '0.2', 3, 4]]);
});

test('text keeps its words on from step to step, and shows what would hide', () => {
  const recording = recordingOf(step(1, [], { page: { prose: [['p', [['', 'one']]]] } }), step(2, [], { text: 'a\u202eb\u0000' }));
  assert.equal(recording.steps[1].prose, recording.steps[0].prose);
  assert.equal(recording.steps[0].beginsProse && !recording.steps[1].beginsProse, true);
  assert.equal(recording.steps[1].text, 'a\\u{202e}b\\u{0}');
  assert.equal(printable('日本語 👩‍👩‍👧'), '日本語 👩‍👩‍👧');
});

test('the last entry that is not after a step', () => {
  assert.equal(latest([[2, 'a'], [5, 'b']], 1), null);
  assert.equal(latest([[2, 'a'], [5, 'b']], 4)[1], 'a');
  assert.equal(latest([[2, 'a'], [5, 'b']], 5)[1], 'b');
});
