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
  let waiting = [];
  let isDue = false;
  let connection = null;
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
  const open = () => {
    const opened = connect('events');
    connection = opened;
    receiver.status('connecting');
    opened.addEventListener('message', (event) => {
      waiting.push(JSON.parse(event.data));
      if (!isDue) later(flush);
      isDue = true;
    });
    opened.addEventListener('open', () => say('live'));
    // The browser tries again by itself, unless it was told that there is nothing any more.
    opened.addEventListener('error', () => say(opened.readyState === 2 ? 'ended' : 'connecting'));
    opened.addEventListener('paused', () => say('paused'));
    opened.addEventListener('resumed', () => say('live'));
    opened.addEventListener('ended', () => {
      opened.close();
      say('ended');
    });
  };
  open();
  return {
    /** Begins anew, with what the server begins with now. */
    again() {
      connection.close();
      waiting = [];
      open();
    },
  };
}
