import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examine, freedWithout } from '../../Sources/Exporting/Resources/reach.js';
import { card, recordingOf } from './support.js';

const heapOf = (...cards) => recordingOf(cards).heapAfter(1);
const look = (...cards) => {
  const { unreached, cycles } = examine(heapOf(...cards));
  return {
    unreached: [...unreached].sort().join(' '),
    cycles: cycles.map(({ keys, edge, frees }) => `${keys.join('→')} break ${edge.from}→${edge.to} frees ${frees.length}`),
  };
};

test('what a name reaches through others is no leak', () => {
  assert.deepEqual(look(card(1, 1), card(2, 1, { holds: [1] }), card(3, 1, { holds: [2], named: true })), { unreached: '', cycles: [] });
});

test('a ring that lost its names is marked, with the edge that closes it', () => {
  // busy.xr: 3 → 2 → 5 → 4 → 3
  const ring = () => [card(2, 1, { holds: [5] }), card(3, 1, { holds: [2] }), card(4, 1, { holds: [3] }), card(5, 1, { holds: [4] })];
  assert.deepEqual(look(...ring()), {
    unreached: '0.2 0.3 0.4 0.5', cycles: ['0.2→0.5→0.4→0.3 break 0.3→0.2 frees 4'],
  });
  assert.equal(look(...ring().slice(1), card(2, 2, { holds: [5], named: true })).unreached, '');
});

test('a cell that holds itself', () => {
  assert.deepEqual(look(card(1, 1, { holds: [1] })).cycles, ['0.1 break 0.1→0.1 frees 1']);
});

test('of several edges the one that frees most, and what hangs on the ring goes with it', () => {
  // 1 → 2 → 1, where another unreached object holds 2 as well: only the edge to 1 frees anything at once.
  const { cycles } = examine(heapOf(card(1, 1, { holds: [2, 4] }), card(2, 2, { holds: [1] }), card(3, 1, { holds: [2, 3] }), card(4, 1)));
  assert.deepEqual(cycles[0].edge, { from: '0.2', to: '0.1' });
  assert.deepEqual(cycles[0].frees, ['0.1', '0.4']);
  assert.equal(cycles.length, 2);
});

test('what a raw pointer with a count or an engine keeps is not lost yet; a lost count is', () => {
  assert.equal(look(card(1, 1, { labels: [['owning', 'q']] })).unreached, '');
  assert.equal(look(card(1, 1, { labels: [['engine', '@2 engine']] })).unreached, '');
  assert.equal(look(card(1, 1, { labels: [['lost', 'lost'], ['raw', 'p']] })).unreached, '0.1');
});

test('the dead are neither reached nor lost', () => {
  assert.equal(look(card(1, 0, { mark: 'destroyed' })).unreached, '');
});

test('a chain of a hundred thousand in a ring needs no stack', () => {
  const cards = Array.from({ length: 100_000 }, (_, index) => card(index + 1, 1, { holds: [index === 0 ? 100_000 : index] }));
  const { unreached, cycles } = examine(heapOf(...cards));
  assert.equal(unreached.size, 100_000);
  assert.equal(cycles[0].frees.length, 100_000);
});

test('dropping follows counts, each handle once', () => {
  const heap = heapOf(card(1, 2, { holds: [2] }), card(2, 1), card(3, 1, { holds: [1] }));
  assert.deepEqual(freedWithout({ from: '0.3', to: '0.1' }, heap), []);
});
