// Finding objects by number, name, type or value, and lines by their text. Pure.

const limit = 60;

/**
 * What a search finds, each with the count of steps after which it is to be seen: objects first, then lines.
 *
 * @param hidden whether an object's values are to stay hidden: a search must not answer a question.
 */
export function find(recording, query, hidden = () => false) {
  const words = query.trim().toLowerCase();
  if (words === '') return [];
  const id = /^@?(\d+)$/.exec(words)?.[1];
  const hits = [];
  for (const life of recording.lives.values()) {
    const match = matchOf(life, words, id, query.trim(), hidden, recording.terms);
    if (match) hits.push({ kind: 'object', key: life.key, ...match });
    if (hits.length > 2 * limit) break;
  }
  // The number itself first, then names, then the rest.
  hits.sort((a, b) => a.rank - b.rank);
  for (let index = 0; index < recording.steps.length && hits.length < limit; index += 1) {
    const { text } = recording.steps[index];
    if (text.toLowerCase().includes(words)) hits.push({ kind: 'line', count: index + 1, label: text, detail: `step ${index + 1}` });
  }
  return hits.slice(0, limit);
}

function matchOf(life, words, id, typed, hidden, terms) {
  const count = Math.max(1, life.born);
  const label = `@${life.id} ${life.type}`;
  const namesOf = ({ names }) => terms.found([...names].slice(0, 4), life);
  if (id && String(life.id) === id) return { rank: 0, count, label, detail: namesOf(life) };
  const names = [...life.names];
  if (names.some((name) => name === typed)) return { rank: 1, count, label, detail: namesOf(life) };
  const name = names.find((other) => other.toLowerCase().includes(words));
  if (name) return { rank: 2, count, label, detail: terms.found([name], life) };
  if (label.toLowerCase().includes(words)) return { rank: 3, count, label, detail: namesOf(life) };
  if (life.place?.toLowerCase().includes(words)) return { rank: 3, count, label, detail: `made ${terms.made(life)}` };
  if (hidden(life.key)) return null;
  for (const [at, short, whole] of life.values) {
    if ((whole ?? short).toLowerCase().includes(words)) return { rank: 4, count: Math.max(1, at), label, detail: short };
  }
  return null;
}
