'use strict';
// A stand-in for `gh api` that keeps pull requests and issues in a file and treats them as GitHub's API does. It is called as
// `node gh.js STATE api --hostname HOST [--method METHOD --input -] PATH`.
const { spawnSync } = require('node:child_process');
const { mkdirSync, readFileSync, rmdirSync, writeFileSync } = require('node:fs');
const { answerIssues } = require('./gh-issues');

const [file, command, ...args] = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const method = option('--method') ?? 'GET';
const path = args[args.length - 1];
const input = option('--input') === '-' ? JSON.parse(readFileSync(0, 'utf8')) : undefined;
const pulls = /^repos\/([^/]+)\/([^/]+)\/pulls(?:\/(\d+))?(?:\?(.*))?$/.exec(path);

locked(() => {
  const state = JSON.parse(readFileSync(file, 'utf8'));
  state.calls.push(`${method} ${option('--hostname')} ${path}`);
  const [status, body] = answer(state);
  writeFileSync(file, JSON.stringify(state, undefined, 2));
  process.stdout.write(JSON.stringify(body));
  if (status < 400) return;
  const details = (body.errors ?? []).map(({ message }) => `\n${message}`).join('');
  process.stderr.write(`gh: ${body.message} (HTTP ${status})${details}\n`);
  process.exitCode = 1;
});

function answer(state) {
  const refusal = state.refusals[method];
  if (refusal !== undefined) return [refusal.status, { message: refusal.message, status: String(refusal.status) }];
  const ofIssues = command === 'api' ? answerIssues(state, method, path, input) : undefined;
  if (ofIssues !== undefined) return ofIssues;
  if (command !== 'api' || pulls === null || `${pulls[1]}/${pulls[2]}` !== state.repository) {
    return [404, { message: 'Not Found', status: '404' }];
  }
  const number = Number(pulls[3]);
  if (method === 'GET') return [200, list(state, new URLSearchParams(pulls[4]))];
  if (method === 'POST') return create(state, input);
  const pull = state.pulls.find((one) => one.number === number);
  if (pull === undefined) return [404, { message: 'Not Found', status: '404' }];
  if (input.state === 'closed') pull.sha = tip(state, pull.head);
  for (const name of ['title', 'body', 'state']) if (input[name] !== undefined) pull[name] = input[name];
  return [200, shown(state, pull)];
}

/** The newest first; of one that is open, the commit is what the branch holds now. */
function list(state, asked) {
  const [owner, ...rest] = (asked.get('head') ?? '').split(':');
  const head = rest.join(':');
  return state.pulls
    .filter((one) => asked.get('state') === 'all' || one.state === (asked.get('state') ?? 'open'))
    .filter((one) => head === '' || (owner === state.repository.split('/')[0] && one.head === head))
    .filter((one) => !asked.has('base') || one.base === asked.get('base'))
    .reverse()
    .slice(0, Number(asked.get('per_page') ?? 30))
    .map((one) => shown(state, one));
}

function create(state, { title, body, head, base }) {
  const invalid = (message) => [422, { message: 'Validation Failed', errors: [{ message }], status: '422' }];
  const owner = state.repository.split('/')[0];
  if (state.pulls.some((one) => one.state === 'open' && one.head === head && one.base === base)) {
    return invalid(`A pull request already exists for ${owner}:${head}.`);
  }
  if (tip(state, head) === undefined || tip(state, base) === undefined) return invalid('invalid ref');
  const ahead = git(state, 'rev-list', '--count', `refs/heads/${base}..refs/heads/${head}`);
  if (ahead === '0') return invalid(`No commits between ${base} and ${head}`);
  const pull = { number: state.pulls.length + 1, state: 'open', title, body, head, base };
  state.pulls.push(pull);
  return [201, shown(state, pull)];
}

function shown(state, { number, state: status, title, body, head, base, sha }) {
  return {
    number,
    html_url: `https://github.com/${state.repository}/pull/${number}`,
    state: status,
    title,
    body,
    head: { ref: head, sha: status === 'open' ? tip(state, head) : sha },
    base: { ref: base },
  };
}

function tip(state, branch) {
  return git(state, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`) || undefined;
}

function git({ remote }, ...gitArgs) {
  return spawnSync('git', gitArgs, { cwd: remote, encoding: 'utf8' }).stdout.trim();
}

/** One answer at a time. */
function locked(body) {
  const lock = `${file}.lock`;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  try {
    body();
  } finally {
    rmdirSync(lock);
  }
}
