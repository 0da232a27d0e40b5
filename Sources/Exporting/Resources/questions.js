// A question's field, what the answer was, and the result at the end.

import { button, byId, element } from './dom.js';

export class Questions {
  constructor({ refresh, announce, go }) {
    Object.assign(this, { refresh, announce, go, form: byId('question'), field: byId('prediction'), verdict: byId('verdict'), choices: byId('choices') });
    this.label = this.form.querySelector('label');
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.field.value.trim() === '') return this.announce('Type what you expect, or show the answer.');
      this.#answer(this.field.value.trim());
    });
    byId('reveal').addEventListener('click', () => this.#answer(null));
  }

  /** Shows the question of a step, or that it has none. */
  show(quiz, index) {
    const isNew = this.index !== index || this.quiz !== quiz;
    Object.assign(this, { quiz, index });
    const step = quiz.recording.steps[index];
    const isQuestion = step.role === 'question';
    this.form.hidden = !quiz.isOpen(index);
    document.body.classList.toggle('in-words', !this.form.hidden && Boolean(step.isInWords));
    if (isNew) {
      this.field.value = '';
      this.#offer(step.choices);
      this.label.hidden = Boolean(step.choices);
      this.label.textContent = step.isInWords ? 'Your answer:' : 'Your prediction:';
    }
    const answer = quiz.answers.get(index);
    this.verdict.hidden = !(isQuestion && answer);
    this.verdict.replaceChildren(...(isQuestion && answer ? this.#verdict(step, answer, index) : []));
    this.#showScore(index);
  }

  /** Shows what there is to choose from, in the place of the field. */
  #offer(choices) {
    const items = (choices ?? []).map((choice, place) => {
      const item = element('li');
      item.append(button(`${place + 1}. ${choice}`, () => this.#answer(choice)));
      return item;
    });
    this.choices.replaceChildren(...items);
    this.choices.hidden = !choices;
    this.field.hidden = Boolean(choices);
    this.form.querySelector('[type=submit]').hidden = Boolean(choices);
  }

  #verdict(step, { given, right }, index) {
    const truth = step.answers?.[0] ?? '';
    const word = element('p', right ? 'right' : 'wrong');
    word.append(element('strong', '', right ? 'Right. ' : given === null ? 'The answer: ' : 'Not so. '));
    if (right) word.append(element('code', '', truth));
    else if (given === null) word.append(element('code', '', truth));
    else word.append('You said ', element('code', '', given), '; it is ', element('code', '', truth), '.');
    const why = this.quiz.whyOf(index);
    if (why.length === 0) return [word];
    const list = element('ul', 'why');
    for (const [count, text, told] of why.slice(-8)) {
      const item = element('li');
      item.append(button(`step ${count}`, () => this.go(count), 'link'), ' ', element('code', '', text.slice(0, 80)));
      for (const line of told) item.append(element('div', 'told', line.trim()));
      list.append(item);
    }
    return [word, element('p', 'because', 'Because:'), list];
  }

  #answer(given) {
    if (!this.quiz.isOpen(this.index)) return;
    const step = this.quiz.recording.steps[this.index];
    const right = this.quiz.answer(this.index, given);
    this.refresh();
    // The field is gone: keys are the page's again, and the verdict is where reading goes on.
    this.verdict.focus({ preventScroll: true });
    const truth = step.answers?.[0] ?? '';
    const { right: sum, answered, asked } = this.quiz.score;
    const verdict = right ? 'Right.' : given === null ? '' : 'Not so.';
    this.announce(`${verdict} The answer is ${truth}. ${sum} of ${answered} right; ${asked - answered} to come.`);
  }

  /** Takes a digit as a choice. */
  choose(key) {
    const choice = this.form.hidden ? undefined : this.quiz.recording.steps[this.index].choices?.[Number(key) - 1];
    if (choice === undefined) return false;
    this.#answer(choice);
    return true;
  }

  focus() {
    if (this.form.hidden) return false;
    if (this.choices.hidden) this.field.focus();
    else this.choices.querySelector('button').focus();
    return true;
  }

  // MARK: The result

  #showScore(index) {
    const { quiz } = this;
    const { right, answered, asked } = quiz.score;
    const score = byId('score');
    score.hidden = asked === 0;
    score.textContent = `${right} of ${asked} right${answered < asked ? `, ${asked - answered} open` : ''}`;
    const result = byId('result');
    const isEnd = index === quiz.recording.steps.length - 1;
    result.hidden = !(asked > 0 && isEnd);
    if (result.hidden) return result.replaceChildren();
    const list = element('ol');
    for (const at of quiz.questions) {
      const answer = quiz.answers.get(at);
      const item = element('li', !answer ? '' : answer.right ? 'right' : 'wrong');
      item.append(button(`step ${at + 1}`, () => this.go(at + 1), 'link'), ' ', element('code', '', quiz.recording.steps[at].text));
      const verdict = !answer ? 'open' : answer.right ? 'right' : answer.given === null ? 'shown' : `you said ${answer.given}`;
      item.append(` ${verdict}`);
      list.append(item);
    }
    const copy = button('Copy the result', () => this.#copy());
    const print = button('Print', () => window.print());
    const again = button('Start again', () => {
      quiz.restart();
      this.go(1);
      this.refresh();
    });
    const buttons = element('p', 'buttons');
    buttons.append(copy, ' ', print, ' ', again);
    result.replaceChildren(element('h3', '', `${right} of ${asked} right`), list, buttons);
  }

  async #copy() {
    const text = this.quiz.report;
    try {
      await navigator.clipboard.writeText(text);
      this.announce('Copied.');
    } catch {
      // A frame or a file may not write to the clipboard; a selection can be copied by hand.
      const shown = element('pre', 'report', text);
      byId('result').append(shown);
      const range = document.createRange();
      range.selectNodeContents(shown);
      window.getSelection().removeAllRanges();
      window.getSelection().addRange(range);
      const copied = document.execCommand('copy');
      this.announce(copied ? 'Copied.' : 'Selected: copy it with your browser.');
    }
  }
}
