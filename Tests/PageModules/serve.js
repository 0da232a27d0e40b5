// A server for a live page, to try it with and to test it: `node serve.js PAGE [PORT]`. Messages are lines of standard
// input; `paused`, `resumed` and `ended` are events by those names, `break` ends all connections.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const [page, port] = process.argv.slice(2);
const history = [];
const viewers = new Set();
const dataOf = (message, id) => `id: ${id}\ndata: ${message}\n\n`;

const server = createServer((request, response) => {
  const path = request.url.replace(/\?.*/, '');
  if (path === '/t/') {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(readFileSync(page));
  } else if (path === '/t/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(`retry: 100\n\n${history.map(dataOf).join('')}`);
    viewers.add(response);
    request.on('close', () => viewers.delete(response));
  } else {
    response.writeHead(404);
    response.end();
  }
});

server.listen(Number(port ?? 0), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/t/`));

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'break') {
    for (const viewer of viewers) viewer.destroy();
  } else if (/^[a-z]+$/.test(line)) {
    for (const viewer of viewers) viewer.write(`event: ${line}\ndata: {}\n\n`);
  } else {
    history.push(line);
    for (const viewer of viewers) viewer.write(dataOf(line, history.length - 1));
  }
}).on('close', () => process.exit(0));
