// Going from step to step: buttons, slider, keys, the address, and by itself.

const slider = byId('slider');
let current = 0;
let timer = 0;
let addressTimer = 0;
const playSigns = { play: 'M7 4v16l13-8z', pause: 'M6 4h4v16H6zM14 4h4v16h-4z' };

/** Shows a step. Numbers beyond the ends are those of the ends. */
function go(count, { still = false } = {}) {
  const target = Math.min(Math.max(1, Math.round(count) || 1), steps.length);
  const isNew = target !== current;
  current = target;
  refresh({ still });
  if (isNew) {
    // Browsers slow down pages that change their address too often.
    clearTimeout(addressTimer);
    addressTimer = setTimeout(() => history.replaceState(null, '', `#step=${current}`), 120);
    if (!timer) byId('announcement').textContent = announcementOf(current);
  }
}

/** Shows the current step as things stand now. */
function refresh({ still = false } = {}) {
  const shown = shownAfter(current);
  const changed = drawHeap(heapAfter(shown), shown, { still, isHeld: shown < current });
  tell(current);
  selectRow(current);
  showOnChart(current, shown);
  slider.value = current;
  slider.setAttribute('aria-valuetext', `Step ${current} of ${steps.length}: ${steps[current - 1].text || 'end'}`);
  byId('place').textContent = `Step ${current} of ${steps.length}`;
  byId('first').disabled = byId('previous').disabled = current === 1;
  byId('next').disabled = byId('last').disabled = current === steps.length;
  if (changed) keepInView(changed.slot);
}

function keepInView(slot) {
  const room = byId('heap');
  if (room.scrollHeight <= room.clientHeight) return;
  const top = (corner(slot).y - measure.laneHeight) * grid.unit;
  const bottom = top + (measure.laneHeight + measure.height) * grid.unit;
  if (top < room.scrollTop) room.scrollTop = top;
  else if (bottom > room.scrollTop + room.clientHeight) room.scrollTop = bottom - room.clientHeight;
}

// MARK: Playing

function setPlaying(isPlaying) {
  clearTimeout(timer);
  timer = isPlaying ? setTimeout(playOn, Number(byId('speed').value)) : 0;
  byId('play').setAttribute('aria-label', isPlaying ? 'Pause' : 'Play');
  byId('play-sign').setAttribute('d', isPlaying ? playSigns.pause : playSigns.play);
}

/** Goes a step on, unless a question waits for its answer. */
function playOn() {
  const waits = steps[current - 1].role === 'question' && !isAnswered(current - 1);
  if (!waits) go(current + 1);
  setPlaying(current < steps.length);
  if (!timer) byId('announcement').textContent = announcementOf(current);
}

function togglePlaying() {
  if (timer) return setPlaying(false);
  if (current === steps.length) go(1);
  setPlaying(steps.length > 1);
}

function reveal() {
  if (steps[current - 1].role !== 'question' || isAnswered(current - 1)) return;
  revealed.add(current - 1);
  refresh();
  byId('announcement').textContent = announcementOf(current);
}

// MARK: Input

byId('first').addEventListener('click', () => go(1));
byId('previous').addEventListener('click', () => go(current - 1));
byId('next').addEventListener('click', () => go(current + 1));
byId('last').addEventListener('click', () => go(steps.length));
byId('play').addEventListener('click', togglePlaying);
byId('reveal').addEventListener('click', reveal);
byId('reveal-all').addEventListener('change', (event) => {
  revealsAll = event.target.checked;
  refresh();
});
slider.addEventListener('input', () => go(slider.valueAsNumber));
chart.addEventListener('click', (event) => {
  const x = event.clientX - chart.getBoundingClientRect().left - chartMargin.left;
  go(1 + (x / (chartWidth - chartMargin.left - chartMargin.right)) * (steps.length - 1));
});

const keys = {
  ArrowLeft: () => go(current - 1),
  ArrowRight: () => go(current + 1),
  Home: () => go(1),
  End: () => go(steps.length),
  ' ': togglePlaying,
  Enter: reveal,
};

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const isPressed = event.target.closest('button, select, input');
  // The slider has these keys by itself; buttons and choices have theirs.
  if (isPressed === slider ? event.key !== ' ' : isPressed && (event.key === ' ' || event.key === 'Enter')) return;
  if (isPressed?.tagName === 'SELECT' || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

const stepInAddress = () => Number(/^#step=(\d+)$/.exec(location.hash)?.[1] ?? 1);
window.addEventListener('hashchange', () => go(stepInAddress()));

// MARK: Beginning

function layOut() {
  layOutLines();
  drawChart();
  if (steps.length > 0) refresh({ still: true });
}

if (steps.length === 0) {
  document.body.classList.add('empty');
  byId('place').textContent = 'A session without a line.';
} else {
  slider.max = steps.length;
  current = Math.min(Math.max(1, stepInAddress()), steps.length);
  byId('script-title').textContent = recording.truncated ? 'Lines (the earliest are left out)' : 'Lines';
  byId('all').hidden = !hasQuestions;
  showProse(steps[current - 1].prose ?? -1);
  layOut();
  let width = 0;
  new ResizeObserver(() => {
    const next = `${byId('heap').clientWidth} ${byId('heap').clientHeight} ${chart.clientWidth} ${lineList.clientHeight}`;
    if (next !== width) {
      width = next;
      layOut();
    }
  }).observe(document.querySelector('main'));
}
