'use strict';
/*
 * Speaks HTTP from inside of a container's network, where it is started by nsenter; it prints what happened as JSON.
 * Usage: http-client.js HOST PORT COUNT CLIENTS TIMEOUT_MS PATH...
 * Each client asks for the paths by turns on its own persistent connection, until COUNT requests were made.
 */
const { Agent, get } = require('node:http');

const [host, port, count, clients, timeout] = process.argv.slice(2, 7);
const paths = process.argv.slice(7);
const answers = [];
let next = 0;

function ask(agent, path) {
  return new Promise((resolve) => {
    const fail = (error) => resolve({ path, status: 0, error: error.code ?? error.message });
    const request = get({ host, port, path, agent, timeout: Number(timeout) }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('error', fail);
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () =>
        resolve({ path, status: response.statusCode, type: response.headers['content-type'], body }),
      );
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${timeout} ms`)));
    request.on('error', fail);
  });
}

async function client() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (next < Number(count)) answers.push(await ask(agent, paths[next++ % paths.length]));
  agent.destroy();
}

Promise.all(Array.from({ length: Number(clients) }, client)).then(() => console.log(JSON.stringify(answers)));
