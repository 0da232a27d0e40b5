// The page and the `.svg` picture lay heaps out alike: both are held to the places and wires of heaps.json. Written anew,
// after a change of the layout that both have made, by `node Tests/PageModules/heaps.test.js --write`.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { layOut, structureOf } from '../../Sources/Exporting/Resources/layout.js';
import { routeAll } from '../../Sources/Exporting/Resources/wires.js';
import { card, recordingOf } from './support.js';

const file = new URL('heaps.json', import.meta.url);
const { measures, heaps } = JSON.parse(readFileSync(file));

/** Where the objects of a heap stand, and how the wires run, by the objects' numbers. */
function pictureOf({ columns, objects }) {
  const recording = recordingOf(objects.map(([id, ...holds]) => card(id, 1, { holds })));
  const { places } = layOut(structureOf(recording.lives.values(), recording.links), columns);
  const links = [...recording.heapAfter(1).values()].flatMap(({ key, holds }) => [...new Set(holds)].map((to) => ({ from: key, to })));
  const idOf = (key) => recording.lives.get(key).id;
  return {
    places: [...recording.lives.values()].map(({ key, id }) => [id, places.get(key).column, places.get(key).row]),
    wires: routeAll(links, places, measures).map(({ from, to, points }) => [idOf(from), idOf(to), ...points.flat()]),
  };
}

if (process.argv.includes('--write')) {
  const drawn = heaps.map(({ name, columns, objects }) => ({ name, columns, objects, ...pictureOf({ columns, objects }) }));
  const lines = drawn.map((heap) => JSON.stringify(heap)).join(',\n');
  writeFileSync(file, `{"measures":${JSON.stringify(measures)},"heaps":[\n${lines}\n]}\n`);
}

for (const { name, columns, objects, places, wires } of heaps) {
  test(`the page lays out ${name} as the picture does`, () => {
    assert.deepEqual(pictureOf({ columns, objects }), { places, wires });
  });
}
