'use strict';

const BOT = { login: 'github-actions[bot]', type: 'Bot' };

/**
 * Issues and labels of the stand-in for `gh api`, as GitHub treats them: for the token of a workflow run. Returns
 * undefined for another path.
 *
 * @see https://docs.github.com/en/rest/issues/issues
 */
function answerIssues(state, method, path, input) {
  const [, repository, what, number, query] = /^repos\/([^/]+\/[^/]+)\/(issues|labels)(?:\/(\d+))?(?:\?(.*))?$/.exec(path) ?? [];
  if (repository === undefined || repository !== state.repository) return undefined;
  if (what === 'labels') return createLabel(state, input);
  if (!state.hasIssues) return [410, { message: 'Issues are disabled for this repo', status: '410' }];
  if (method === 'GET') return [200, list(state, new URLSearchParams(query))];
  if (method === 'POST') return create(state, input);
  const issue = state.issues.find((one) => one.number === Number(number));
  if (issue === undefined) return [404, { message: 'Not Found', status: '404' }];
  for (const name of ['title', 'body', 'state', 'state_reason']) if (input[name] !== undefined) issue[name] = input[name];
  return [200, shown(state, issue)];
}

function createLabel(state, { name, color, description }) {
  if (state.labels.some((label) => label.name === name)) {
    return [422, { message: 'Validation Failed', errors: [{ resource: 'Label', code: 'already_exists' }], status: '422' }];
  }
  state.labels.push({ name, color, description });
  return [201, { name, color, description }];
}

function create(state, { title, body, labels }) {
  const number = Math.max(0, ...state.issues.map((one) => one.number)) + 1;
  const issue = { number, state: 'open', title, body, labels: state.dropsLabels ? [] : labels, user: BOT };
  // Another run, which asked at the same moment, was a little faster.
  if (state.faster) {
    state.issues.push({ ...issue, title: `${title} (other run)` });
    issue.number += 1;
    state.faster = false;
  }
  state.issues.push(issue);
  return [201, shown(state, issue)];
}

function list(state, asked) {
  const size = Number(asked.get('per_page') ?? 30);
  const page = Number(asked.get('page') ?? 1);
  const found = state.issues
    .filter((one) => one.state === (asked.get('state') ?? 'open'))
    .filter((one) => !asked.has('labels') || one.labels.includes(asked.get('labels')));
  if (asked.get('direction') !== 'asc') found.reverse();
  return found.slice((page - 1) * size, page * size).map((one) => shown(state, one));
}

function shown(state, { labels, ...issue }) {
  return {
    ...issue,
    html_url: `https://github.com/${state.repository}/issues/${issue.number}`,
    labels: labels.map((name) => ({ name })),
  };
}

module.exports = { answerIssues };
