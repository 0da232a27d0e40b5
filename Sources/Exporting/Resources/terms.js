// What the page of a session and the page of a traced program call things. Pure.

/** Terms of a session: lines are typed, and names hold handles. */
const sessionTerms = {
  step: ({ line, nestedLine }) => (nestedLine ? `line ${nestedLine} of what line ${line} reads` : `line ${line}`),
  made: ({ line }) => `on line ${line}`,
  prompt: '> ',
  find: 'Find an object, a name, a value',
  outside: 'name',
  unreached: 'no name reaches it',
  holders: 'Names',
  heldBy: 'named by',
  found: (names) => (names.length > 0 ? `named ${names.join(', ')}` : 'never named'),
  ended: 'the session has ended',
  waiting: 'Waiting for the first line.',
  connecting: 'Connecting to the session.',
};

/** Terms of a trace: events have numbers, and handles were taken at places in the source. */
const traceTerms = {
  step: ({ line }) => `event ${line.toLocaleString('en')}`,
  made: ({ place }) => `at ${place}`,
  prompt: '',
  find: 'Find an object, a place, a type',
  outside: 'owner outside',
  unreached: 'no owner outside',
  holders: 'Handles',
  heldBy: 'held from',
  found: (names, { place }) => (names.length > 0 ? `held from ${names.join(', ')}` : `made at ${place}`),
  ended: 'the trace has ended',
  waiting: 'Waiting for the first event.',
  connecting: 'Connecting to the trace.',
};

export const termsOf = (isTrace) => (isTrace ? traceTerms : sessionTerms);
