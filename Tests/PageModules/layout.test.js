import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestLayout, GrowingLayout, layOut, structureOf } from '../../Sources/Exporting/Resources/layout.js';
import { card, chainOf, recordingOf, step } from './support.js';

const pitch = { column: 210, row: 140, margin: 50 };
const laid = (recording, columns) => layOut(structureOf(recording.lives.values(), recording.links), columns);
const spot = (layout, id, session = 0) => {
  const { column, row } = layout.places.get(`${session}.${id}`);
  return `${column},${row}`;
};

/** No two boxes may share a place while both live. */
function assertApart(recording, layout) {
  for (let count = 0; count <= recording.count; count += 1) {
    const taken = new Set();
    for (const key of recording.heapAfter(count).keys()) {
      const { column, row } = layout.places.get(key);
      assert.ok(!taken.has(`${column} ${row}`), `two boxes at ${column},${row} after ${count} steps`);
      taken.add(`${column} ${row}`);
    }
  }
}

test('what holds stands to the left of what it holds, and a chain runs in one direction', () => {
  const layout = laid(recordingOf(...chainOf(4)), 6);
  assert.deepEqual([1, 2, 3, 4].map((id) => spot(layout, id)), ['3,0', '2,0', '1,0', '0,0']);
});

test('a cycle is a chain with one edge back', () => {
  const layout = laid(recordingOf(...chainOf(3), [card(1, 2, { holds: [3] })]), 6);
  assert.deepEqual([3, 2, 1].map((id) => spot(layout, id)), ['0,0', '1,0', '2,0']);
});

test('holders of one object stand in a column beside it, each in its row', () => {
  const recording = recordingOf([card(1, 1)], [card(2, 1, { holds: [1] })], [card(3, 1, { holds: [1] })], [card(4, 1, { holds: [2] })]);
  const layout = laid(recording, 6);
  assert.deepEqual([1, 2, 3, 4].map((id) => spot(layout, id)), ['2,0', '1,0', '1,1', '0,0']);
});

test('a chain that is too long goes on in the next row, as text does', () => {
  const layout = laid(recordingOf(...chainOf(5)), 3);
  assert.deepEqual([5, 4, 3, 2, 1].map((id) => spot(layout, id)), ['0,0', '1,0', '2,0', '0,1', '1,1']);
});

test('an object has its place before what holds it comes, and keeps it', () => {
  const recording = recordingOf([card(1, 1)], [card(2, 1)], [card(2, 1, { holds: [1] })]);
  assert.equal(spot(laid(recording, 4), 1), '1,0');
});

test('places are used again once their objects are dead, and never while they live', () => {
  const steps = [];
  for (let id = 1; id <= 300; id += 1) {
    steps.push([card(id, 1, { holds: id % 3 === 0 ? [id - 1] : [] }), ...(id > 4 ? [card(id - 4, 0, { mark: 'destroyed' })] : [])]);
  }
  const recording = recordingOf(...steps);
  const layout = laid(recording, 4);
  assertApart(recording, layout);
  assert.ok(layout.rows <= 6, `${layout.rows} rows`);
});

test('a chain whose links die as new ones come stays as small as what lives', () => {
  const steps = [[card(1, 1)]];
  for (let id = 2; id <= 200; id += 1) steps.push([card(id, 1, { holds: [id - 1] }), ...(id > 6 ? [card(id - 6, 0, { mark: 'destroyed' })] : [])]);
  const recording = recordingOf(...steps);
  const layout = laid(recording, 4);
  assertApart(recording, layout);
  assert.ok(layout.rows <= 6, `${layout.rows} rows`);
});

test('a place is free only once what died in it is gone from the picture', () => {
  const steps = [[card(1, 1)], [card(2, 1, { holds: [1] })]];
  for (let id = 3; id <= 20; id += 1) steps.push([card(id - 1, 0, { mark: 'destroyed' }), card(id, 1, { holds: [1] })]);
  const recording = recordingOf(...steps);
  assertApart(recording, laid(recording, 4));
});

