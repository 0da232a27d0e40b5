// Where steps come from: the page itself, or a session that goes on. Either speaks to a receiver with
// `begin(opening)`, `add(steps)` and `status(word)`; the word is one of `recorded`, `connecting`, `live`, `paused`,
// `ended`.

/** The steps that the page holds. */
export function openRecorded(data, receiver) {
  receiver.begin(data);
  receiver.add(data.steps);
  receiver.status('recorded');
}

/**
 * The steps of a session that goes on, from its server. Messages are handed on in bundles, so that a thousand of them a
 * second cost no more than a few.
 *
 * @param connect makes the connection: `(url) => new EventSource(url)`.
 * @param later calls a function a little later: the page need not be drawn, or even visible, for steps to be taken in.
 */
export function openLive(receiver, connect, later = (call) => setTimeout(call, 16)) {
  const connection = connect('events');
  let waiting = [];
  let isDue = false;
  const flush = () => {
    isDue = false;
    const bundle = waiting;
    waiting = [];
    let steps = [];
    for (const message of bundle) {
      if (message.step !== undefined) steps.push(message);
      else {
        if (steps.length > 0) receiver.add(steps);
        steps = [];
        receiver.begin(message);
      }
    }
    if (steps.length > 0) receiver.add(steps);
  };
  const say = (word) => {
    flush();
    receiver.status(word);
  };
  receiver.status('connecting');
  connection.addEventListener('message', (event) => {
    waiting.push(JSON.parse(event.data));
    if (!isDue) later(flush);
    isDue = true;
  });
  connection.addEventListener('open', () => say('live'));
  // The browser tries again by itself, unless it was told that there is nothing any more.
  connection.addEventListener('error', () => say(connection.readyState === 2 ? 'ended' : 'connecting'));
  connection.addEventListener('paused', () => say('paused'));
  connection.addEventListener('resumed', () => say('live'));
  connection.addEventListener('ended', () => {
    connection.close();
    say('ended');
  });
}
