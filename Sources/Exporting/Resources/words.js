// The text around the lines, what a line did, and the questions of a lesson.

const words = byId('words');
let shownProse = null;

/** Puts pieces of text, each with its look, into an element. */
function inline(parent, runs) {
  for (const [look, text] of runs) {
    if (look) parent.append(element(look, '', text));
    else parent.append(text);
  }
  return parent;
}

const blockMakers = {
  h: ([level, runs]) => inline(element(`h${Math.min(6, level + 1)}`), runs),
  p: ([runs]) => inline(element('p'), runs),
  q: ([runs]) => inline(element('blockquote'), runs),
  pre: ([text]) => element('pre', '', text),
  hr: () => element('hr'),
};

const plain = (runs) => runs.map(([, text]) => text).join('');

function showProse(index) {
  if (index === shownProse) return;
  shownProse = index;
  const blocks = index >= 0 ? recording.prose[index] : [];
  let list = null;
  words.replaceChildren();
  for (const [kind, ...rest] of blocks) {
    // The page has its title already.
    if (kind === 'h' && rest[0] === 1 && plain(rest[1]) === recording.title) continue;
    if (kind === 'li') {
      if (!list) words.append((list = element(rest[0] === '-' ? 'ul' : 'ol')));
      list.append(inline(element('li'), rest[1]));
    } else {
      list = null;
      words.append(blockMakers[kind](rest));
    }
  }
  words.hidden = words.childElementCount === 0;
  document.body.classList.toggle('wordless', words.hidden);
  words.scrollTop = 0;
}

/** Tells what a step is and did, as far as it may be told. */
function tell(count) {
  const index = count - 1;
  const step = steps[index];
  const isQuestion = step.role === 'question';
  const held = isHeld(index);
  const line = byId('line');
  line.className = isQuestion ? 'question' : step.failed ? 'failed' : '';
  byId('told-title').textContent = isQuestion ? 'Question' : step.role === 'end' ? 'The end' : 'What the line did';
  line.textContent = step.role === 'end' ? 'Names are dropped, youngest first.' : `${isQuestion ? '?' : '>'} ${step.text}`;
  byId('question').hidden = !held;
  byId('reveal').hidden = !(isQuestion && held);
  byId('asked').textContent = isQuestion
    ? held ? 'What is the answer? Think first; the picture waits for you.' : ''
    : held ? 'A question about this comes next; until then the picture stays as it was.' : '';
  const answer = held ? '' : (step.told ?? []).join('\n');
  byId('answer').textContent = answer || (held ? '' : step.role === 'end' ? 'Nothing is left to drop.' : 'Nothing to tell.');
  byId('answer').hidden = held;
  showProse(step.prose ?? -1);
}

/** A step in one sentence, for those who listen. */
function announcementOf(count) {
  const step = steps[count - 1];
  const what = step.role === 'end' ? 'end of the session' : step.role === 'question' ? `question: ${step.text}` : step.text;
  const told = isHeld(count - 1) ? 'The answer is hidden.' : (step.told ?? []).slice(0, 4).join('; ');
  return `Step ${count} of ${steps.length}: ${what}. ${told}`;
}
