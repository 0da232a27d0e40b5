// The courses of the counts. Lines differ in colour and in their dashes, and the legend tells the counts as text.

const chart = byId('chart');
const dashes = ['', '9 4', '2 4', '14 4 3 4', '5 3', '1 3 6 3'];
const series = recording.series.map((course, index) => ({
  label: `@${course.id} ${course.type}`, points: course.points, look: `course-${index}`, dash: dashes[index],
}));

const chartMargin = { left: 34, right: 12, top: 10, bottom: 22 };
const chartHeight = 130;
const longSeries = 3000; // with more points than this, only those that show are drawn
const highest = Math.max(1, ...series.map(({ points }) => points.reduce((most, [, count]) => Math.max(most, count ?? 0), 0)));
let chartWidth = 0;
let legendEntries = [];

const chartX = (count) => {
  const room = chartWidth - chartMargin.left - chartMargin.right;
  return chartMargin.left + (steps.length > 1 ? ((count - 1) / (steps.length - 1)) * room : room / 2);
};
const chartY = (count) => chartMargin.top + (1 - count / highest) * (chartHeight - chartMargin.top - chartMargin.bottom);

/** The course of a count as a path of steps: a count holds until the next one. */
function coursePath({ points }, offset) {
  let path = '';
  let isDown = false;
  let column = -1;
  for (let index = 0; index < points.length; index += 1) {
    const [step, count] = points[index];
    const x = chartX(step + 1);
    if (points.length > longSeries && count !== null && isDown) {
      // Of the counts within one column of pixels the lowest and the highest are enough.
      if (Math.floor(x) === column) continue;
      column = Math.floor(x);
      let [low, high] = [count, count];
      for (let next = index; next < points.length && Math.floor(chartX(points[next][0] + 1)) === column; next += 1) {
        if (points[next][1] === null) break;
        low = Math.min(low, points[next][1]);
        high = Math.max(high, points[next][1]);
      }
      path += `H${x.toFixed(1)}V${(chartY(high) + offset).toFixed(1)}V${(chartY(low) + offset).toFixed(1)}`;
      continue;
    }
    if (isDown) path += `H${x.toFixed(1)}`;
    if (count === null) isDown = false;
    else path += `${isDown ? 'V' : `M${x.toFixed(1)} `}${(chartY(count) + offset).toFixed(1)}`;
    if (count !== null) isDown = true;
  }
  return isDown ? `${path}H${chartX(steps.length).toFixed(1)}` : path;
}

function drawChart() {
  byId('course').hidden = series.length === 0;
  if (series.length === 0) return;
  chartWidth = Math.max(200, chart.clientWidth);
  chart.replaceChildren();
  chart.setAttribute('viewBox', `0 0 ${chartWidth} ${chartHeight}`);
  const defs = shape('defs', {});
  const clip = shape('clipPath', { id: 'past' });
  clip.append(shape('rect', { id: 'past-area', x: 0, y: 0, width: 0, height: chartHeight }));
  defs.append(clip);
  chart.append(defs);
  const marks = highest <= 5 ? [...Array(highest + 1).keys()] : [0, Math.round(highest / 2), highest];
  for (const mark of marks) {
    const y = chartY(mark);
    chart.append(shape('path', { class: 'rule', d: `M${chartMargin.left} ${y}H${chartWidth - chartMargin.right}` }));
    const text = shape('text', { class: 'tick', x: chartMargin.left - 8, y: y + 5 });
    text.textContent = mark;
    chart.append(text);
  }
  // What is to come is drawn faintly; in a lesson it would give answers away.
  if (!hasQuestions) chart.append(drawCourses({ class: 'future' }));
  chart.append(drawCourses({ class: 'past', 'clip-path': 'url(#past)' }));
  chart.append(shape('path', { id: 'cursor', class: 'cursor' }));
  drawLegend();
}

function drawCourses(attributes) {
  const group = shape('g', attributes);
  series.forEach((course, index) => {
    const offset = (index - (series.length - 1) / 2) * 2;
    group.append(shape('path', {
      class: `course ${course.look}`, d: coursePath(course, offset), 'stroke-dasharray': course.dash,
    }));
  });
  return group;
}

function drawLegend() {
  legendEntries = series.map((course) => {
    const entry = element('li');
    const sample = shape('svg', { viewBox: '0 0 34 10', 'aria-hidden': 'true' });
    sample.append(shape('path', { class: `course ${course.look}`, d: 'M0 5H34', 'stroke-dasharray': course.dash }));
    entry.append(sample, element('span', '', course.label), element('b'));
    return entry;
  });
  const others = recording.others > 0
    ? [element('li', 'others', `and ${recording.others} more objects, whose counts changed less often`)] : [];
  byId('legend').replaceChildren(...legendEntries, ...others);
}

/** The count of a series after the first `count` steps; null where there is no such object. */
function countAfter({ points }, count) {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle][0] < count) low = middle + 1;
    else high = middle;
  }
  return low > 0 ? points[low - 1][1] : null;
}

/** Marks a step, and tells the counts that may be shown. */
function showOnChart(count, shown) {
  if (series.length === 0 || chartWidth === 0) return;
  byId('cursor').setAttribute('d', `M${chartX(count)} ${chartMargin.top}V${chartHeight - chartMargin.bottom + 6}`);
  byId('past-area').setAttribute('width', Math.max(0, shown > 0 ? chartX(shown) + 1 : 0));
  series.forEach((course, index) => {
    const now = countAfter(course, shown);
    legendEntries[index].lastChild.textContent = now ?? '–';
    legendEntries[index].className = now === null ? 'absent' : '';
  });
}
