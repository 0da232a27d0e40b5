// What no name reaches, which cycles hold it, and which edge to break. Pure: cards in, answers out.

/**
 * Looks at the cards of a heap.
 *
 * An object is reached when a name's handle leads to it, a raw pointer that a name holds owns a count of it, the engine of
 * a module does, or a reached object holds it.
 */
export function examine(cards) {
  const reached = new Set();
  const walk = [];
  const enter = (key) => {
    if (reached.has(key) || !cards.has(key)) return;
    reached.add(key);
    walk.push(key);
  };
  for (const [key, card] of cards) {
    if (card.isDead) continue;
    if (card.named || card.labels.some(([role]) => role === 'owning' || role === 'engine')) enter(key);
  }
  while (walk.length > 0) for (const next of cards.get(walk.pop()).holds) enter(next);
  const unreached = new Set();
  for (const [key, card] of cards) if (!card.isDead && !reached.has(key)) unreached.add(key);
  const cycles = unreached.size > 0 ? cyclesAmong(unreached, cards) : [];
  return { unreached, cycles };
}

/** The cycles among objects, each with the edge to break, the cycle with the oldest object first. */
function cyclesAmong(keys, cards) {
  const found = [];
  for (const members of components(keys, cards)) {
    const oldest = members.reduce((a, b) => (cards.get(a).id < cards.get(b).id ? a : b));
    const cycle = cycleThrough(oldest, new Set(members), cards);
    if (cycle) found.push({ keys: cycle, ...bestBreak(cycle, cards) });
  }
  return found.sort((a, b) => cards.get(a.keys[0]).id - cards.get(b.keys[0]).id);
}

/** The strongly connected components that hold a cycle (Tarjan's algorithm, without recursion). */
function components(keys, cards) {
  const index = new Map();
  const low = new Map();
  const onStack = new Set();
  const stack = [];
  const found = [];
  for (const root of keys) {
    if (index.has(root)) continue;
    const calls = [[root, 0]];
    while (calls.length > 0) {
      const call = calls[calls.length - 1];
      const [key] = call;
      if (call[1] === 0) {
        index.set(key, index.size);
        low.set(key, index.get(key));
        stack.push(key);
        onStack.add(key);
      }
      const holds = cards.get(key).holds;
      let next = null;
      while (call[1] < holds.length && next === null) {
        const held = holds[call[1]];
        call[1] += 1;
        if (!keys.has(held)) continue;
        if (!index.has(held)) next = held;
        else if (onStack.has(held)) low.set(key, Math.min(low.get(key), index.get(held)));
      }
      if (next !== null) {
        calls.push([next, 0]);
        continue;
      }
      calls.pop();
      if (calls.length > 0) {
        const [caller] = calls[calls.length - 1];
        low.set(caller, Math.min(low.get(caller), low.get(key)));
      }
      if (low.get(key) !== index.get(key)) continue;
      const members = [];
      for (let member = null; member !== key;) {
        member = stack.pop();
        onStack.delete(member);
        members.push(member);
      }
      if (members.length > 1 || holds.includes(key)) found.push(members);
    }
  }
  return found;
}

/** The shortest cycle through an object, from it on. */
function cycleThrough(start, members, cards) {
  const from = new Map();
  let layer = [start];
  while (layer.length > 0) {
    const next = [];
    for (const key of layer) {
      for (const held of cards.get(key).holds) {
        if (held === start) {
          const cycle = [];
          for (let step = key; step !== undefined; step = from.get(step)) cycle.unshift(step);
          return cycle;
        }
        if (!members.has(held) || from.has(held)) continue;
        from.set(held, key);
        next.push(held);
      }
    }
    layer = next;
  }
  return null;
}

const longest = 64; // how many edges of a cycle are tried

/** The edge that frees most when it is taken away; of several, the one that closes the cycle. */
function bestBreak(cycle, cards) {
  let best = null;
  for (let index = Math.max(0, cycle.length - longest); index < cycle.length; index += 1) {
    const edge = { from: cycle[index], to: cycle[(index + 1) % cycle.length] };
    const frees = freedWithout(edge, cards);
    if (!best || frees.length >= best.frees.length) best = { edge, frees };
  }
  return best;
}

/** The objects that die when `from` lets go of `to`, in the order of their deaths. */
export function freedWithout({ from, to }, cards) {
  const lost = new Map();
  const freed = [];
  const dead = new Set();
  const drops = [to];
  while (drops.length > 0) {
    const key = drops.pop();
    const card = cards.get(key);
    if (!card || dead.has(key)) continue;
    lost.set(key, (lost.get(key) ?? 0) + 1);
    if (lost.get(key) < card.count) continue;
    dead.add(key);
    freed.push(key);
    let skipped = key === from;
    for (const held of card.holds) {
      // The edge is gone already.
      if (skipped && held === to) skipped = false;
      else drops.push(held);
    }
  }
  return freed;
}
