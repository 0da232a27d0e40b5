import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cornerOf, roundedPath, routeAll, sizeOf } from '../../Sources/Exporting/Resources/wires.js';
import { measures } from './support.js';

/** Every part of a wire that runs through a box it does not begin or end at. */
function crossings(wires, places) {
  const found = [];
  for (const { from, to, points } of wires) {
    for (let index = 1; index < points.length; index += 1) {
      const [[x1, y1], [x2, y2]] = [points[index - 1], points[index]];
      for (const [key, spot] of places) {
        const { x, y } = cornerOf(spot, measures);
        const inside = Math.max(x1, x2) > x && Math.min(x1, x2) < x + measures.cardWidth && Math.max(y1, y2) > y && Math.min(y1, y2) < y + measures.cardHeight;
        if (inside) found.push(`${from}→${to} through ${key}`);
      }
    }
  }
  return found;
}

test('neighbours are joined by a straight line', () => {
  const places = new Map([['a', { column: 0, row: 0 }], ['b', { column: 1, row: 0 }]]);
  const [{ points }] = routeAll([{ from: 'a', to: 'b' }], places, measures);
  assert.equal(points.length, 2);
  assert.equal(points[0][1], points[1][1]);
});

test('no wire crosses a box, from any place to any other, itself too', () => {
  const places = new Map();
  for (let row = 0; row < 4; row += 1) for (let column = 0; column < 4; column += 1) places.set(`${column}${row}`, { column, row });
  const links = [...places.keys()].flatMap((from) => [...places.keys()].map((to) => ({ from, to })));
  for (const link of links) assert.deepEqual(crossings(routeAll([link], places, measures), places), []);
  assert.deepEqual(crossings(routeAll(links, places, measures), places), []);
});

test('a cycle closes below its row, where no names stand', () => {
  const places = new Map([['a', { column: 0, row: 1 }], ['b', { column: 1, row: 1 }]]);
  const [{ points }] = routeAll([{ from: 'b', to: 'a' }], places, measures);
  assert.ok(Math.max(...points.map(([, y]) => y)) > cornerOf({ column: 0, row: 1 }, measures).y + measures.cardHeight);
});

test('wires stay within the picture', () => {
  const places = new Map([['a', { column: 2, row: 1 }], ['b', { column: 0, row: 1 }]]);
  const { width, height } = sizeOf({ columns: 3, rows: 2 }, measures);
  for (const { points } of routeAll([{ from: 'a', to: 'b' }, { from: 'b', to: 'b' }, { from: 'a', to: 'a' }], places, measures)) {
    for (const [x, y] of points) assert.ok(x >= 0 && y >= 0 && x <= width && y <= height, `${x},${y}`);
  }
});

test('wires that run together run side by side, and end beside each other', () => {
  const places = new Map([['s', { column: 1, row: 0 }], ['a', { column: 0, row: 0 }], ['b', { column: 0, row: 1 }], ['c', { column: 0, row: 2 }]]);
  const wires = routeAll(['a', 'b', 'c'].map((from) => ({ from, to: 's' })), places, measures);
  const ends = wires.map(({ points }) => points[points.length - 1][1]);
  assert.equal(new Set(ends).size, 3);
  const lanes = wires.filter(({ points }) => points.length === 4).map(({ points }) => points[1][0]);
  assert.equal(new Set(lanes).size, 2);
});

test('corners are rounded, and no rounder than the parts are long', () => {
  assert.equal(roundedPath([[0, 0], [10, 0]]), 'M0,0L10,0');
  assert.equal(roundedPath([[0, 0], [20, 0], [20, 4]]), 'M0,0L18,0Q20,0 20,2L20,4');
});