test('many objects without wires are grouped by type, and by place where one made several', () => {
  const steps = Array.from({ length: 90 }, (_, index) => [
    card(index + 1, 1, { type: index % 2 === 0 ? 'String' : 'Counter', line: index % 2 === 0 ? index : 7 }),
  ]);
  const recording = recordingOf(...steps);
  const layout = laid(recording, 10);
  assert.deepEqual(layout.groups.map(({ type, isOnePlace, line, keys }) => [type, isOnePlace && line, keys.length]), [['String', false, 45], ['Counter', 7, 45]]);
  assertApart(recording, layout);
  assert.deepEqual(laid(recordingOf(...steps.slice(0, 40)), 10).groups, []);
});

test('objects of a traced program are grouped by the place in its source that made them', () => {
  const steps = Array.from({ length: 90 }, (_, index) => [
    card(index + 1, 1, { type: 'App.Node', place: `${index < 40 ? 'Cache' : 'Server'}.swift:7`, mark: 'made' }),
  ]);
  const layout = laid(recordingOf(...steps), 10);
  assert.deepEqual(layout.groups.map(({ place, isOnePlace, keys }) => [place, isOnePlace, keys.length]), [
    ['Cache.swift:7', true, 40], ['Server.swift:7', true, 50],
  ]);
});

test('each session has its own places, and the picture is as large as the largest', () => {
  const recording = recordingOf([card(1, 1), card(2, 1), card(3, 1)], step(2, [card(1, 1)], { fresh: true }));
  const layout = laid(recording, 2);
  assert.equal(spot(layout, 1, 1), '0,0');
  assert.equal(layout.rows, 2);
});

test('the picture fills the stage it is given', () => {
  const recording = recordingOf(...Array.from({ length: 8 }, (_, index) => [card(index + 1, 1)]));
  const wide = bestLayout(recording.lives.values(), recording.links, { width: 1600, height: 300, most: 3 }, pitch);
  const high = bestLayout(recording.lives.values(), recording.links, { width: 300, most: 3 }, pitch);
  assert.ok(wide.columns > wide.rows && high.columns === 1, `${wide.columns} ${wide.rows} ${high.columns}`);
  const empty = bestLayout([], [], { width: 300, height: 300, most: 3 }, pitch);
  assert.equal(empty.places.size, 0);
});

test('live, boxes stay where they are while others come and go', () => {
  const growing = new GrowingLayout(6);
  const recording = recordingOf(...chainOf(3), [card(4, 1)], [card(5, 1, { holds: [4] })]);
  const before = new Map();
  for (let count = 1; count <= recording.count; count += 1) {
    growing.update(recording.heapAfter(count));
    for (const [key, place] of before) assert.deepEqual(growing.places.get(key), place);
    for (const [key, place] of growing.places) before.set(key, place);
  }
  const at = (id) => growing.places.get(`0.${id}`);
  assert.equal(at(2).column, at(1).column - 1);
  assert.equal(at(3).column, at(2).column - 1);
  assert.equal(at(5).column, at(4).column - 1);
});

test('live, a box without company moves to it, and never onto another', () => {
  const growing = new GrowingLayout(6);
  growing.update(recordingOf([card(1, 1), card(2, 1), card(3, 1)]).heapAfter(1));
  growing.update(recordingOf([card(1, 1), card(2, 1), card(3, 1, { holds: [1] })]).heapAfter(1));
  const spots = [...growing.places.values()].map(({ column, row }) => `${column} ${row}`);
  assert.equal(new Set(spots).size, 3);
  assert.equal(growing.places.get('0.3').column, growing.places.get('0.1').column - 1);
});

test('live, a heap of any shape keeps its boxes apart', () => {
  const growing = new GrowingLayout(5);
  let seed = 1;
  const random = (below) => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % below;
  };
  let cards = [];
  for (let id = 1; id <= 150; id += 1) {
    cards.push(card(id, 1, { holds: cards.length > 0 && random(3) > 0 ? [cards[random(cards.length)].id] : [] }));
    if (random(3) === 0) cards = cards.filter((_, index) => index !== 0);
    growing.update(recordingOf(cards.map((other) => ({ ...other }))).heapAfter(1));
    const spots = [...growing.places.values()].map(({ column, row }) => `${column} ${row}`);
    assert.equal(new Set(spots).size, cards.length);
  }
});
